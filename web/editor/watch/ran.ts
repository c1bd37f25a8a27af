/** Which blocks are still what they were when the flow ran. */

import type * as Blockly from "blockly/core";
import type { Desk } from "../desk/desk.js";

export class Ran {
  private text: string | null = null;
  private prints = new Map<string, string>();
  private paths = new Map<string, string>();

  constructor(private readonly desk: Desk) {}

  /** The flow runs as it is on the page now. */
  begin(): void {
    this.text = this.desk.doc.text;
    this.prints.clear();
    this.paths.clear();
  }

  /** Learn the addresses of the blocks that are shown, as long as the flow is what ran. */
  look(): void {
    if (this.desk.doc.text !== this.text) return;
    for (const block of this.steps()) {
      const path = this.desk.blocks.pathOf(block);
      const print = this.own(block);
      if (!path || !print) continue;
      this.prints.set(path, print);
      this.paths.set(block.id, path);
    }
  }

  /** The address that a step had when it ran; none if it was edited since. Steps inside may have been. */
  pathOf(block: Blockly.BlockSvg): string | undefined {
    const path = this.paths.get(block.id) ?? this.desk.blocks.pathOf(block);
    const print = this.own(block);
    return path && print && this.prints.get(path) === print ? path : undefined;
  }

  /** The blocks of the open section that are steps. */
  steps(): Blockly.BlockSvg[] {
    return this.desk.blocks.workspace.getAllBlocks(false).filter((block) => !block.outputConnection && !block.isInsertionMarker());
  }

  private own(block: Blockly.BlockSvg): string | undefined {
    return this.desk.blocks.printOf(block)?.split(".")[0];
  }
}
