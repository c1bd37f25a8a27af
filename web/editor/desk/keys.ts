/** Keys and lines of menus for what a person does with steps; where they don't apply, Blockly's own do. */

import * as Blockly from "blockly/core";
import { isStep, stepOf } from "../blocks/selection.js";
import type { Arrange } from "./arrange.js";
import { t } from "../words.js";

const { SHIFT, CTRL_CMD, ALT, UP, DOWN, DELETE, BACKSPACE, ESC, A, C, X, F2 } = Blockly.utils.KeyCodes;

export function defineKeys(arrange: Arrange): void {
  const { registry } = Blockly.ShortcutRegistry;
  const { selection } = arrange;
  const key = (code: number, ...modifiers: number[]) => registry.createSerializedKey(code, modifiers);
  const own = (name: string, keyCodes: (number | string)[], applies: () => boolean, act: () => void, last = true) =>
    registry.register({
      name: `blockloom-${name}`,
      keyCodes,
      allowCollision: true,
      preconditionFn: (workspace) => !workspace.isDragging() && !workspace.isFlyout && applies(),
      callback: (_workspace, event) => {
        if (last) event.preventDefault();
        act();
        return last;
      },
    });
  const several = () => selection.size > 0;
  const aStep = () => several() || isChosenStep();
  own("copy-value", [key(C, CTRL_CMD), key(X, CTRL_CMD)], () => !aStep(), () => (arrange.copiedValue = true), false);
  own("copy", [key(C, CTRL_CMD)], aStep, () => void arrange.act("copy"));
  own("cut", [key(X, CTRL_CMD)], aStep, () => void arrange.act("cut"));
  own("delete", [DELETE, BACKSPACE], several, () => void arrange.act("delete"));
  own("up", [key(UP, ALT)], aStep, () => void arrange.act("up"));
  own("down", [key(DOWN, ALT)], aStep, () => void arrange.act("down"));
  own("choose-up", [key(UP, SHIFT)], aStep, () => selection.extend(-1));
  own("choose-down", [key(DOWN, SHIFT)], aStep, () => selection.extend(1));
  own("choose-all", [key(A, CTRL_CMD)], () => true, () => selection.all());
  own("choose-none", [ESC], several, () => selection.clear());
  own("rename", [F2], () => true, () => void arrange.rename(Blockly.getSelected() as Blockly.BlockSvg | null));
  // this one runs the flow, on a block, too; its menu has keys of its own
  registry.removeKeyMapping(key(Blockly.utils.KeyCodes.ENTER, CTRL_CMD), Blockly.ShortcutItems.names.MENU, true);
  keepPasting(() => arrange.copiedValue);
  defineMenu(arrange);
}

/** Whether the focus is on a step, and not on a value in it. */
function isChosenStep(): boolean {
  const selected = Blockly.getSelected();
  return selected instanceof Blockly.BlockSvg && isStep(selected);
}

/** What Blockly pastes is only what it copied itself: all else comes from the clipboard. */
function keepPasting(value: () => boolean): void {
  const { registry } = Blockly.ShortcutRegistry;
  const usual = registry.getRegistry()[Blockly.ShortcutItems.names.PASTE];
  if (!usual) return;
  registry.unregister(usual.name);
  registry.register({ ...usual, preconditionFn: (workspace, scope) => value() && (usual.preconditionFn?.(workspace, scope) ?? true) });
}

function defineMenu(arrange: Arrange): void {
  // a menu may open under the pointer: letting the right button go there chooses nothing
  const rightUp = (event: PointerEvent) => event.button === 2 && event.target instanceof Element && event.target.closest(".blocklyMenu") && event.stopPropagation();
  document.addEventListener("pointerup", rightUp, { capture: true });
  let weight = 40;
  const item = (id: string, words: (block: Blockly.BlockSvg) => string, act: (block: Blockly.BlockSvg) => void, shown: (block: Blockly.BlockSvg) => boolean = isStep) =>
    Blockly.ContextMenuRegistry.registry.register({
      id,
      scopeType: Blockly.ContextMenuRegistry.ScopeType.BLOCK,
      weight: weight++,
      displayText: ({ block }) => (block ? words(block) : ""),
      preconditionFn: ({ block }) => (block && !block.isInFlyout && shown(block) ? "enabled" : "hidden"),
      callback: ({ block }) => block && act(block),
    });
  const { selection } = arrange;
  const meant = (block: Blockly.BlockSvg) => (selection.has(block) ? selection.blocks : [block]);
  item("choose", (block) => (selection.has(block) ? t("Leave out of the choice") : t("Choose together with others")), (block) => selection.toggle(block));
  item("function", (block) => (meant(block).length > 1 ? t("Make a function of these steps…") : t("Make a function of it…")), (block) => void arrange.makeFunction(meant(block)));
  item("rename", () => t("Rename a variable…"), (block) => void arrange.rename(block), (block) => stepOf(block) !== null || !block.outputConnection);
}
