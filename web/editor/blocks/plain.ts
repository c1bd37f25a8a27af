/** The blocks that are no functions of the catalog: values typed in, lists, and what is kept to the letter. */

import * as Blockly from "blockly/core";
import type { PillKind } from "../desk/shapes.js";
import { PillField, button, isFormula, isNumber } from "./fields.js";
import { editNew } from "./keyboard.js";
import { changed, type Shaped } from "./shape.js";
import { rebuild } from "./rebuild.js";
import { t } from "../words.js";

const SHOWN = 60;

/** `words` are the choices that the page calls otherwise than a flow file does. */
export function definePlain(words: { [choice: string]: string } = {}): void {
  define("pill", (block) => pill(block, words), (block) => {
    block.setOutput(true, null);
    block.setStyle("pill");
  });
  define("list", list, (block) => {
    block.setOutput(true, "Array");
    block.setStyle("lists");
    block.setTooltip(t("A list, its items one behind the other."));
  });
  define("unknown", unknown, (block) => {
    block.setStyle("unknown");
    block.setTooltip(t("A block that is not installed here. Its text stays as it is."));
  });
}

function define(type: string, shape: (block: Shaped) => void, start: (block: Shaped) => void): void {
  Blockly.Blocks[type] = {
    init(this: Shaped) {
      this.state = {};
      this.reshape = () => rebuild(this, () => shape(this));
      start(this);
      this.setInputsInline(true);
    },
    saveExtraState(this: Shaped) {
      return { ...this.state, step: !this.outputConnection };
    },
    loadExtraState(this: Shaped, state: Shaped["state"]) {
      this.state = structuredClone(state);
      if (type === "unknown") asStepOrValue(this, state.step === true);
      this.reshape();
    },
  };
}

/** A value typed in. A text that starts with "=" is a formula, one with "${…}" a text with holes. */
function pill(block: Shaped, called: { [choice: string]: string }): void {
  const { kind = "text", choices } = block.state;
  const input = block.appendDummyInput("pill");
  if (kind === "nothing") {
    input.appendField(t("nothing"));
  } else if (kind === "boolean") {
    input.appendField(new Blockly.FieldDropdown([[t("true"), "true"], [t("false"), "false"]]), "VALUE");
  } else if (choices) {
    const words = () => [...new Set([...choices, String(block.getFieldValue("VALUE") ?? choices[0])])];
    input.appendField(new Blockly.FieldDropdown(() => words().map((word): Blockly.MenuOption => [called[word] ?? word.replaceAll("_", " "), word])), "VALUE");
  } else {
    const field = new PillField(kind === "number" ? "0" : "");
    field.accepts = (text) => kind !== "number" || isNumber(text);
    field.setValidator((text: string) => {
      look(block, text);
      return undefined;
    });
    input.appendField(field as Blockly.Field, "VALUE");
  }
  block.setOutput(true, kind === "boolean" ? "Boolean" : null);
}

/** A formula looks otherwise than a text. */
function look(block: Shaped, text: string): void {
  const style = isFormula(text) ? "formula" : "pill";
  if (block.getStyleName() !== style) block.setStyle(style);
}

/** Another kind of value in the same place. */
export function setKind(block: Shaped, kind: PillKind): void {
  const text = String(block.getFieldValue("VALUE") ?? "");
  changed(block, () => {
    delete block.state.choices;
    block.state.kind = kind;
    if (kind === "number" && !isNumber(text)) block.setFieldValue("0", "VALUE");
  });
}

function list(block: Shaped): void {
  const length = block.state.items?.[""] ?? 0;
  block.appendDummyInput("words").appendField(length ? t("list of") : t("empty list"));
  for (let number = 0; number < length; number++) {
    block.appendValueInput(String(number));
  }
  const ends = block.appendDummyInput("ends");
  ends.appendField(button("plus", t("Add an item"), () => growList(block, 1)));
  if (length) ends.appendField(button("minus", t("Remove the last item"), () => growList(block, -1)));
}

function growList(block: Shaped, by: 1 | -1): void {
  const length = Math.max(0, (block.state.items?.[""] ?? 0) + by);
  changed(block, () => (block.state.items = { "": length }));
  if (by > 0) {
    const shadow = { type: "pill", extraState: { kind: "text" }, fields: { VALUE: "" } };
    block.getInput(String(length - 1))?.connection?.setShadowState(shadow);
    editNew(block, String(length - 1));
  }
}

function unknown(block: Shaped): void {
  block.appendDummyInput("text").appendField(brief(block.state.data ?? ""));
}

function asStepOrValue(block: Blockly.Block, step: boolean): void {
  block.setOutput(!step, null);
  if (!step) return;
  block.setPreviousStatement(true, null);
  block.setNextStatement(true, null);
}

/** What is kept, in a short line: `brew_tea: {"cups": 2}` */
function brief(data: string): string {
  const said = /^\{"([^"]+)":\s*/.exec(data);
  const line = said ? `${said[1]}: ${data.slice(said[0].length, -1)}` : data;
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
