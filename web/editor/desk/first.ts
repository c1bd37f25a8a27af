/** What the desk asks the server first. It is asked while the desk's script is still on its way. */

import type { Palette } from "../blocks/palette.js";
import { send } from "../calls.js";
import type { PageData } from "../data.js";
import type { BlocksAnswer } from "./shapes.js";

const OPENED = "blockloom-formulas-as-blocks";

/** The section that is shown first. */
export const MAIN = "do";

/** What the blocks can be, and those of the first section. */
export interface First {
  palette: Promise<Palette>;
  blocks: Promise<BlocksAnswer>;
}

export function askFirst({ palette = "", text = "", filename = "" }: PageData): First {
  const open = allOpened() ? ["*"] : [];
  const first = {
    palette: send<Palette>("GET", palette),
    blocks: send<BlocksAnswer>("POST", "/calls/blocks", { text, filename, section: MAIN, open }),
  };
  for (const asked of Object.values(first)) asked.catch(() => undefined); // who waits for them says what went wrong
  return first;
}

/** Whether a person wants every formula shown as blocks. */
export function allOpened(): boolean {
  return localStorage.getItem(OPENED) !== null;
}

export function keepAllOpened(all: boolean): void {
  if (all) localStorage.setItem(OPENED, "yes");
  else localStorage.removeItem(OPENED);
}
