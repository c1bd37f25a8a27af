/** The shape of a block of the catalog: its inputs and fields, made anew whenever the block grows or shrinks. */

import * as Blockly from "blockly/core";
import type { Extra } from "../desk/shapes.js";
import { NameField, TextField, button } from "./fields.js";
import { checks } from "./kinds.js";
import type { Definition, Palette, Slot } from "./palette.js";
import { modifierRows } from "./modifiers.js";
import { rebuild } from "./rebuild.js";
import { startShadow } from "./starts.js";

/** How many entries of a map stand side by side; more get a row each. */
const MOST_BESIDE = 2;

/** A block of ours: `state` is what Blockly itself has no place for. */
export interface Shaped extends Blockly.BlockSvg {
  state: Extra & { step?: boolean; shown?: string[] };
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
      loadExtraState(this: Shaped, state: Shaped["state"]) {
        this.state = structuredClone(state);
        connect(this, definition, state.step ?? definition.step === true);
        this.reshape();
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
      if (passed) builder.text("else");
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
      builder.text(`, ${slot.key.replaceAll("_", " ")}`);
      builder.slot(slot, slot.key);
    }
  }
  if (block.outputConnection === null) modifierRows(builder, block, palette);
  if (hasMore(definition)) builder.field(button("more", "More", () => around.menu(block, definition)));
  builder.end();
}

function lowered(words: [string, string][]): [string, string][] {
  return words.map(([text, key], at) => (at ? [text, key] : [text.toLowerCase(), key]));
}

/** Whether a block has anything that can be added to it or taken away. */
export function hasMore(definition: Definition): boolean {
  return definition.otherwise !== undefined || optional(definition).length > 0;
}

/** The slots that are only shown where a person wants them: those before them and a plain default make others stay. */
export function optional(definition: Definition): Slot[] {
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

/** Puts words, fields and inputs one behind the other. */
export class Builder {
  private waiting: (string | Blockly.Field)[] = [];
  private rows = 0;

  constructor(
    private readonly block: Shaped,
    private readonly around: Surroundings,
  ) {}

  text(text: string): void {
    const plain = text.trim();
    if (plain) this.waiting.push(plain);
  }

  /** The words before a slot that is not shown: at the beginning all but the last, which leads to the slot. */
  lead(text: string): void {
    if (this.rows === 0 && this.waiting.length === 0 && this.block.inputList.length === 0) {
      this.text(text.trim().replace(/ \S+$/, ""));
    }
  }

  field(field: Blockly.Field, name?: string): void {
    if (name !== undefined) field.name = name;
    this.waiting.push(field);
  }

  slot(slot: Slot, key: string): void {
    if (slot.shape === "body") return this.body(slot, key);
    if (slot.shape === "fields") return this.fields(slot, key);
    if (slot.shape === "name") return this.field(new NameField(String(slot.start ?? "name")), key);
    if (slot.shape === "verbatim") return this.field(new TextField(String(slot.start ?? slot.default ?? "")), key);
    if (slot.shape === "function") return this.field(new Blockly.FieldDropdown(() => this.functions(key)), key);
    if (slot.grows && (slot.shape === "values" || !this.block.state.shown?.includes(key))) return this.list(slot, key);
    this.value(key, checks(slot.kind), slot);
  }

  /** An input for a value; `slot` says what stands in it at first. */
  value(key: string, check: string[] | null, slot: Slot | null): void {
    const input = this.filled(this.block.appendValueInput(key));
    input.setCheck(check);
    if (slot) input.connection?.setShadowState(startShadow(slot));
  }

  /** A row of its own, for what does not belong to a sentence. */
  row(): void {
    this.end();
    this.block.appendEndRowInput(`row${this.rows++}`);
  }

  end(): void {
    if (this.waiting.length) this.filled(this.block.appendDummyInput(`words${this.rows++}`));
  }

  private filled(input: Blockly.Input): Blockly.Input {
    for (const part of this.waiting) {
      if (typeof part === "string") input.appendField(part);
      else input.appendField(part, part.name || undefined);
    }
    this.waiting = [];
    return input;
  }

  private body(slot: Slot, key: string): void {
    this.end();
    this.block.appendStatementInput(key).setCheck(slot.role === "cases" ? "case" : "step");
  }

  private list(slot: Slot, key: string): void {
    const state = this.block.state;
    const length = state.items?.[key] ?? 0;
    if (!length && slot.empty) this.text(slot.empty);
    for (let number = 0; number < length; number++) this.value(`${key}.${number}`, null, null);
    this.field(button("plus", "Add one", () => grow(this.block, key, 1)));
    if (length) this.field(button("minus", "Remove the last", () => grow(this.block, key, -1)));
  }

  private fields(slot: Slot, key: string): void {
    const names = this.block.state.names?.[key] ?? [];
    names.forEach((name, number) => {
      if (names.length > MOST_BESIDE) this.row();
      this.field(entryName(this.block, key, number, name));
      this.value(`${key}.${number}`, null, null);
    });
    if (names.length > MOST_BESIDE) this.row();
    this.field(button("plus", `Add a ${slot.key === "with" ? "value" : "property"}`, () => addEntry(this.block, key)));
    if (names.length) this.field(button("minus", "Remove the last", () => dropEntry(this.block, key)));
  }

  private functions(key: string): Blockly.MenuOption[] {
    const now = this.block.getFieldValue(key) as string | null;
    const names = [...new Set([...this.around.functions(), ...(now ? [now] : [])])];
    return names.length ? names.map((name) => [name, name]) : [["choose a function", ""]];
  }
}

/** The name of a value in a map. */
function entryName(block: Shaped, key: string, number: number, name: string): Blockly.Field {
  const field = new TextField(name);
  field.setValidator((text: string) => {
    const names = block.state.names?.[key];
    if (!names || names.some((other, at) => other === text && at !== number)) return null;
    names[number] = text;
    return text;
  });
  field.SERIALIZABLE = false;
  return field;
}

function grow(block: Shaped, key: string, by: 1 | -1): void {
  changed(block, () => {
    const items = (block.state.items ??= {});
    items[key] = Math.max(0, (items[key] ?? 0) + by);
    if (items[key] === 0) delete items[key];
  });
  const added = by > 0 ? `${key}.${(block.state.items?.[key] ?? 1) - 1}` : null;
  if (added) fill(block, added);
}

function addEntry(block: Shaped, key: string): void {
  changed(block, () => {
    const names = ((block.state.names ??= {})[key] ??= []);
    let number = names.length + 1;
    while (names.includes(`name${number}`)) number++;
    names.push(`name${number}`);
  });
  fill(block, `${key}.${(block.state.names?.[key]?.length ?? 1) - 1}`);
}

function dropEntry(block: Shaped, key: string): void {
  changed(block, () => block.state.names?.[key]?.pop());
}

/** Put an empty text into an input. */
function fill(block: Shaped, key: string): void {
  block.getInput(key)?.connection?.setShadowState({ type: "pill", extraState: { kind: "text" }, fields: { VALUE: "" } });
}

/** Change a block's state, make its shape anew and tell of it once. */
export function changed(block: Shaped, act: () => void): void {
  const before = JSON.stringify(block.state);
  Blockly.Events.disable();
  try {
    act();
    block.reshape();
  } finally {
    Blockly.Events.enable();
  }
  const event = Blockly.Events.get(Blockly.Events.BLOCK_CHANGE);
  Blockly.Events.fire(new event(block, "mutation", null, before, JSON.stringify(block.state)));
}
