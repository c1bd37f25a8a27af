/** The tools of a desk that stand beside its blocks. */

import { Arrange } from "./arrange.js";
import type { Desk } from "./desk.js";
import { Find } from "./find.js";
import { offerKeys } from "./help.js";
import { defineKeys } from "./keys.js";

export function giveTools(desk: Desk): void {
  defineKeys(new Arrange(desk));
  new Find(desk);
  offerKeys(desk.blocks.workspace);
}
