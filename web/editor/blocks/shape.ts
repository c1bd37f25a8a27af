/** The shape of a block of the catalog: its inputs and fields, made anew whenever the block grows or shrinks. */

import * as Blockly from "blockly/core";
import type { Extra } from "../desk/shapes.js";
import { Builder } from "./builder.js";
import { button } from "./fields.js";
import { keepingFocus } from "./keyboard.js";
import { checks } from "./kinds.js";
import type { Definition, Palette, Slot } from "./palette.js";
import { modifierRows } from "./modifiers.js";
import { rebuild } from "./rebuild.js";
import { t } from "../words.js";

/** A block of ours: `state` is what Blockly itself has no place for. */
export interface Shaped extends Blockly.BlockSvg {
  state: Extra & { step?: boolean; shown?: string[] };
  /** The inputs for which there is something, while the block is loaded. */
  coming?: string[] | undefined;
  reshape(): void;
}

/** What the shapes ask of the page. */
export interface Surroundings {
  functions(): string[];
  menu(block: Shaped, definition: Definition): void;
}

/** Tell Blockly of every block of the catalog. Each gets its shape with its state, which all that makes blocks gives. */
export function defineBlocks(palette: Palette, around: Surroundings): void {
  for (const [name, definition] of Object.entries(palette.blocks)) {
    Blockly.Blocks[name] = {
      init(this: Shaped) {
        this.state = {};
        this.reshape = () => rebuild(this, () => shape(this, definition, palette, around));
        this.setStyle(definition.category);
        this.setTooltip(definition.help ?? "");
        this.setInputsInline(true);
      },
      saveExtraState(this: Shaped) {
        return { ...this.state, step: !this.outputConnection };
      },
      loadExtraState(this: Shaped, { coming, ...state }: Shaped["state"] & Pick<Shaped, "coming">) {
        this.state = structuredClone(state);
        this.coming = coming;
        connect(this, definition, state.step ?? definition.step === true);
        this.reshape();
        this.coming = undefined;
      },
    };
  }
}

/** Make a block a step or a value. */
export function connect(block: Blockly.Block, definition: Definition, step: boolean): void {
  const is = block.previousConnection ? true : block.outputConnection ? false : null;
  if (is === step) return;
  block.setOutput(false);
  block.setPreviousStatement(false);
  block.setNextStatement(false);
  if (step) {
    const kind = definition.case ? "case" : "step";
    block.setPreviousStatement(true, kind);
    block.setNextStatement(true, kind);
  } else {
    block.setOutput(true, checks(definition.result));
  }
}

function shape(block: Shaped, definition: Definition, palette: Palette, around: Surroundings): void {
  const slots = new Map((definition.slots ?? []).map((slot) => [slot.key, slot]));
  const rungs = block.state.rungs?.length ?? 0;
  const builder = new Builder(block, around);
  const hidden = new Set(optional(definition).map((slot) => slot.key));
  const isShown = (slot: Slot, key: string) => {
    const { names, items, shown } = block.state;
    return !hidden.has(slot.key) || shown?.includes(key) || names?.[key] !== undefined || items?.[key] !== undefined;
  };
  for (let rung = 0; rung <= rungs; rung++) {
    const mark = rung ? `@${rung}` : "";
    const said = rung ? lowered(definition.words) : definition.words;
    for (const [text, key] of said) {
      const slot = slots.get(key);
      const passed = rung < rungs && key === definition.otherwise;
      if (passed) builder.text(t("else"));
      else if (slot && !isShown(slot, `${key}${mark}`)) builder.lead(text);
      else {
        builder.text(text);
        if (slot) builder.slot(slot, `${key}${mark}`);
      }
    }
  }
  const named = new Set(definition.words.map(([, key]) => key));
  for (const slot of slots.values()) {
    if (!named.has(slot.key) && isShown(slot, slot.key)) {
      builder.row();
      builder.text(slot.label ?? slot.key.replaceAll("_", " "));
      builder.slot(slot, slot.key);
    }
  }
  if (block.outputConnection === null) modifierRows(builder, block, palette);
  if (hasMore(definition)) builder.field(button("more", t("More"), () => around.menu(block, definition)));
  builder.end();
}

function lowered(words: [string, string][]): [string, string][] {
  return words.map(([text, key], at) => (at ? [text, key] : [text.toLowerCase(), key]));
}

/** Whether a block has anything that can be added to it or taken away. */
export function hasMore(definition: Definition): boolean {
  return definition.otherwise !== undefined || optional(definition).length > 0;
}

const optionals = new WeakMap<Definition, Slot[]>();

/** The slots that are only shown where a person wants them: those before them and a plain default make others stay. */
export function optional(definition: Definition): Slot[] {
  const known = optionals.get(definition) ?? findOptional(definition);
  optionals.set(definition, known);
  return known;
}

function findOptional(definition: Definition): Slot[] {
  const slots = new Map((definition.slots ?? []).map((slot) => [slot.key, slot]));
  const order = [...new Set([...definition.words.map(([, key]) => key), ...slots.keys()])].filter((key) => slots.has(key));
  const worded = new Set(definition.words.map(([, key]) => key));
  const found: Slot[] = [];
  for (const slot of order.flatMap((key) => slots.get(key) ?? [])) {
    if (slot.required || slot.grows) continue;
    const plain = slot.shape === "value" && slot.default !== undefined && slot.default !== null;
    if (!plain || !worded.has(slot.key) || found.length) found.push(slot);
  }
  return found;
}

/** Change a block's state, make its shape anew and tell of it once. */
export function changed(block: Shaped, act: () => void): void {
  const before = JSON.stringify(block.state);
  keepingFocus(block, () => {
    Blockly.Events.disable();
    try {
      act();
      block.reshape();
    } finally {
      Blockly.Events.enable();
    }
  });
  const event = Blockly.Events.get(Blockly.Events.BLOCK_CHANGE);
  Blockly.Events.fire(new event(block, "mutation", null, before, JSON.stringify(block.state)));
}
