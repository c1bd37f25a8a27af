/** What keys do on a block where Blockly's own do nothing, and where the focus goes when a block changes under it. */

import * as Blockly from "blockly/core";
import { NameField } from "./fields.js";
import type { Palette } from "./palette.js";
import { isStep, stepOf } from "./selection.js";
import { changed, type Shaped } from "./shape.js";

const { ENTER, SPACE, A, D } = Blockly.utils.KeyCodes;

/** Enter edits the first value of a block, A names its answer. */
export function defineBlockKeys(palette: Palette): void {
  const { registry } = Blockly.ShortcutRegistry;
  const own = (name: string, keyCodes: number[], on: (focused: Blockly.IFocusableNode | null) => Shaped | null, act: (block: Shaped) => void) =>
    registry.register({
      name: `blockloom-${name}`,
      keyCodes,
      allowCollision: true,
      preconditionFn: (workspace) => !workspace.isDragging() && !workspace.isFlyout && on(Blockly.getFocusManager().getFocusedNode()) !== null,
      callback: (_workspace, event) => {
        const block = on(Blockly.getFocusManager().getFocusedNode());
        if (!block) return false;
        event.preventDefault();
        Blockly.keyboardNavigationController.setIsActive(true);
        act(block);
        return true;
      },
    });
  own("edit", [ENTER, SPACE], (focused) => (focused instanceof Blockly.BlockSvg && !focused.isSimpleReporter() ? (focused as Shaped) : null), enter);
  const answers = (block: Shaped | null) => (block && (palette.blocks[block.type]?.result ?? null) !== null ? block : null);
  own("double", [D], stepAround, double);
  const inMenu = Blockly.ContextMenuRegistry.registry.getItem("blockDuplicate");
  const usual = inMenu?.callback;
  if (inMenu && usual) inMenu.callback = (scope, ...rest) => (scope.block && isStep(scope.block) ? double(scope.block) : usual(scope, ...rest));
  own("answer", [A], (focused) => answers(stepAround(focused)), nameAnswer);
}

/** The step on which the focus is, or on a part of which. */
function stepAround(focused: Blockly.IFocusableNode | null): Shaped | null {
  const block = focused instanceof Blockly.Field ? focused.getSourceBlock() : focused;
  return block instanceof Blockly.BlockSvg ? (stepOf(block) as Shaped | null) : null;
}

/** Edit what comes first in a block; where there are only buttons, show the first: pressing it would change the block. */
function enter(block: Blockly.BlockSvg): void {
  const all = block.inputList.flatMap((input) => [...input.fieldRow, ...(shadow(input)?.getFields() ?? [])]);
  const fields = all.filter((field) => field.isClickable());
  const value = fields.find((field) => !(field instanceof Blockly.FieldImage));
  if (value) value.showEditor();
  else if (fields[0]) Blockly.getFocusManager().focusNode(fields[0]);
}

function shadow(input: Blockly.Input): Blockly.Block | null {
  const inside = input.connection?.targetBlock();
  return inside?.isShadow() ? inside : null;
}

/** Put the same step once more below a step. */
function double(step: Blockly.BlockSvg): void {
  const state = Blockly.serialization.blocks.save(step, { addNextBlocks: false });
  if (!state) return;
  Blockly.Events.setGroup(true);
  const copy = Blockly.serialization.blocks.append(state, step.workspace) as Blockly.BlockSvg;
  if (step.nextConnection && copy.previousConnection) step.nextConnection.connect(copy.previousConnection);
  Blockly.Events.setGroup(false);
  Blockly.renderManagement.triggerQueuedRenders();
  Blockly.getFocusManager().focusNode(copy);
}

function nameAnswer(block: Shaped): void {
  if (block.state.save === undefined) changed(block, () => (block.state.save = "answer"));
  edit([...block.getFields()].filter((field) => field instanceof NameField).at(-1));
}

/** Edit the value that was just added in an input, where keys are used; they go on at the button that added it. */
export function editNew(block: Blockly.BlockSvg, input: string): void {
  if (Blockly.keyboardNavigationController.getIsActive()) edit(block.getInputTargetBlock(input)?.getField("VALUE"));
}

/** Open a field's editor at once, so that no letter goes elsewhere. */
function edit(field: Blockly.Field | null | undefined): void {
  if (!field) return;
  Blockly.renderManagement.triggerQueuedRenders();
  field.showEditor();
}

/** Change a block so that the focus stays: on the button that was pressed if there still is one, else on the block. */
export function keepingFocus(block: Blockly.BlockSvg, change: () => void): void {
  const focused = Blockly.getFocusManager().getFocusedNode();
  const inside = focused instanceof Blockly.Field && focused.getSourceBlock() === block;
  const words = inside ? focused.getText() : "";
  change();
  if (!inside) return;
  const button = [...block.getFields()].find((field) => field instanceof Blockly.FieldImage && field.getText() === words);
  Blockly.renderManagement.triggerQueuedRenders();
  Blockly.getFocusManager().focusNode(button ?? block);
}

/** Let keys go on where they were on the blocks, else at the first one. */
export function goToBlocks(workspace: Blockly.WorkspaceSvg): void {
  Blockly.keyboardNavigationController.setIsActive(true);
  const manager = Blockly.getFocusManager();
  manager.focusTree(workspace);
  const first = workspace.getTopBlocks(true)[0];
  if (first && !focusedBlock(workspace)) manager.focusNode(first as Blockly.BlockSvg);
}

/** Let a person type what block is looked for. */
export function goToSearch(workspace: Blockly.WorkspaceSvg): void {
  Blockly.keyboardNavigationController.setIsActive(true);
  const row = workspace.getToolbox()?.getToolboxItems()[0] as (Blockly.IToolboxItem & Blockly.IFocusableNode) | undefined;
  if (row) Blockly.getFocusManager().focusNode(row);
}

/** The block on which the focus is, or on a part of which. */
export function focusedBlock(workspace: Blockly.WorkspaceSvg): Blockly.BlockSvg | null {
  const manager = Blockly.getFocusManager();
  return manager.getFocusedTree() === workspace ? workspace.getNavigator().getSourceBlockFromNode(manager.getFocusedNode()) : null;
}

/** A block that is drawn elsewhere loses the focus to nobody: give it back to who uses keys. */
export function keepFocus(workspace: Blockly.WorkspaceSvg, host: HTMLElement): void {
  document.addEventListener("pointerdown", () => Blockly.keyboardNavigationController.setIsActive(false), { capture: true });
  host.addEventListener("focusout", ({ relatedTarget, target }) => {
    if (relatedTarget || !(target instanceof Element) || !Blockly.keyboardNavigationController.getIsActive()) return;
    setTimeout(() => {
      const node = document.activeElement === document.body ? workspace.lookUpFocusableNode(target.id) : null;
      if (node) Blockly.getFocusManager().focusNode(node);
    });
  });
}
