/** The list of the flow's sections beside the blocks. */

import { send, sentence } from "../calls.js";
import { make, part } from "../dom.js";
import type { FlowDocument } from "./document.js";
import type { Problem, Section } from "./shapes.js";
import { t } from "../words.js";

export class Outline {
  private readonly list = part("outline", HTMLUListElement);

  constructor(
    private readonly doc: FlowDocument,
    private readonly say: (message: string) => void,
    private readonly go: (section: string) => void,
  ) {
    doc.addEventListener("change", () => this.draw());
    part("new-function", HTMLButtonElement).addEventListener("click", () => void this.add());
  }

  private draw(): void {
    this.list.replaceChildren(...this.doc.outline.map((section) => this.row(section)));
  }

  private row({ section, name, steps, findings }: Section): HTMLLIElement {
    const words = name || t("Start");
    const count = make("span", { class: "count" }, String(steps));
    const wrong = findings ? make("span", { class: "wrong", "aria-label": t("{count} to mend", { count: findings }) }, `! ${findings}`) : "";
    const button = make("button", { type: "button", "aria-current": section === this.doc.section ? "true" : null }, make("span", {}, words), wrong, count);
    button.addEventListener("click", () => this.go(section));
    const row = make("li", {}, button);
    if (name && section === this.doc.section) {
      const remove = make("button", { type: "button", class: "remove", "aria-label": t("Delete the function {name}", { name }), title: t("Delete") }, "×");
      remove.addEventListener("click", () => void this.change({ section }, "do"));
      row.append(remove);
    }
    return row;
  }

  private add(): Promise<void> {
    const names = this.doc.outline.map(({ name }) => name);
    let number = 1;
    while (names.includes(`function${number}`)) number++;
    return this.change({ name: `function${number}` }, `functions/function${number}`);
  }

  private async change(what: { name: string } | { section: string }, then: string): Promise<void> {
    try {
      const body = { text: this.doc.text, filename: this.doc.filename, ...what };
      const answer = await send<{ text: string } | Problem>("POST", "/calls/functions", body);
      if ("problem" in answer) this.say(answer.problem);
      else await this.doc.replace(answer.text, then);
    } catch (thrown) {
      this.say(sentence(thrown));
    }
  }
}
