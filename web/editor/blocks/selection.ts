/** Several steps chosen at once: with Shift and a click, a band drawn around them, or Shift and the arrow keys. */

import * as Blockly from "blockly/core";
import { make } from "../dom.js";

const LEAST = 6;

/** Tells "change" whenever other steps are chosen. */
export class Selection extends EventTarget {
  private ids = new Set<string>();
  /** Where a choice with the keyboard began. */
  private anchor: string | null = null;
  private order: string[] = [];

  constructor(
    private readonly workspace: Blockly.WorkspaceSvg,
    private readonly host: HTMLElement,
  ) {
    super();
    host.addEventListener("pointerdown", (event) => this.pressed(event), { capture: true });
    workspace.addChangeListener((event) => {
      if (event.type === Blockly.Events.BLOCK_DELETE || event.type === Blockly.Events.BLOCK_CREATE) this.draw();
    });
    this.healWholeChoice();
  }

  /** The chosen steps, in the order in which they stand. */
  get blocks(): Blockly.BlockSvg[] {
    return this.workspace.getAllBlocks(true).filter((block) => this.ids.has(block.id));
  }

  /** The chosen steps in the order in which they stood when they were chosen, wherever they are now. */
  get asBegun(): Blockly.BlockSvg[] {
    const order = (block: Blockly.Block) => this.order.indexOf(block.id);
    return this.blocks.sort((one, other) => order(one) - order(other));
  }

  get size(): number {
    return this.blocks.length;
  }

  has(block: Blockly.Block): boolean {
    return this.ids.has(block.id);
  }

  /** Choose just these steps. */
  set(blocks: Blockly.Block[]): void {
    this.ids = new Set(blocks.filter(isStep).map(({ id }) => id));
    this.anchor = null;
    this.draw();
  }

  clear(): void {
    if (this.ids.size) this.set([]);
  }

  /** Add a step to those that are chosen, or take it out. What a person chose before with a click counts, too. */
  toggle(block: Blockly.Block): void {
    const step = stepOf(block);
    if (!step) return;
    const focused = stepOf(Blockly.getSelected() as Blockly.BlockSvg | null);
    if (this.ids.size === 0 && focused && focused !== step) this.ids.add(focused.id);
    if (!this.ids.delete(step.id)) this.ids.add(step.id);
    this.draw();
  }

  /** Go on to the step below or above, and choose all from where this began. */
  extend(by: 1 | -1): void {
    const now = stepOf(Blockly.getSelected() as Blockly.BlockSvg | null);
    if (!now) return;
    const begun = this.workspace.getBlockById(this.anchor ?? "") ?? now;
    const next = by > 0 ? now.getNextBlock() : now.getPreviousBlock();
    const there = next && isStep(next) && (by > 0 || next.getNextBlock() === now) ? next : now;
    this.ids = new Set(between(begun, there).map(({ id }) => id));
    this.anchor = begun.id;
    Blockly.getFocusManager().focusNode(there as Blockly.BlockSvg);
    this.draw();
  }

  /** Choose every step that hangs below a hat. */
  all(): void {
    const hats = this.workspace.getTopBlocks(true).filter((block) => !block.previousConnection && block.nextConnection);
    this.set(hats.flatMap((hat) => below(hat.getNextBlock())));
  }

  private draw(): void {
    if (!this.workspace.isDragging()) this.order = this.blocks.map(({ id }) => id);
    for (const block of this.workspace.getAllBlocks(false)) block.getSvgRoot().classList.toggle("chosen", this.ids.has(block.id));
    this.dispatchEvent(new Event("change"));
  }

  private pressed(event: PointerEvent): void {
    if (event.button !== 0 || !(event.target instanceof Element) || !event.target.closest(".blocklyWorkspace")) return;
    const id = event.target.closest("g.blocklyBlock")?.getAttribute("data-id");
    const block = id ? this.workspace.getBlockById(id) : null;
    if (event.shiftKey) {
      event.stopPropagation();
      event.preventDefault();
      if (block) this.toggle(block);
      else this.band(event);
    } else if (!block || !this.ids.has(stepOf(block)?.id ?? "")) this.clear();
  }

  /** Draw a band and choose the steps that it touches. */
  private band(start: PointerEvent): void {
    const area = this.host.getBoundingClientRect();
    const band = make("div", { class: "band" });
    this.host.append(band);
    const rect = (event: PointerEvent) =>
      new DOMRect(Math.min(start.clientX, event.clientX), Math.min(start.clientY, event.clientY), Math.abs(event.clientX - start.clientX), Math.abs(event.clientY - start.clientY));
    const move = (event: PointerEvent) => {
      const { x, y, width, height } = rect(event);
      Object.assign(band.style, { left: `${x - area.x}px`, top: `${y - area.y}px`, width: `${width}px`, height: `${height}px` });
    };
    const up = (event: PointerEvent) => {
      band.remove();
      removeEventListener("pointermove", move);
      const { left, right, top, bottom, width, height } = rect(event);
      if (width < LEAST && height < LEAST) return;
      const touched = (block: Blockly.BlockSvg) => {
        const own = block.pathObject.svgPath.getBoundingClientRect();
        return own.left < right && own.right > left && own.top < bottom && own.bottom > top;
      };
      this.set(this.workspace.getAllBlocks(true).filter((block) => isStep(block) && touched(block)));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up, { once: true });
  }

  /** A chosen step that is dragged leaves those below it where they are: the others that are chosen follow it. */
  private healWholeChoice(): void {
    const strategy = Blockly.dragging.BlockDragStrategy.prototype as unknown as { shouldHealStack: (event?: Event) => boolean };
    const usual = strategy.shouldHealStack;
    const chosen = (block: Blockly.Block) => this.ids.size > 1 && this.ids.has(block.id);
    strategy.shouldHealStack = function (this: { block: Blockly.Block }, event) {
      return chosen(this.block) || usual.call(this, event);
    };
  }
}

export function isStep(block: Blockly.Block): boolean {
  return block.previousConnection !== null && !block.isInFlyout && !block.isInsertionMarker();
}

/** The step that a block is, or in which a value stands. */
export function stepOf(block: Blockly.Block | null): Blockly.BlockSvg | null {
  let step = block instanceof Blockly.BlockSvg ? block : null;
  while (step?.outputConnection) step = step.getParent();
  return step && isStep(step) ? step : null;
}

function below(first: Blockly.Block | null): Blockly.Block[] {
  const found = [];
  for (let block = first; block; block = block.getNextBlock()) found.push(block);
  return found;
}

function between(one: Blockly.Block, other: Blockly.Block): Blockly.Block[] {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    const steps = below(from);
    const at = steps.indexOf(to);
    if (at >= 0) return steps.slice(0, at + 1);
  }
  return [other];
}
