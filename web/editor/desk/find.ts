/** Find in the flow: words on its blocks, in all sections, each a way to its block. */

import { send, sentence } from "../calls.js";
import { make, part } from "../dom.js";
import type { Desk } from "./desk.js";
import { number, t } from "../words.js";

interface Place {
  path: string;
  line: number;
  /** The sentence on the block, and what the file says there. */
  words: string;
  text: string;
}

const MOST = 100;

export class Find {
  private readonly field = make("input", { type: "search", id: "find-words", placeholder: t("Find in the flow"), "aria-label": t("Find in the flow"), autocomplete: "off" });
  private readonly state = make("output", { for: "find-words" });
  private readonly list = make("ol", { "aria-label": t("Found") });
  private readonly box = make("search", { class: "find", hidden: true });
  private places: Place[] = [];
  private found: Place[] = [];
  private at = -1;
  private turn = 0;
  private known = "";
  private back: Element | null = null;

  constructor(private readonly desk: Desk) {
    const button = (words: string, name: string, act: () => void) => {
      const made = make("button", { type: "button", class: "button button-quiet", "aria-label": name, title: name }, words);
      made.addEventListener("click", act);
      return made;
    };
    const bar = make("div", {}, this.field, this.state, button("↑", t("The one before"), () => this.go(-1)), button("↓", t("The next one"), () => this.go(1)), button("×", t("Close"), () => this.close()));
    this.box.append(bar, this.list);
    part("editor-body", HTMLElement).before(this.box);
    this.field.addEventListener("input", () => void this.look());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      if (event.key === "Enter" && event.target === this.field) this.go(event.shiftKey ? -1 : 1);
    });
    part("find", HTMLButtonElement).addEventListener("click", () => this.open());
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "f") return;
      if (event.target instanceof Element && event.target.closest(".text-host, dialog")) return;
      event.preventDefault();
      this.open();
    }, { capture: true });
  }

  private open(): void {
    this.back = this.box.hidden ? document.activeElement : this.back;
    this.box.hidden = false;
    this.field.focus();
    this.field.select();
    void this.look();
  }

  private close(): void {
    this.box.hidden = true;
    this.desk.blocks.mark("here", null);
    const focus = this.back;
    if (focus instanceof HTMLElement || focus instanceof SVGElement) focus.focus();
  }

  private async look(): Promise<void> {
    const turn = ++this.turn;
    await this.learn();
    if (turn !== this.turn) return;
    const words = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.found = words.length ? this.places.filter((place) => words.every((word) => `${place.words}\n${place.text}`.toLowerCase().includes(word))) : [];
    this.at = -1;
    this.draw();
  }

  /** Ask what stands on the blocks, where the flow is another one than before. */
  private async learn(): Promise<void> {
    try {
      const text = await this.desk.currentText();
      if (text === this.known) return;
      this.places = (await send<{ words: Place[] }>("POST", "/calls/words", { text, filename: this.desk.doc.filename })).words;
      this.known = text;
    } catch (thrown) {
      this.desk.say(sentence(thrown));
    }
  }

  private go(by: number): void {
    const { length } = this.found;
    if (length) this.show((this.at + by + (this.at < 0 && by < 0 ? 1 : 0) + length) % length);
  }

  private show(at: number): void {
    this.at = at;
    this.draw();
    const place = this.found[at];
    const focus = document.activeElement;
    if (!place) return;
    void this.desk.reveal(place.path, place.line).then(() => {
      if (focus instanceof HTMLElement && this.box.contains(focus)) focus.focus();
      this.desk.blocks.mark("here", place.path);
    });
  }

  private draw(): void {
    const { length } = this.found;
    this.state.textContent = !this.field.value.trim() ? "" : !length ? t("Nothing") : this.at < 0 ? number(length) : t("{number} of {count}", { number: this.at + 1, count: length });
    this.list.hidden = length === 0;
    this.list.replaceChildren(...this.found.slice(0, MOST).map((place, at) => this.row(place, at)));
  }

  private row(place: Place, at: number): HTMLLIElement {
    const [first, name = ""] = place.path.split("/");
    const button = make("button", { type: "button", "aria-current": at === this.at ? "true" : null }, make("span", {}, place.words), make("span", { class: "quiet" }, (first === "functions" ? `${name}, ` : "") + t("line {line}", { line: place.line })));
    button.addEventListener("click", () => {
      this.show(at);
      (this.list.children[at]?.firstElementChild as HTMLElement | null)?.focus();
    });
    return make("li", {}, button);
  }
}
