/** Blocks that are a step or a value, whichever the place wants where they are dropped. */

import * as Blockly from "blockly/core";
import { checks } from "./kinds.js";
import type { Palette } from "./palette.js";
import { turn } from "./menu.js";
import type { Shaped } from "./shape.js";
import { t } from "../words.js";

const REACH = 40;
/** A block that does not fit is pushed away before anybody can say so. */
const PUSHED = 40;
const WORDS: { [kind: string]: string } = { Number: t("a number"), String: t("a text"), Boolean: t("true or false"), Array: t("a list"), Object: t("an object"), Nothing: t("nothing") };

/** Watch for blocks that are dropped near a place for the other shape. */
export function dropAnywhere(workspace: Blockly.WorkspaceSvg, palette: Palette, say: (message: string) => void): void {
  workspace.addChangeListener((event) => {
    if (event.type !== Blockly.Events.BLOCK_DRAG || (event as Blockly.Events.BlockDrag).isStart) return;
    const block = workspace.getBlockById((event as Blockly.Events.BlockDrag).blockId ?? "") as Shaped | null;
    if (!block || block.getParent()) return;
    const reason = misfit(workspace, block, palette);
    if (reason) return say(reason);
    if (palette.blocks[block.type]?.result == null) return;
    const step = block.outputConnection !== null;
    const place = nearest(workspace, block, step);
    if (!place) return;
    turn(block, palette, step);
    place.connect((step ? block.previousConnection : block.outputConnection) as Blockly.Connection);
  });
}

/** Why a value did not go into the slot that it was dropped on, and what would help; null if there is no such slot. */
function misfit(workspace: Blockly.WorkspaceSvg, block: Blockly.BlockSvg, palette: Palette): string | null {
  const kinds = block.outputConnection?.getCheck();
  const place = kinds ? nearest(workspace, block, false, REACH + PUSHED) : null;
  const wanted = place?.getCheck();
  if (!kinds || !place || !wanted || kinds.some((kind) => wanted.includes(kind))) return null;
  const input = place.getParentInput();
  const slot = palette.blocks[place.getSourceBlock().type]?.slots?.find(({ key }) => key === input?.name.split(/[@.]/)[0]);
  const wants = slot?.wants ?? eitherOf(wanted.map((kind) => WORDS[kind] ?? kind));
  const mend = converter(palette, kinds, wanted);
  const said = t("These do not fit: the slot needs {wanted}, and the block gives {given}.", { wanted: wants, given: eitherOf(kinds.map((kind) => WORDS[kind] ?? kind)) });
  return mend ? said + " " + t("Put “{block}” around it.", { block: mend }) : said;
}

function eitherOf(words: string[]): string {
  return words.reduce((one, other) => t("{one} or {other}", { one, other }));
}

/** A block of one slot that makes what is wanted of what is given. */
function converter(palette: Palette, kinds: string[], wanted: string[]): string | null {
  const found = Object.entries(palette.blocks).find(([, { category, slots = [], result }]) => {
    const [takes, gives] = [checks(slots[0]?.kind ?? 0), checks(result)];
    return category === "convert" && slots.length === 1 && gives?.every((kind) => wanted.includes(kind)) && kinds.every((kind) => takes?.includes(kind) ?? true);
  });
  return found ? found[1].words.map(([text, slot]) => text + (slot && "…")).join("") : null;
}

/** The free place for a step, or for a value, nearest to the block's upper left corner. */
function nearest(workspace: Blockly.WorkspaceSvg, block: Blockly.BlockSvg, step: boolean, reach = REACH): Blockly.RenderedConnection | null {
  const corner = block.getRelativeToSurfaceXY();
  const middle = step ? 0 : Math.min(block.height, 2 * REACH) / 2;
  const own = new Set(block.getDescendants(false));
  let best: Blockly.RenderedConnection | null = null;
  let least = reach;
  for (const other of workspace.getAllBlocks(false)) {
    if (own.has(other)) continue;
    for (const connection of other.getConnections_(true)) {
      const fits = step
        ? connection.type === Blockly.ConnectionType.NEXT_STATEMENT && !connection.getCheck()?.includes("case")
        : connection.type === Blockly.ConnectionType.INPUT_VALUE && (connection.targetBlock()?.isShadow() ?? true);
      const away = Math.hypot(connection.x - corner.x, connection.y - corner.y - middle);
      if (fits && away < least) [best, least] = [connection, away];
    }
  }
  return best;
}
