/** For a class in front of a screen: large type, blocks as wide as the view, and a light on the block that runs. */

import type { Desk } from "../desk/desk.js";
import { icon, make, part } from "../dom.js";
import { onLetter } from "../letters.js";
import { t } from "../words.js";

const LARGEST = 2;
const MARGIN = 40;
/** Of the width, so much is for the blocks, the rest for their bubbles. */
const SHARE = 0.72;

export class Projector {
  private readonly light = make("div", { class: "spotlight", hidden: true });
  private readonly button = make("button", { type: "button", class: "button button-quiet", title: t("Projector: large type and slow motion (P)"), "aria-label": t("Projector"), "aria-pressed": "false" }, icon("screen"));
  private scale = 1;
  on = false;

  /** The button goes into `bar`, the light into `layer`, which lies over the blocks; `turned` is told of each change. */
  constructor(
    private readonly desk: Desk,
    bar: HTMLElement,
    layer: HTMLElement,
    private readonly turned: () => void,
  ) {
    bar.insertBefore(this.button, part("show-keys", HTMLElement));
    layer.prepend(this.light);
    this.button.addEventListener("click", () => this.turn());
    onLetter("p", () => this.turn());
    desk.doc.addEventListener("change", () => this.on && this.fit());
    addEventListener("resize", () => this.on && this.fit());
  }

  private turn(): void {
    const { workspace } = this.desk.blocks;
    this.on = !this.on;
    this.button.setAttribute("aria-pressed", String(this.on));
    document.documentElement.toggleAttribute("data-projector", this.on);
    workspace.getToolbox()?.getFlyout()?.hide();
    (workspace.getToolbox() as { setVisible?(shown: boolean): void } | null)?.setVisible?.(!this.on);
    this.desk.blocks.resize();
    if (this.on) {
      this.scale = workspace.scale;
      this.fit();
      this.shine();
    } else {
      workspace.setScale(this.scale);
      this.desk.blocks.home();
    }
    this.turned();
  }

  private fit(): void {
    const { blocks } = this.desk;
    const { left, right } = blocks.workspace.getBlocksBoundingBox();
    const { width } = blocks.workspace.getParentSvg().getBoundingClientRect();
    blocks.workspace.setScale(Math.min(LARGEST, (width * SHARE - MARGIN) / Math.max(1, right - left)));
    blocks.home();
  }

  /** Keep the light on the block that runs, wherever it goes. */
  private shine(): void {
    const block = this.desk.blocks.workspace.getCanvas().querySelector("g.mark-now > .blocklyPath");
    this.light.hidden = !this.on || !block;
    if (block && this.light.parentElement) {
      const [own, area] = [block.getBoundingClientRect(), this.light.parentElement.getBoundingClientRect()];
      Object.assign(this.light.style, { translate: `${own.left - area.left}px ${own.top - area.top}px`, width: `${own.width}px`, height: `${own.height}px` });
    }
    if (this.on) requestAnimationFrame(() => this.shine());
  }
}
