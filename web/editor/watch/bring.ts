/** Scrolls to a block without touching the focus, and not at all where its head can be seen. */

import type { BlocksView } from "../blocks/view.js";

const HEAD = 60;

export function bring(blocks: BlocksView, path: string): void {
  const { workspace } = blocks;
  blocks.whole();
  const block = blocks.blockAt(path);
  if (!block) return;
  const [own, view] = [block.pathObject.svgPath.getBoundingClientRect(), workspace.getParentSvg().getBoundingClientRect()];
  if (own.top >= view.top && own.top <= view.bottom - HEAD) return;
  workspace.scroll(workspace.scrollX, workspace.scrollY + view.top + view.height / 3 - own.top);
}
