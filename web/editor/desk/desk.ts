/** The desk of one flow: blocks, text, outline and problems around one document. */

import { told } from "../blocks/kinds.js";
import { BlocksView } from "../blocks/view.js";
import { passes, sentence } from "../calls.js";
import type { PageData } from "../data.js";
import { part, partIfAny } from "../dom.js";
import { Drafts } from "../keep/drafts.js";
import { offerDrafts } from "../keep/offer.js";
import type { Versions } from "../keep/versions.js";
import { MAIN, type First } from "./first.js";
import { FlowDocument, type Change } from "./document.js";
import { Outline } from "./outline.js";
import { Panes } from "./panes.js";
import { Problems } from "./problems.js";
import { Saving } from "./saving.js";
import type { SectionSheet } from "./shapes.js";
import { giveTools } from "./tools.js";
import { wakeUndo } from "./undo.js";
import { t } from "../words.js";

/** How long to wait for the next letter, where one comes after the other. */
const PATIENCE = 30;
const AGAIN = 3000;
const FRAME = 16;

export class Desk {
  readonly saving: Saving;
  private timer = 0;
  private sending: Promise<void> | null = null;
  private again = false;
  private section = "";
  private going = 0;
  private refused = false;
  private versions: Versions | null = null;

  private constructor(
    readonly doc: FlowDocument,
    readonly blocks: BlocksView,
    readonly panes: Panes,
    readonly problems: Problems,
    data: PageData,
  ) {
    this.saving = new Saving(doc, data, this, new Drafts(data.flow ?? ""));
    partIfAny("versions", HTMLButtonElement)?.addEventListener("click", () => void this.openVersions());
    new Outline(doc, (message) => this.say(message), (section) => void this.go(section).catch((thrown) => this.say(sentence(thrown))));
    doc.addEventListener("change", (event) => this.show((event as CustomEvent<Change>).detail));
    doc.addEventListener("text", () => panes.showText(doc.text));
    const formulas = part("formulas", HTMLButtonElement);
    formulas.setAttribute("aria-pressed", String(blocks.allOpened));
    formulas.addEventListener("click", () => {
      blocks.allOpened = !blocks.allOpened;
      formulas.setAttribute("aria-pressed", String(blocks.allOpened));
      void this.settled().then(() => doc.open(doc.section));
    });
    wakeUndo(this);
    document.addEventListener("keydown", (event) => this.key(event), { capture: true });
    addEventListener("online", () => this.timer && this.later());
  }

  /** Wake the editor of a page up. */
  static async open(data: PageData, first: First): Promise<Desk> {
    const host = part("blocks-host", HTMLElement);
    const palette = await first.palette;
    let desk: Desk | null = null;
    const blocks = new BlocksView(
      host,
      palette,
      {
        functions: () => desk?.doc.outline.map(({ name }) => name).filter(Boolean) ?? [],
        edited: (typing) => desk?.later(typing ? PATIENCE : 0),
        chosen: (path) => desk?.panes.here(path),
        say: (message) => desk?.say(message),
        again: (block, open) => void desk?.refold(block, open),
      },
      host.dataset["media"] ?? "",
    );
    const doc = new FlowDocument(data.text ?? "", data.filename ?? "", first.blocks, () => blocks.opened(), () => desk?.pending() ?? false);
    const panes = new Panes(doc, blocks, palette, (path) => blocks.mark("here", path));
    desk = new Desk(doc, blocks, panes, new Problems(doc, (finding) => desk?.reveal(finding.path, finding.line)), data);
    giveTools(desk);
    await desk.go(MAIN);
    void offerDrafts(desk);
    return desk;
  }

  /** When all edits so far are in the document; `checked`: and all is known of it that there is to know. */
  async settled(checked = false): Promise<void> {
    await told();
    clearTimeout(this.timer);
    if (this.timer) this.send();
    while (this.sending) await this.sending;
    if (checked) await this.doc.checked().catch(() => undefined); // who saves says that the server is away
  }

  /** Whether there are edits that are not in the document yet. */
  behind(): boolean {
    return this.timer !== 0 || this.sending !== null;
  }

  /** The same, a block in a person's hand too. */
  pending(): boolean {
    return this.behind() || this.blocks.workspace.isDragging();
  }

  /** The blocks as they are here. */
  sheet(): SectionSheet {
    return this.doc.told(this.blocks.sheet());
  }

  /** Show a section; what is edited while its blocks are on their way is kept, and then they are asked for again. */
  async go(section: string): Promise<void> {
    const turn = ++this.going;
    const host = part("blocks-host", HTMLElement);
    host.ariaBusy = "true";
    try {
      do {
        while (this.blocks.workspace.isDragging()) await new Promise((done) => setTimeout(done, FRAME));
        await this.settled();
      } while (turn === this.going && !(await this.doc.open(section)));
    } finally {
      if (turn === this.going) host.ariaBusy = null;
    }
  }

  /** Show a place of the flow, in its section. */
  async reveal(path: string, line?: number | null): Promise<void> {
    const section = this.sectionOf(path);
    if (section && section !== this.doc.section) await this.go(section);
    this.blocks.reveal(path);
    if (line) this.panes.revealLine(line);
  }

  /** The section in which an address lies, if the flow has it. */
  sectionOf(path: string): string | undefined {
    const words = path.split("/");
    const section = words[0] === "functions" ? `functions/${words[1]}` : words[0] === "do" ? "do" : undefined;
    return this.doc.outline.find((one) => one.section === section)?.section;
  }

  /** The text with all edits so far. */
  async currentText(): Promise<string> {
    await this.settled();
    return this.doc.text;
  }

  /** What keeps the flow as it is here from running; "" for nothing. What was changed is saved first. */
  async readyToRun(): Promise<string> {
    await this.settled(true);
    if (!this.doc.unsaved && !this.behind()) return "";
    return (await this.saving.save()) ? "" : t("These changes are not saved. Save them first, or make a copy.");
  }

  /** Say for a moment what was done. */
  tell(message: string): void {
    this.blocks.tell(message);
  }

  say(message: string): void {
    const element = part("editor-problem", HTMLElement);
    element.textContent = message;
    element.hidden = message === "";
  }

  /** Show the section once more, with a formula opened or folded. */
  private async refold(block: Parameters<BlocksView["ask"]>[0], open: boolean): Promise<void> {
    await this.settled();
    this.blocks.ask(block, open);
    await this.doc.open(this.doc.section, "view");
  }

  private later(patience = 0): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), patience);
  }

  private send(): void {
    this.timer = 0;
    if (this.sending) {
      this.again = true;
      return;
    }
    this.sending = this.put().finally(() => {
      this.sending = null;
      if (this.again) {
        this.again = false;
        this.send();
      }
    });
  }

  private async put(): Promise<void> {
    try {
      const [sheet, state] = [this.blocks.sheet(), this.blocks.known.state];
      const answer = await this.doc.put(sheet);
      if ("problem" in answer) return this.refuse(answer.problem);
      this.saving.heard();
      if (this.refused) this.say("");
      this.refused = false;
      this.blocks.known.accepted(answer, state);
    } catch (thrown) {
      if (!passes(thrown)) return this.refuse(sentence(thrown));
      this.later(AGAIN);
      this.saving.heard(sentence(thrown));
    }
  }

  private async openVersions(): Promise<void> {
    const { Versions } = await import("../keep/versions.js");
    this.versions ??= new Versions(this, this.saving.path);
    await this.versions.open();
  }

  private refuse(message: string): void {
    this.refused = true;
    this.say(message);
  }

  private show({ origin, sheet, prints }: Change): void {
    part("blocks-host", HTMLElement).toggleAttribute("data-stale", !this.doc.whole);
    part("stale", HTMLElement).hidden = this.doc.whole;
    if (sheet) {
      this.blocks.show(sheet, this.section !== this.doc.section || origin === "section");
      this.section = this.doc.section;
      this.say("");
    }
    if (prints) this.blocks.known.printed(prints);
    if (sheet !== null) this.blocks.findings(this.doc.findings);
    if (origin !== "text") this.panes.showText(this.doc.text);
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    void this.saving.save();
  }
}
