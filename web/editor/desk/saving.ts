/** Keeping the flow: by itself soon after each change, or when told to; never over what somebody else saved meanwhile. */

import { passes, Refused, send, sentence } from "../calls.js";
import type { PageData } from "../data.js";
import { make, part, partIfAny } from "../dom.js";
import type { Draft, Drafts } from "../keep/drafts.js";
import { ask } from "../keep/question.js";
import type { FlowDocument } from "./document.js";
import type { SectionSheet } from "./shapes.js";
import { parts, t } from "../words.js";

const PAUSE = 1500;
const AGAIN = 5000;
const DRAFT = 300;
const LOOK = 5000;

/** What the desk holds that is not in the document yet. */
export interface Pending {
  settled(): Promise<void>;
  behind(): boolean;
  pending(): boolean;
  sheet(): SectionSheet;
}

interface Now {
  version: string;
  text?: string;
}

interface Saved extends Now {
  /** When the flow's schedule starts it next, and such, in words. */
  starts: string;
}

interface Merged {
  text: string | null;
  together: string | null;
  said: string[];
}

export class Saving {
  private readonly button = partIfAny("save", HTMLButtonElement);
  private readonly status = part("save-state", HTMLElement);
  private readonly starts = part("starts", HTMLElement);
  /** Where the server keeps the flow. */
  readonly path: string;
  private version: string;
  private base: string;
  private auto = false;
  private timer = 0;
  private draftTimer = 0;
  private looked = 0;
  private trouble = "";
  /** Whether the server could not be told of the last edit of the blocks. */
  private deaf = false;
  private asking = false;
  private sending: Promise<boolean> | null = null;

  constructor(
    private readonly doc: FlowDocument,
    data: PageData,
    private readonly desk: Pending,
    readonly drafts: Drafts,
  ) {
    this.path = `/calls/flows/${encodeURIComponent(data.flow ?? "")}`;
    this.version = data.version ?? "";
    this.base = doc.text;
    this.button?.addEventListener("click", () => void this.save());
    doc.addEventListener("state", () => this.changed());
    addEventListener("beforeunload", (event) => {
      this.keepDraft();
      if ((desk.pending() && !desk.behind()) || !drafts.kept) event.preventDefault();
    });
    addEventListener("pagehide", () => this.keepDraft());
    addEventListener("focus", () => void this.look());
    document.addEventListener("visibilitychange", () => void this.look());
    this.show();
  }

  /** Save what is not saved yet; whether all is on the disk then. `auto` says that nobody asked for it. */
  async save(auto = false): Promise<boolean> {
    await this.desk.settled();
    while (this.sending) await this.sending;
    if (this.deaf) return false;
    if (!this.doc.unsaved && (auto || !this.auto)) return true;
    if (!this.button) {
      this.status.textContent = t("An example stays as it is. Make a copy to keep your changes.");
      return false;
    }
    if (this.asking) {
      part("edit-conflict", HTMLElement).querySelector("button")?.focus();
      return false;
    }
    clearTimeout(this.timer);
    this.sending = this.put(auto).finally(() => (this.sending = null));
    return this.sending;
  }

  /** What is on the page is kept under another name now. */
  forget(): void {
    this.doc.keep(this.doc.text);
    this.drafts.drop();
  }

  /** The server was told of an edit of the blocks, or could not be: then the browser keeps them. */
  heard(trouble = ""): void {
    if (!trouble && !this.deaf) return;
    this.trouble = trouble;
    this.deaf = trouble !== "";
    this.changed();
  }

  /** Put a draft in as if its page had never been gone. */
  async resume({ text, base, version }: Draft): Promise<void> {
    this.at(version, base);
    await this.doc.replace(text);
  }

  private async put(auto: boolean): Promise<boolean> {
    const { text } = this.doc;
    try {
      const { version, starts } = await send<Saved>("PUT", this.path, { text, was: this.version, auto });
      this.starts.textContent = starts;
      this.starts.hidden = starts === "";
      const back = this.trouble !== "";
      this.trouble = "";
      this.auto = auto;
      this.at(version, text);
      if (back) void this.doc.open(this.doc.section, "view");
      return true;
    } catch (thrown) {
      return thrown instanceof Refused && thrown.status === 409 ? this.meet().catch((other: unknown) => this.later(other)) : this.later(thrown);
    }
  }

  /** It could not be saved now; what may be over soon is tried again. */
  private later(thrown: unknown): false {
    this.trouble = sentence(thrown);
    this.show();
    if (passes(thrown)) this.soon(AGAIN);
    return false;
  }

  /** Somebody else saved in between: both changes together where they do not touch, else the person decides. */
  private async meet(): Promise<boolean> {
    const { base } = this;
    const mine = this.doc.text;
    const now = await this.now();
    let together: string | null = null;
    if (now.text !== undefined) {
      const { filename } = this.doc;
      const both = await send<Merged>("POST", "/calls/merge", { base, mine, theirs: now.text, filename });
      await this.desk.settled();
      if (this.doc.text !== mine) return this.meet();
      if (both.text !== null) {
        this.at(now.version, now.text);
        if (both.text !== mine) await this.doc.replace(both.text);
        if (both.said.length) this.tell(t("Changed elsewhere meanwhile; both changes are together now. Theirs: {changes}", { changes: both.said.join("; ") }));
        return this.doc.unsaved ? this.put(false) : true;
      }
      together = both.together;
    }
    return this.decide(base, mine, now, together);
  }

  private async decide(base: string, mine: string, now: Now, together: string | null): Promise<boolean> {
    this.asking = true;
    this.show();
    const sides = { base, mine, theirs: now.text ?? null, together: together !== null, filename: this.doc.filename };
    const choice = await ask(sides).finally(() => (this.asking = false));
    part("save-state", HTMLElement).focus(); // at once: later they may be writing somewhere already
    await this.desk.settled();
    if (choice === "copy") await this.copy();
    this.at(now.version, now.text ?? "");
    if (choice !== "mine") await this.doc.replace((choice === "together" ? together : now.text) ?? "");
    return this.doc.unsaved ? this.put(false) : true;
  }

  private async copy(): Promise<void> {
    const { key } = await send<{ key: string }>("POST", `${this.path}/copy`, { text: this.doc.text });
    this.tell(...parts(t("Yours is kept as {flow}"), { flow: make("a", { href: `/flows/${encodeURIComponent(key)}` }, key) }));
  }

  /** What is there now; without a version, nothing is. */
  private async now(unless = ""): Promise<Now> {
    try {
      return await send<Now>("GET", `${this.path}?not=${unless}`);
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status === 404) return { version: "" };
      throw thrown;
    }
  }

  /** Come back to the page: if the flow was changed elsewhere and nothing is unsaved here, show it as it is. */
  private async look(): Promise<void> {
    if (document.hidden || !this.button || Date.now() - this.looked < LOOK) return;
    this.looked = Date.now();
    const now = await this.now(this.version).catch(() => null);
    if (now?.text === undefined || this.doc.unsaved || this.desk.pending() || this.sending) return;
    this.at(now.version, now.text);
    await this.doc.replace(now.text);
    this.tell(t("This flow was changed elsewhere. Here it is as it is now; Undo leads back."));
  }

  private at(version: string, text: string): void {
    this.version = version;
    this.base = text;
    this.doc.keep(text);
  }

  private changed(): void {
    this.show();
    clearTimeout(this.draftTimer);
    this.draftTimer = window.setTimeout(() => this.keepDraft(), DRAFT);
    if (this.doc.unsaved && this.button) this.soon(PAUSE);
  }

  private soon(pause: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.byItself(), pause);
  }

  /** What has mistakes is not saved unasked, since the flow that is there may be at work. */
  private async byItself(): Promise<void> {
    await this.doc.checked().catch(() => undefined);
    if (this.doc.ok) await this.save(true);
  }

  private keepDraft(): void {
    const { text, unsaved } = this.doc;
    const blocks = this.desk.behind() ? this.desk.sheet() : undefined;
    if (unsaved || blocks) this.drafts.keep({ text, base: this.base, version: this.version, at: Date.now(), blocks });
    else this.drafts.drop();
  }

  private tell(...words: (string | Node)[]): void {
    const news = part("editor-news", HTMLElement);
    news.replaceChildren(...words);
    news.hidden = false;
  }

  private show(): void {
    const unsaved = this.doc.unsaved || this.deaf;
    this.status.textContent = unsaved ? this.unsavedWords(this.doc.ok) : this.button ? t("Saved") : "";
    this.status.dataset["state"] = unsaved ? "changed" : "saved";
  }

  private unsavedWords(ok: boolean): string {
    if (!this.button) return t("Changed, in this page only");
    if (this.trouble) return `${this.trouble} ${t("Your changes are kept in this browser.")}`;
    return ok ? t("Changed") : t("Changed; with mistakes it is saved only when you press Save");
  }
}
