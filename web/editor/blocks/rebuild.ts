/** Making the inputs of a block anew without losing what hangs in them. */

import * as Blockly from "blockly/core";

interface Kept {
  target: Blockly.Connection | null;
  shadow: Blockly.serialization.blocks.State | null;
}

/** Take all inputs off, let `shape` put new ones on, and hang back what has a place again; the rest becomes loose. */
export function rebuild(block: Blockly.Block, shape: () => void): void {
  const kept = new Map<string, Kept>();
  const values = new Map<string, unknown>();
  for (const input of block.inputList) {
    for (const field of input.fieldRow) if (field.name) values.set(field.name, field.getValue());
    const connection = input.connection;
    if (!connection) continue;
    const target = connection.targetBlock();
    const shadow = connection.getShadowState(true);
    connection.setShadowState(null);
    kept.set(input.name, { target: target && !target.isShadow() ? connection.targetConnection : null, shadow });
    if (target && !target.isShadow()) connection.disconnect();
  }
  if (block.inputList.length === 0) return shape();
  for (const input of [...block.inputList]) block.removeInput(input.name, true);
  shape();
  for (const [name, value] of values) block.getField(name)?.setValue(value);
  for (const [name, { target, shadow }] of kept) {
    const connection = block.getInput(name)?.connection;
    if (!connection) {
      if (target) target.getSourceBlock().dispose(false);
      continue;
    }
    if (shadow) connection.setShadowState(shadow);
    if (target) connection.connect(target);
  }
}
