/** Making a step say something else where it stands. One that is taken out and put in again takes all steps below it along,
 * and the page finds out anew how each of them looks. */

import * as Blockly from "blockly/core";
import type { Shaped } from "./shape.js";

type State = Blockly.serialization.blocks.State;
type Coming = NonNullable<State["inputs"]>[string];

/** What makes a block look as it would if it were loaded from `state`, its bodies apart; null where its own shape differs,
 * or where it is collapsed: its words were put together when it was. */
export function mends(block: Shaped, state: State): (() => void)[] | null {
  if (block.isCollapsed() || shapeOf(block) !== shapeIn(state)) return null;
  const found: (() => void)[] = [];
  for (const input of block.inputList) {
    for (const field of input.fieldRow) {
      if (!field.name || !field.SERIALIZABLE) continue;
      const value: unknown = state.fields?.[field.name];
      if (value === undefined) return null;
      if (String(field.getValue()) !== value) found.push(() => field.setValue(value, false));
    }
    if (input.type === Blockly.inputs.inputTypes.VALUE) {
      const more = within(input.connection as Blockly.Connection, state.inputs?.[input.name]);
      if (!more) return null;
      found.push(...more);
    }
  }
  return found.length ? [...found, () => describe(block)] : [];
}

/** The same for what hangs in an input: a value of another shape takes its place. */
function within(connection: Blockly.Connection, coming: Coming | undefined): (() => void)[] | null {
  const child = connection.targetBlock() as Shaped | null;
  const state = coming?.block ?? coming?.shadow;
  if (!child || !state) return child || state ? null : [];
  const same = child.isShadow() === (coming?.shadow !== undefined);
  return (same ? mends(child, state) : null) ?? [() => put(connection, child, coming)];
}

/** Have what is told of a block to screen readers say what hangs in it now. */
function describe(block: Blockly.BlockSvg): void {
  (block as unknown as { recomputeAriaContext(): void }).recomputeAriaContext();
}

function put(connection: Blockly.Connection, child: Shaped, coming: Coming | undefined): void {
  if (!child.isShadow()) child.dispose(false);
  if (coming?.shadow) return connection.setShadowState(coming.shadow);
  const made = Blockly.serialization.blocks.append(coming?.block as State, child.workspace);
  connection.connect(made.outputConnection as Blockly.Connection);
}

/** All that tells a block's shape and what stands around its words, as a text. The ids of else-ifs are only names. */
function shapeOf(block: Shaped): string {
  const disabled = block.hasDisabledReason(Blockly.constants.MANUALLY_DISABLED);
  return said(block.type, block.state, block.isCollapsed(), disabled, block.getCommentText());
}

function shapeIn({ type, extraState, collapsed, disabledReasons, icons }: State): string {
  const { coming: _coming, ...extra } = extraState as Shaped["state"] & Pick<Shaped, "coming">;
  const comment = icons?.["comment"] as { text: string } | undefined;
  return said(type, extra, collapsed, disabledReasons?.length, comment?.text);
}

function said(type: string, { rungs, ...extra }: Shaped["state"], ...around: unknown[]): string {
  return JSON.stringify([type, rungs?.length, Object.entries(extra).sort(), around.map((one) => one || null)]);
}
