/** What a step says beside its block: the name of its answer, attempts, a time limit, what a failure does. */

import * as Blockly from "blockly/core";
import { NameField } from "./fields.js";
import type { Palette } from "./palette.js";
import type { Builder } from "./builder.js";
import type { Shaped } from "./shape.js";
import { t } from "../words.js";

const ON_ERROR: { [word: string]: string } = { stop: t("stop"), continue: t("continue") };

/** A row for each modifier that the step has. */
export function modifierRows(builder: Builder, block: Shaped, palette: Palette): void {
  const { save, retry, timeout, on_error } = block.state;
  if (save !== undefined) {
    builder.row();
    builder.text(t("and keep the answer as"));
    builder.field(written(new NameField(save), (name) => (block.state.save = String(name))));
  }
  if (retry) {
    builder.row();
    builder.text(t("try"));
    builder.field(number(retry["times"] ?? 1, palette.retry["times"], 1, (times) => (retry["times"] = times)));
    builder.text(t("times, waiting"));
    builder.field(number(retry["wait"] ?? 0, palette.retry["wait"], 0, (wait) => (retry["wait"] = wait)));
    builder.text(t("seconds, then ×"));
    builder.field(number(retry["backoff"] ?? 1, palette.retry["backoff"], 0, (factor) => (retry["backoff"] = factor)));
  }
  if (timeout !== undefined) {
    builder.row();
    builder.text(t("give up after"));
    builder.field(number(timeout, [0.001, 86_400], 0, (seconds) => (block.state.timeout = seconds)));
    builder.text(t("seconds"));
  }
  if (on_error !== undefined) {
    builder.row();
    builder.text(t("if it fails"));
    const words = palette.onError.map((word): Blockly.MenuOption => [ON_ERROR[word] ?? word, word]);
    const field = new Blockly.FieldDropdown(words);
    field.setValue(on_error);
    builder.field(written(field, (word) => (block.state.on_error = String(word))));
  }
}

function number(value: number, ends: [number, number] | undefined, precision: number, write: (value: number) => void): Blockly.Field {
  return written(new Blockly.FieldNumber(value, ends?.[0], ends?.[1], precision), (text) => write(Number(text)));
}

/** A field that keeps what it holds in the block's state. */
function written<Kind extends Blockly.Field>(field: Kind, write: (value: unknown) => void): Kind {
  field.SERIALIZABLE = false;
  field.setValidator((value: unknown) => {
    write(value);
    return undefined;
  });
  return field;
}
