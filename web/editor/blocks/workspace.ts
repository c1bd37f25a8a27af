/** The surface that blocks stand on: what it can do, how it looks, how large blocks are on it. */

import * as Blockly from "blockly/core";
import { look, onLook } from "../looks.js";
import { speakBlockly } from "./blockly.js";
import { defineHats } from "./hats.js";
import { tidyMenus, tidyToolbox } from "./aria.js";
import { defineBlockKeys, keepFocus } from "./keyboard.js";
import { adoptStyles, theme } from "./look.js";
import { defineMenu, openMenu, watchPointer } from "./menu.js";
import type { Palette } from "./palette.js";
import { definePlain } from "./plain.js";
import { learnFonts } from "./quick.js";
import { defineBlocks } from "./shape.js";
import { defineSearch, toolbox } from "./toolbox.js";

const EDGE = 20;
/** How large blocks are at most, beside the letters of the page, and at least when they are made to fit, and the room
 * beside them for values. */
const LARGEST = 0.047 * parseFloat(getComputedStyle(document.documentElement).fontSize);
const [SMALLEST, ROOM] = [0.5, 130];
/** What Blockly says of moving blocks with keys. */
const MOVE_HINTS = ["constrainedMoveHint", "unconstrainedMoveHint"];
const narrow = matchMedia("(max-width: 50rem)");

export interface Around {
  functions(): string[];
  /** Show the section once more, with this formula opened or folded. */
  again(block: Blockly.Block, open: boolean): void;
}

/** A workspace in `host` whose blocks are those of the palette; it follows the look of the page. */
export function makeWorkspace(host: HTMLElement, palette: Palette, around: Around, media: string): Blockly.WorkspaceSvg {
  adoptStyles();
  watchPointer(host);
  tidyMenus();
  speakBlockly();
  definePlain(palette.words);
  defineHats(palette);
  defineBlocks(palette, { functions: around.functions, menu: openMenu });
  defineMenu(palette, around.again);
  defineSearch(palette);
  defineBlockKeys(palette);
  const now = look();
  const workspace = Blockly.inject(host, {
    renderer: "zelos",
    media,
    toolbox: toolbox(palette),
    theme: theme(palette.categories, now),
    sounds: false,
    horizontalLayout: narrow.matches,
    toolboxPosition: narrow.matches ? "end" : "start",
    trashcan: false,
    plugins: { connectionChecker: "blockloom" },
    zoom: { controls: true, wheel: true, startScale: LARGEST, minScale: 0.3, maxScale: 2.5, pinch: true },
    move: { scrollbars: true, drag: true, wheel: true }, // with Ctrl the wheel zooms
    grid: { spacing: 24, length: 2, colour: now.dark ? "#1c302e" : "#dfe8e6", snap: false },
  });
  host.toggleAttribute("data-dark", now.dark);
  learnFonts(workspace, ["formula"]);
  onLook((look) => {
    workspace.setTheme(theme(palette.categories, look));
    learnFonts(workspace, ["formula"]);
    host.toggleAttribute("data-dark", look.dark);
  });
  host.dataset["toolbox"] = narrow.matches ? "below" : "beside";
  keepFocus(workspace, host);
  tidyToolbox(workspace);
  keepCorner(workspace);
  workspace.addChangeListener((event) => {
    const dropped = event.type === Blockly.Events.BLOCK_DRAG && !(event as Blockly.Events.BlockDrag).isStart;
    if (dropped) for (const hint of MOVE_HINTS) Blockly.Toast.hide(workspace, hint);
  });
  workspace.MAX_UNDO = 0; // the document has the one history of both sides
  for (const item of ["undoWorkspace", "redoWorkspace"]) Blockly.ContextMenuRegistry.registry.unregister(item);
  return workspace;
}

/** What stands in the corner of the view stays there when the page changes its size, where Blockly would move blocks
 * under the toolbox. A view without room beside the toolbox shows nothing that could stay. */
function keepCorner(workspace: Blockly.WorkspaceSvg): void {
  const host = workspace.getInjectionDiv();
  const size = (): string => `${host.clientWidth} ${host.clientHeight}`;
  let [seen, x, y] = [size(), 0, 0];
  workspace.addChangeListener((event) => {
    if (event.type !== Blockly.Events.VIEWPORT_CHANGE || size() !== seen || workspace.getMetrics().viewWidth <= 0) return;
    [x, y] = [workspace.scrollX, workspace.scrollY];
  });
  new ResizeObserver(() => {
    if (size() === seen) return;
    seen = size();
    if (workspace.getMetrics().viewWidth > 0) workspace.scroll(x, y);
  }).observe(host);
}

/** Makes a stack of blocks as large as it can be seen whole, until a person chooses how large blocks are. */
export class Fit {
  private scale = LARGEST;

  constructor(private readonly workspace: Blockly.WorkspaceSvg) {}

  fit(hat: Blockly.BlockSvg): void {
    const { viewWidth } = this.workspace.getMetrics();
    if (viewWidth <= 0 || this.workspace.scale !== this.scale) return;
    const width = viewWidth - EDGE - (narrow.matches ? EDGE : ROOM);
    this.workspace.setScale(Math.max(SMALLEST, Math.min(LARGEST, width / hat.getHeightWidth().width)));
    this.scale = this.workspace.scale;
  }

  /** Put the top left corner of the blocks into that of the view. */
  home(hat: Blockly.BlockSvg): void {
    const { x, y } = hat.getRelativeToSurfaceXY();
    const scale = this.workspace.scale;
    this.workspace.scroll(EDGE - x * scale, EDGE - y * scale);
  }
}
