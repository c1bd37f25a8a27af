/** Puts the parts of a block together: its words, fields and inputs, and the lists and maps that grow in it. */

import * as Blockly from "blockly/core";
import { NameField, TextField, button } from "./fields.js";
import { editNew } from "./keyboard.js";
import { checks } from "./kinds.js";
import type { Slot } from "./palette.js";
import { keepShadow } from "./quick.js";
import { changed, type Shaped, type Surroundings } from "./shape.js";
import { startShadow } from "./starts.js";
import { t } from "../words.js";

/** How many entries of a map stand side by side; more get a row each. */
const MOST_BESIDE = 2;

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
    if (!slot || !input.connection) return;
    if (this.block.coming?.includes(key)) keepShadow(input.connection, startShadow(slot));
    else input.connection.setShadowState(startShadow(slot));
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
    this.field(button("plus", t("Add one"), () => grow(this.block, key, 1)));
    if (length) this.field(button("minus", t("Remove the last"), () => grow(this.block, key, -1)));
  }

  private fields(slot: Slot, key: string): void {
    const names = this.block.state.names?.[key] ?? [];
    names.forEach((name, number) => {
      if (names.length > MOST_BESIDE) this.row();
      this.field(entryName(this.block, key, number, name));
      this.value(`${key}.${number}`, null, null);
    });
    if (names.length > MOST_BESIDE) this.row();
    this.field(button("plus", slot.key === "with" ? t("Add a value") : t("Add a property"), () => addEntry(this.block, key)));
    if (names.length) this.field(button("minus", t("Remove the last"), () => dropEntry(this.block, key)));
  }

  private functions(key: string): Blockly.MenuOption[] {
    const now = this.block.getFieldValue(key) as string | null;
    const names = [...new Set([...this.around.functions(), ...(now ? [now] : [])])];
    return names.length ? names.map((name) => [name, name]) : [[t("choose a function"), ""]];
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
  editNew(block, key);
}
