/** Blocks that are a step or a value, whichever the place wants where they are dropped. */

import * as Blockly from "blockly/core";
import type { Palette } from "./palette.js";
import { turn } from "./menu.js";
import type { Shaped } from "./shape.js";

const REACH = 40;

/** Watch for blocks that are dropped near a place for the other shape. */
export function dropAnywhere(workspace: Blockly.WorkspaceSvg, palette: Palette): void {
  workspace.addChangeListener((event) => {
    if (event.type !== Blockly.Events.BLOCK_DRAG || (event as Blockly.Events.BlockDrag).isStart) return;
    const block = workspace.getBlockById((event as Blockly.Events.BlockDrag).blockId ?? "") as Shaped | null;
    if (!block || block.getParent() || palette.blocks[block.type]?.result == null) return;
    const step = block.outputConnection !== null;
    const place = nearest(workspace, block, step);
    if (!place) return;
    turn(block, palette, step);
    place.connect((step ? block.previousConnection : block.outputConnection) as Blockly.Connection);
  });
}

/** The free place for a step, or for a value, nearest to the block's upper left corner. */
function nearest(workspace: Blockly.WorkspaceSvg, block: Blockly.BlockSvg, step: boolean): Blockly.RenderedConnection | null {
  const corner = block.getRelativeToSurfaceXY();
  const own = new Set(block.getDescendants(false));
  let best: Blockly.RenderedConnection | null = null;
  let least = REACH;
  for (const other of workspace.getAllBlocks(false)) {
    if (own.has(other)) continue;
    for (const connection of other.getConnections_(true)) {
      const fits = step
        ? connection.type === Blockly.ConnectionType.NEXT_STATEMENT && !connection.getCheck()?.includes("case")
        : connection.type === Blockly.ConnectionType.INPUT_VALUE && (connection.targetBlock()?.isShadow() ?? true);
      const away = Math.hypot(connection.x - corner.x, connection.y - corner.y - (step ? 0 : 16));
      if (fits && away < least) [best, least] = [connection, away];
    }
  }
  return best;
}
