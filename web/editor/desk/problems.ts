/** The findings of the flow, each a way to its place, with its mend where that can be made. */

import { make, part } from "../dom.js";
import type { Edit } from "../data.js";
import type { FlowDocument } from "./document.js";
import type { PlacedFinding } from "./shapes.js";
import { t, tn } from "../words.js";

export class Problems {
  private readonly list = part("problems-list", HTMLUListElement);
  private readonly head = part("problems-head", HTMLElement);

  constructor(
    private readonly doc: FlowDocument,
    private readonly reveal: (finding: PlacedFinding) => void,
  ) {
    doc.addEventListener("change", () => this.draw());
  }

  private draw(): void {
    const { findings } = this.doc;
    this.head.textContent = findings.length === 0 ? t("Nothing to mend") : tn("{count} finding", "{count} findings", findings.length);
    part("problems", HTMLElement).toggleAttribute("data-some", findings.length > 0);
    this.list.replaceChildren(...findings.map((finding) => this.row(finding)));
  }

  private row(finding: PlacedFinding): HTMLLIElement {
    const place = make("button", { type: "button", class: "place" }, t("Line {line}", { line: finding.line }));
    place.addEventListener("click", () => this.reveal(finding));
    const row = make("li", { class: finding.severity }, place, make("span", {}, finding.message));
    if (finding.mend) row.append(make("span", { class: "mend" }, t("Mend:"), " ", make("code", {}, finding.mend)));
    const edit = finding.edit;
    if (edit) {
      const button = make("button", { class: "button button-mend", type: "button", "aria-label": t("Mend line {line}", { line: finding.line }) }, t("Mend"));
      button.addEventListener("click", () => void this.doc.replace(mended(this.doc.text, edit)));
      row.append(button);
    }
    return row;
  }
}

/** The text with an edit, whose places count characters and not UTF-16. */
function mended(text: string, edit: Edit): string {
  const letters = Array.from(text);
  return letters.slice(0, edit.start).join("") + edit.text + letters.slice(edit.end).join("");
}
