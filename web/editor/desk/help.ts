/** The sheet of keys, and the letters that lead to the blocks and to the toolbox from everywhere. */

import * as Blockly from "blockly/core";
import { goToBlocks, goToSearch } from "../blocks/keyboard.js";
import { part } from "../dom.js";
import { onLetter, wakeLetters } from "../letters.js";

export function offerKeys(workspace: Blockly.WorkspaceSvg): void {
  const sheet = part("keys", HTMLDialogElement);
  const show = () => sheet.showModal();
  part("show-keys", HTMLButtonElement).addEventListener("click", show);
  onLetter("?", show);
  wakeLetters();
  const { FOCUS_WORKSPACE, FOCUS_TOOLBOX } = Blockly.ShortcutItems.names;
  for (const [letter, name, act] of [["w", FOCUS_WORKSPACE, () => goToBlocks(workspace)], ["t", FOCUS_TOOLBOX, () => goToSearch(workspace)]] as const) {
    onLetter(letter, act);
    replace(name, act);
  }
  part("skip-to-blocks", HTMLAnchorElement).addEventListener("click", (event) => {
    event.preventDefault();
    goToBlocks(workspace);
  });
}

/** Let one of Blockly's own keys do something else. */
function replace(name: string, act: () => void): void {
  const { registry } = Blockly.ShortcutRegistry;
  const usual = registry.getRegistry()[name];
  if (!usual) return;
  registry.unregister(name);
  registry.register({
    ...usual,
    callback: (_workspace, event) => {
      event.preventDefault();
      act();
      return true;
    },
  });
}
