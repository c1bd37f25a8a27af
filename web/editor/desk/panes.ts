/** Blocks, text, or both: what of the desk is shown. The text's editor is fetched when it is first wanted. */

import type { BlocksView } from "../blocks/view.js";
import type { Palette } from "../blocks/palette.js";
import { part } from "../dom.js";
import type { FlowDocument } from "./document.js";

export type View = "blocks" | "split" | "text";
type TextView = import("../text/view.js").TextView;

const KEPT = "blockloom-view";

export class Panes {
  private readonly body = part("editor-body", HTMLElement);
  private text: Promise<TextView> | null = null;
  private now: TextView | null = null;

  constructor(
    private readonly doc: FlowDocument,
    private readonly blocks: BlocksView,
    private readonly palette: Palette,
    private readonly lookAt: (path: string | null) => void,
  ) {
    for (const input of document.querySelectorAll<HTMLInputElement>("input[name=view]")) {
      input.addEventListener("change", () => void this.choose(input.value as View));
    }
    part("to-text", HTMLButtonElement).addEventListener("click", () => void this.toFinding());
    const kept = localStorage.getItem(KEPT);
    void this.choose(kept === "split" || kept === "text" ? kept : "blocks");
    doc.addEventListener("change", () => this.now?.findings(doc.findings));
  }

  async choose(view: View): Promise<void> {
    this.body.dataset["view"] = view;
    localStorage.setItem(KEPT, view);
    const input = document.querySelector<HTMLInputElement>(`input[name=view][value=${view}]`);
    if (input) input.checked = true;
    this.blocks.resize();
    if (view !== "blocks") await this.wanted();
  }

  /** The text alone, at what is wrong first. */
  private async toFinding(): Promise<void> {
    await this.choose("text");
    this.revealLine(this.doc.findings[0]?.line ?? 1);
  }

  /** Show a text that was not typed here. */
  showText(text: string): void {
    this.now?.show(text);
  }

  /** Mark the line of a block. */
  here(path: string | null): void {
    this.now?.here(path === null ? null : (this.doc.lineOf(path) ?? null));
  }

  revealLine(line: number): void {
    this.now?.reveal(line);
  }

  /** Mark the line that runs, or that went wrong. */
  markLine(mark: "now" | "wrong", line: number | null): void {
    this.now?.mark(mark, line);
  }

  private wanted(): Promise<TextView> {
    this.text ??= import("../text/view.js").then(({ TextView }) => {
      this.now = new TextView(part("text-host", HTMLElement), this.doc.text, this.palette, {
        typed: (text) => void this.doc.type(text).catch(() => undefined), // who saves says that the server is away
        at: (line) => this.lookAt(this.doc.pathAt(line)),
      });
      this.now.findings(this.doc.findings);
      return this.now;
    });
    this.text.catch(() => (this.text = null)); // the server was away: the next time asks it again
    return this.text;
  }
}
