/** Showing another sheet of the same section with as few changes of the workspace as can be. */

import * as Blockly from "blockly/core";
import type { Node, Sheet } from "../desk/shapes.js";
import { mends } from "./mend.js";
import type { Shaped } from "./shape.js";
import type { Loader } from "./wire.js";

/** Where a stack begins: below a hat, or inside a block. */
type Start = Blockly.Connection;

/** Changes a workspace so that it shows `sheet`. `prints` are those of the steps that are there, by their ids. Afterwards
 * `ids` has the id that each block of the sheet has in the workspace, where that is another one than `name` gives. */
export class Patch {
  readonly ids = new Map<string, string>();

  constructor(
    private readonly workspace: Blockly.WorkspaceSvg,
    private readonly sheet: Sheet,
    private readonly loader: Loader,
    private readonly prints: ReadonlyMap<string, string>,
  ) {}

  /** Below this hat stands what stands below that one in the sheet. */
  hat(block: Shaped, id: string): void {
    const node = this.node(id);
    const extra = node.extra ?? {};
    if (JSON.stringify(block.state) !== JSON.stringify(extra)) block.loadExtraState?.(extra);
    this.ids.set(id, block.id);
    this.stack(block.nextConnection as Start, node.next);
  }

  private node(id: string): Node {
    return this.sheet.blocks[id] as Node;
  }

  private stack(start: Start, first: string | undefined): void {
    const olds: Blockly.Block[] = [];
    for (let block = start.targetBlock(); block; block = block.getNextBlock()) olds.push(block);
    const news: string[] = [];
    for (let id = first; id; id = this.node(id).next) news.push(id);
    const same = (old: Blockly.Block | undefined, id: string | undefined) =>
      old !== undefined && id !== undefined && this.prints.get(old.id) === this.sheet.prints[id];
    let head = 0;
    while (head < olds.length && same(olds[head], news[head])) head++;
    let tail = 0;
    while (tail < Math.min(olds.length, news.length) - head && same(olds.at(-1 - tail), news.at(-1 - tail))) tail++;
    const [left, wanted] = [olds.slice(head, olds.length - tail), news.slice(head, news.length - tail)];
    const acts = left.length === wanted.length ? this.mends(left, wanted) : null;
    if (acts) {
      acts.forEach((act) => act());
      left.forEach((old, at) => this.bodies(old, wanted[at] as string));
    } else {
      this.replace(start, olds[head - 1], left, wanted);
    }
    for (let at = 0; at < head; at++) this.adopt(olds[at] as Blockly.Block, news[at] as string);
    for (let at = 1; at <= tail; at++) this.adopt(olds.at(-at) as Blockly.Block, news.at(-at) as string);
  }

  /** What makes steps those of the sheet, their bodies apart; null where others have to take their place. */
  private mends(left: Blockly.Block[], wanted: string[]): (() => void)[] | null {
    const found: (() => void)[] = [];
    for (const [at, old] of left.entries()) {
      const id = wanted[at] as string;
      const more = this.isAlike(old, id) ? [] : mends(old as Shaped, this.loader.alone(id));
      if (!more) return null;
      found.push(...more);
    }
    return found;
  }

  /** Whether two steps differ in their bodies alone. */
  private isAlike(old: Blockly.Block, id: string): boolean {
    return this.prints.get(old.id)?.split(".")[0] === this.sheet.prints[id]?.split(".")[0];
  }

  private bodies(old: Blockly.Block, id: string): void {
    this.adopt(old, id, false);
    for (const input of old.inputList) {
      if (input.type === Blockly.inputs.inputTypes.STATEMENT) {
        this.stack(input.connection as Start, this.node(id).inputs?.[input.name]);
      }
    }
  }

  /** The new steps are made before anything is moved: measuring their words is quick as long as the page rests. */
  private replace(start: Start, above: Blockly.Block | undefined, left: Blockly.Block[], wanted: string[]): void {
    const made = wanted.map((id) => Blockly.serialization.blocks.append(this.loader.alone(id), this.workspace));
    made.slice(1).forEach((block, at) => made[at]?.nextConnection?.connect(block.previousConnection as Start));
    const place = above ? (above.nextConnection as Start) : start;
    const below = ((left.at(-1)?.nextConnection ?? place) as Start).targetConnection;
    below?.disconnect();
    left[0]?.dispose(false);
    if (made[0]) place.connect(made[0].previousConnection as Start);
    if (below) ((made.at(-1)?.nextConnection ?? place) as Start).connect(below);
  }

  /** A block that stays is that block of the sheet, and so are those inside it. */
  private adopt(old: Blockly.Block, id: string, bodies = true): void {
    this.ids.set(id, old.id);
    const node = this.node(id);
    const rungs = (old as Shaped).state.rungs ?? [];
    node.extra?.rungs?.forEach((rung, at) => rungs[at] && this.ids.set(rung, rungs[at]));
    for (const [key, inner] of Object.entries(node.inputs ?? {})) {
      const input = old.getInput(key);
      if (!bodies && input?.type === Blockly.inputs.inputTypes.STATEMENT) continue;
      let child = input?.connection?.targetBlock() ?? null;
      for (let at: string | undefined = inner; at && child; at = this.node(at).next) {
        this.adopt(child, at);
        child = child.getNextBlock();
      }
    }
  }
}
