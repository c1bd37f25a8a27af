/** The blocks of a workspace ⇄ the flat sheet that the server reads and makes. */

import * as Blockly from "blockly/core";
import type { Extra, Node, Sheet } from "../desk/shapes.js";
import type { Palette, Slot } from "./palette.js";
import type { Shaped } from "./shape.js";

type State = Blockly.serialization.blocks.State;

/** What hangs in a workspace now, with the addresses that its blocks had in the text. `unplaced` says where loose blocks
 * lie of which the text does not say it. */
export function sheetOf(workspace: Blockly.Workspace, places: Sheet["places"], unplaced: Map<string, string>): Sheet {
  const blocks: Sheet["blocks"] = {};
  const tops: Sheet["tops"] = [];
  const todo: Blockly.Block[] = [];
  for (const block of workspace.getTopBlocks(true)) {
    if (block.isInsertionMarker()) continue;
    const { x, y } = block.getRelativeToSurfaceXY();
    const at: [number, number] = [Math.round(x), Math.round(y)];
    tops.push({ id: block.id, at: unplaced.get(block.id) === String(at) ? null : at });
    todo.push(block);
  }
  for (let block = todo.pop(); block; block = todo.pop()) {
    const inner = block.getChildren(false).filter((child) => !child.isInsertionMarker());
    blocks[block.id] = nodeOf(block as Shaped);
    todo.push(...inner);
  }
  const known = Object.fromEntries(Object.entries(places).filter(([id]) => id in blocks || id.includes(".")));
  return { blocks, tops, places: known, prints: {}, lines: {} };
}

function nodeOf(block: Shaped): Node {
  const fields: { [name: string]: string } = {};
  const inputs: { [name: string]: string } = {};
  for (const input of block.inputList) {
    for (const field of input.fieldRow) {
      if (field.name && field.SERIALIZABLE) fields[field.name] = String(field.getValue());
    }
    const target = input.connection?.targetBlock();
    if (target && !target.isInsertionMarker()) inputs[input.name] = target.id;
  }
  const below = block.getNextBlock();
  const extra = extraOf(block);
  return {
    type: block.type,
    ...(!block.outputConnection && { step: true }),
    ...(some(fields) && { fields }),
    ...(some(inputs) && { inputs }),
    ...(below && !below.isInsertionMarker() && { next: below.id }),
    ...(some(extra) && { extra }),
    ...(block.isShadow() && { shadow: true }),
  };
}

function some(said: object): boolean {
  return Object.keys(said).length > 0;
}

function extraOf(block: Shaped): Extra {
  const { choices: _choices, shown: _shown, step: _step, ...extra } = block.state;
  const note = block.getCommentText();
  delete extra.note;
  delete extra.disabled;
  delete extra.collapsed;
  return {
    ...extra,
    ...(block.hasDisabledReason(Blockly.constants.MANUALLY_DISABLED) && { disabled: true }),
    ...(block.isCollapsed() && { collapsed: true }),
    ...(note && { note }),
  };
}

/** Turns the blocks of a sheet into what Blockly loads. `name` makes ids that no block of the workspace has. */
export class Loader {
  constructor(
    private readonly sheet: Sheet,
    private readonly palette: Palette,
    private readonly name: (id: string) => string,
  ) {}

  /** The block with all that hangs in it and below it. */
  state(id: string): State {
    const first = this.alone(id);
    let above = first;
    for (let next = this.sheet.blocks[id]?.next; next; next = this.sheet.blocks[next]?.next) {
      const block = this.alone(next);
      above.next = { block };
      above = block;
    }
    return first;
  }

  /** The block without those below it. */
  alone(id: string): State {
    const node = this.sheet.blocks[id] as Node;
    const { note, disabled, collapsed, ...extra } = node.extra ?? {};
    const definition = this.palette.blocks[node.type];
    const slots = new Map((definition?.slots ?? []).map((slot) => [slot.key, slot]));
    const coming = Object.keys(node.inputs ?? {});
    const inputs = Object.entries(node.inputs ?? {}).map(([key, inner]) => [key, this.input(inner, slots.get(plainKey(key)))]);
    const shown = [...coming, ...Object.keys(node.fields ?? {})];
    const rungs = extra.rungs?.map(this.name);
    return {
      type: node.type,
      id: this.name(id),
      extraState: { ...extra, step: node.step === true, ...(rungs && { rungs }), ...(shown.length && { shown }), ...(definition && { coming }) },
      fields: extra.kind === "nothing" ? {} : (node.fields ?? {}),
      inputs: Object.fromEntries(inputs) as NonNullable<State["inputs"]>,
      ...(collapsed && { collapsed }),
      ...(disabled && { disabledReasons: [Blockly.constants.MANUALLY_DISABLED] }),
      ...(note && { icons: { comment: { text: note, pinned: false, height: 80, width: 200 } } }),
    };
  }

  private input(id: string, slot: Slot | undefined): { shadow?: State; block?: State } {
    const state = this.state(id);
    if (state.type !== "pill") return { block: state };
    const text = String(state.fields?.["VALUE"] ?? "");
    if (slot?.choices && state.extraState.kind === "text" && !text.startsWith("=") && !text.includes("${")) {
      state.extraState.choices = slot.choices;
    }
    return { shadow: state };
  }
}

/** The slot's key of an input: `test` of `test@1`. */
function plainKey(key: string): string {
  return key.split("@")[0] as string;
}
