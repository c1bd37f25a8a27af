/** All that a flow was: each save, what changed in it, and the way back to it. */

import { send, sentence } from "../calls.js";
import { moment } from "../data.js";
import { make, part, tell } from "../dom.js";
import type { Desk } from "../desk/desk.js";
import { difference, linesList, saidList } from "./difference.js";
import { t } from "../words.js";

interface Entry {
  id: number;
  at: number;
  auto: boolean;
  said: string[];
}

const SHOWN = 2;

export class Versions {
  private readonly dialog = part("versions-dialog", HTMLDialogElement);
  private readonly list = part("versions-list", HTMLElement);
  private readonly about = part("version", HTMLElement);
  private readonly more = part("versions-more", HTMLButtonElement);
  private readonly problem = part("versions-problem", HTMLElement);
  private entries: Entry[] = [];
  private shown = 0;

  constructor(
    private readonly desk: Desk,
    private readonly path: string,
  ) {
    part("versions-close", HTMLButtonElement).addEventListener("click", () => this.dialog.close());
    this.more.addEventListener("click", () => void this.load());
  }

  async open(): Promise<void> {
    await this.desk.saving.save(true);
    this.list.replaceChildren();
    this.about.replaceChildren();
    this.entries = [];
    this.dialog.showModal();
    await this.load();
    const first = this.entries[0];
    if (first) await this.show(first);
  }

  private async load(): Promise<void> {
    try {
      const last = this.entries.at(-1);
      const found = await send<{ versions: Entry[]; more: boolean }>("GET", `${this.path}/versions${last ? `?before=${last.id}` : ""}`);
      tell(this.problem, "");
      this.entries.push(...found.versions);
      this.list.append(...found.versions.map((entry) => this.row(entry)));
      this.more.hidden = !found.more;
      if (!this.entries.length) tell(this.problem, t("There are no versions yet. The first save makes one."));
    } catch (thrown) {
      tell(this.problem, sentence(thrown));
    }
  }

  private row(entry: Entry): HTMLLIElement {
    const { id, at, auto, said } = entry;
    const more = said.length > SHOWN ? " " + t("and {count} more", { count: said.length - SHOWN }) : "";
    const button = make(
      "button",
      { type: "button", "data-id": id },
      make("strong", {}, moment(at)),
      make("span", {}, said.slice(0, SHOWN).join("; ") + more),
      make("span", { class: "quiet" }, auto ? t("saved by itself") : t("saved")),
    );
    button.addEventListener("click", () => void this.show(entry));
    return make("li", {}, button);
  }

  private async show(entry: Entry): Promise<void> {
    this.shown = entry.id;
    for (const button of this.list.querySelectorAll("button")) {
      if (button.dataset["id"] === String(entry.id)) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    try {
      const older = this.entries[this.entries.indexOf(entry) + 1];
      const [{ text }, before] = await Promise.all([this.text(entry), older ? this.text(older) : { text: "" }]);
      const { doc } = this.desk;
      const [made, back] = await Promise.all([difference(before.text, text, doc.filename), difference(doc.text, text, doc.filename)]);
      if (this.shown !== entry.id) return;
      const restore = make("button", { class: "button button-main", type: "button", disabled: text === doc.text }, t("Restore this version"));
      restore.addEventListener("click", () => void this.restore(entry, text));
      this.about.replaceChildren(
        make("h3", {}, moment(entry.at)),
        restore,
        make("h4", {}, t("What this save changed")),
        saidList(older ? made.said : entry.said),
        linesList(made.lines),
        make("h4", {}, t("What restoring it would change now")),
        saidList(back.said, t("Nothing: the flow is like this.")),
        ...(back.lines.length ? [make("details", {}, make("summary", {}, t("Line by line")), linesList(back.lines))] : []),
      );
    } catch (thrown) {
      tell(this.problem, sentence(thrown));
    }
  }

  private text(entry: Entry): Promise<{ text: string }> {
    return send<{ text: string }>("GET", `${this.path}/versions/${entry.id}`);
  }

  /** An edit like any other, that Undo takes back; and a version of its own. */
  private async restore(entry: Entry, text: string): Promise<void> {
    this.dialog.close();
    await this.desk.settled();
    await this.desk.doc.replace(text);
    await this.desk.saving.save();
    const news = part("editor-news", HTMLElement);
    tell(news, t("The version of {time} is back. Undo leads to what was before.", { time: moment(entry.at) }));
  }
}
