/** The hats of the sections: what starts the flow and what it is given; a function's name and its parameters. */

import * as Blockly from "blockly/core";
import { TYPES } from "../data.js";
import type { Declared, Trigger } from "../desk/shapes.js";
import { type Drawing, NameField, TextField, button } from "./fields.js";
import type { Palette } from "./palette.js";
import { rebuild } from "./rebuild.js";
import { changed, type Shaped } from "./shape.js";
import { t } from "../words.js";

/** What stands on the row of a start, and on the button that adds one. */
const STARTS: { [kind: string]: [string, string, Drawing] } = {
  http: [t("or on a request"), t("Start it also on a request"), "web"],
  event: [t("or on an event"), t("Start it also on an event"), "flag"],
  schedule: [t("or by the clock"), t("Start it also by the clock"), "clock"],
};

export function defineHats(palette: Palette): void {
  defineHat("start", (block) => {
    const words = block.appendDummyInput("words").appendField(t("When the flow runs"));
    words.appendField(button("plus", t("Add an input"), () => declare(block, "inputs", "input")));
    for (const kind of Object.keys(palette.triggers)) {
      words.appendField(button(STARTS[kind]?.[2] ?? "plus", STARTS[kind]?.[1] ?? kind, () => addTrigger(block, palette, kind)));
    }
    (block.state.when ?? []).forEach((trigger, at) => triggerRow(block, palette, trigger, at));
    declaredRows(block, palette, "inputs", t("with the input"));
  });
  defineHat("function", (block) => {
    const words = block.appendDummyInput("words").appendField(t("To"));
    words.appendField(kept(new NameField(block.state.name ?? ""), (name) => (block.state.name = name)));
    words.appendField(button("plus", t("Add a parameter"), () => declare(block, "params", "value")));
    declaredRows(block, palette, "params", t("with"));
  });
}

function defineHat(type: string, shape: (block: Shaped) => void): void {
  Blockly.Blocks[type] = {
    hat: "cap",
    init(this: Shaped) {
      this.state = {};
      this.hat = "cap";
      this.reshape = () => rebuild(this, () => shape(this));
      this.setStyle("hat");
      this.setNextStatement(true, "step");
      this.setDeletable(false);
      this.isDuplicatable = () => false; // a section has one
      this.setInputsInline(false);
    },
    saveExtraState(this: Shaped) {
      return this.state;
    },
    loadExtraState(this: Shaped, state: Shaped["state"]) {
      this.state = structuredClone(state);
      this.reshape();
    },
  };
}

function triggerRow(block: Shaped, palette: Palette, trigger: Trigger, at: number): void {
  const row = block.appendDummyInput(`when${at}`).appendField(STARTS[trigger.kind]?.[0] ?? trigger.kind);
  for (const [name, setting] of Object.entries(palette.triggers[trigger.kind] ?? {})) {
    const now = trigger.settings[name] ?? setting.default ?? "";
    const write = (text: string) => {
      trigger.settings[name] = text;
    };
    const words = setting.choices.map((choice): Blockly.MenuOption => [choice, choice]);
    row.appendField(setting.choices.length ? chosen(words, now, write) : kept(new TextField(now), write));
  }
  row.appendField(button("minus", t("Remove this start"), () => changed(block, () => block.state.when?.splice(at, 1))));
}

function addTrigger(block: Shaped, palette: Palette, kind: string): void {
  const examples: { [setting: string]: string } = { path: "/my-flow", name: "my.event", cron: "0 9 * * 1-5" };
  const settings = Object.entries(palette.triggers[kind] ?? {}).map(([name, { choices, default: usual }]) => [
    name,
    choices[1] ?? usual ?? examples[name] ?? "",
  ]);
  changed(block, () => (block.state.when ??= []).push({ kind, settings: Object.fromEntries(settings) as Trigger["settings"] }));
}

function declaredRows(block: Shaped, palette: Palette, key: "inputs" | "params", words: string): void {
  (block.state[key] ?? []).forEach((one, at) => {
    const row = block.appendDummyInput(`${key}${at}`).appendField(words);
    row.appendField(kept(new NameField(one.name), (name) => (one.name = name)));
    const types = palette.types.map((type): Blockly.MenuOption => [TYPES[type] ?? type, type]);
    row.appendField(chosen(types, one.type, (type) => setType(one, type)));
    if ("default" in one) {
      row.appendField(t("else"));
      row.appendField(kept(new TextField(shownDefault(one)), (text) => (one.default = readDefault(one.type, text))));
    }
    row.appendField(button("minus", t("Remove {name}", { name: one.name }), () => changed(block, () => block.state[key]?.splice(at, 1))));
  });
}

function declare(block: Shaped, key: "inputs" | "params", word: string): void {
  const names = (block.state[key] ?? []).map((one) => one.name);
  let number = names.length + 1;
  while (names.includes(`${word}${number}`)) number++;
  changed(block, () => (block.state[key] ??= []).push({ name: `${word}${number}`, type: "text" }));
}

function setType(one: Declared, type: string): void {
  if ("default" in one) one.default = readDefault(type, shownDefault(one));
  one.type = type;
}

function shownDefault(one: Declared): string {
  return typeof one.default === "string" ? one.default : JSON.stringify(one.default ?? null);
}

/** What a default typed in means for an input of a type. */
function readDefault(type: string, text: string): NonNullable<Declared["default"]> | null {
  if (type === "text") return text;
  try {
    return JSON.parse(text) as NonNullable<Declared["default"]>;
  } catch {
    return type === "number" ? 0 : type === "boolean" ? false : type === "list" ? [] : type === "object" ? {} : text;
  }
}

/** A field that keeps what it holds in the block's state. */
function kept(field: Blockly.FieldTextInput, write: (text: string) => unknown): Blockly.Field {
  field.SERIALIZABLE = false;
  field.setValidator((text: string) => {
    write(text);
    return text;
  });
  return field;
}

function chosen(words: Blockly.MenuOption[], now: string, write: (text: string) => unknown): Blockly.Field {
  const known = words.some((word) => Array.isArray(word) && word[1] === now);
  const field = new Blockly.FieldDropdown(known ? words : [...words, [now, now]]);
  field.setValue(now);
  field.SERIALIZABLE = false;
  field.setValidator((text: string) => {
    write(text);
    return text;
  });
  return field;
}
