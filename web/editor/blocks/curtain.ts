/** What is far below the view when a section opens is put on the page when that has nothing else to do, or a person does
 * anything. All blocks are there from the beginning, each with its place and size: the browser only does not lay them
 * out yet. (It would, if they were just hidden.) */

import * as Blockly from "blockly/core";

/** How many views are laid out at first, and how many more each time. */
const VIEWS = 2;
const PATIENCE = 200;
const DEEDS = ["pointerdown", "keydown", "wheel", "focusin"];
const { STATEMENT } = Blockly.inputs.inputTypes;

type Step = Blockly.BlockSvg | null;

export class Curtain {
  private cuts: { root: Element; place: Comment }[] = [];
  private turn = 0;
  private limit = 0;

  constructor(private readonly workspace: Blockly.WorkspaceSvg) {
    for (const deed of DEEDS) addEventListener(deed, () => this.lift(), { capture: true, passive: true });
  }

  /** Take off what stands far below a hat at the top of the view, and put it back part by part. */
  drop(hat: Blockly.BlockSvg): void {
    this.lift();
    const { viewHeight } = this.workspace.getMetrics();
    const high = (VIEWS * viewHeight) / this.workspace.scale;
    const first = hat.getNextBlock();
    if (!first || high <= 0) return;
    this.limit = top(first) + high;
    this.cut(first, this.limit, high, false);
    if (this.cuts.length) this.workspace.getInjectionDiv().ariaBusy = "true";
    this.later(++this.turn);
  }

  /** Put everything back at once. */
  lift(): void {
    this.turn++;
    while (this.cuts.length) this.next();
  }

  private later(turn: number): void {
    if (this.cuts.length) idle(() => turn === this.turn && (this.next(), this.later(turn)));
  }

  private next(): void {
    const cut = this.cuts.shift();
    cut?.place.replaceWith(cut.root);
    if (!cut || this.cuts.length) return;
    this.workspace.getInjectionDiv().ariaBusy = null;
    Blockly.Events.fire(new (Blockly.Events.get(Blockly.Events.FINISHED_LOADING))(this.workspace));
  }

  /** Cut a stack, and those in it, where the first view ends and then wherever the next begins. The element of a step
   * holds all steps below it; `off`: one that was cut holds these. */
  private cut(first: Step, end: number, high: number, off: boolean): void {
    for (let step = first; step; step = step.getNextBlock()) {
      const y = top(step);
      if (y > this.limit || (y > end && !off)) {
        const [root, place] = [step.getSvgRoot(), document.createComment("")];
        root.replaceWith(place);
        this.cuts.push({ root, place });
        this.limit = y + high;
        off = true;
      }
      for (const { type, connection } of step.inputList) if (type === STATEMENT) this.cut((connection?.targetBlock() ?? null) as Step, end, high, off);
    }
  }
}

function top(step: Blockly.BlockSvg): number {
  return step.previousConnection?.y ?? 0;
}

function idle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: PATIENCE });
  else setTimeout(act, 1);
}
