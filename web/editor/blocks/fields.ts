/** The fields of our blocks: values typed in, names, and small buttons. */

import * as Blockly from "blockly/core";
import { t } from "../words.js";

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

export function isFormula(text: string): boolean {
  return text.startsWith("=") || text.includes("${");
}

/** A text of any length. One with several lines is edited in a window of its own. */
export class TextField extends Blockly.FieldTextInput {
  protected override getDisplayText_(): string {
    const text = this.getText();
    return text === "" ? "\u00a0\u00a0" : super.getDisplayText_().replaceAll("\n", "↵");
  }

  protected override showEditor_(event?: Event, quiet?: boolean): void {
    if (this.getText().includes("\n")) longText(this);
    else super.showEditor_(event, quiet);
  }
}

/** What a pill holds: a value, or a formula after a "=". `accepts` says whether a text without one is all right. */
export class PillField extends TextField {
  accepts: ((text: string) => boolean) | undefined;

  protected override doClassValidation_(text?: unknown): string | null {
    const said = String(text ?? "");
    return said.startsWith("=") || (this.accepts?.(said) ?? true) ? said : null;
  }
}

/** The name of a variable. While it is typed, the names that the section has are offered. */
export class NameField extends TextField {
  protected override widgetCreate_(): HTMLInputElement | HTMLTextAreaElement {
    const input = super.widgetCreate_();
    const known = document.createElement("datalist");
    known.id = "known-names";
    known.append(...namesIn(this.getSourceBlock()?.workspace).map((name) => new Option(name, name)));
    input.setAttribute("list", known.id);
    input.after(known);
    return input;
  }

  protected override doClassValidation_(text?: unknown): string | null {
    const name = String(text ?? "").trim().normalize("NFC").replaceAll(/\s+/g, "_");
    return NAME.test(name) && name.length <= 100 ? name : null;
  }
}

/** Every name on the blocks of a workspace. */
function namesIn(workspace: Blockly.Workspace | undefined): string[] {
  const fields = (workspace?.getAllBlocks(false) ?? []).flatMap((block) => [...block.getFields()]);
  const names = fields.filter((field) => field instanceof NameField && !field.getSourceBlock()?.isInFlyout);
  return [...new Set(names.map((field) => field.getText()))].sort();
}

/** Edit a text with line breaks. */
export function longText(field: TextField): void {
  const dialog = document.createElement("dialog");
  dialog.className = "long-text";
  const area = document.createElement("textarea");
  area.value = field.getText();
  area.setAttribute("aria-label", t("The text"));
  area.rows = 12;
  const done = document.createElement("button");
  done.className = "button button-main";
  done.textContent = t("Done");
  done.addEventListener("click", () => dialog.close());
  dialog.append(area, done);
  dialog.addEventListener("close", () => {
    field.setValue(area.value);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  area.focus();
}

const DRAWINGS = {
  plus: "M8 3.2v9.6M3.2 8h9.6",
  minus: "M3.6 8h8.8",
  more: "M3.4 8h.1M8 8h.1M12.6 8h.1",
  clock: "M8 3.2a4.8 4.8 0 1 0 .01 0M8 5.4V8l1.9 1.2",
  flag: "M5 12.8V3.6h6.4l-1.7 2.3 1.7 2.3H5",
  web: "M8 3.2a4.8 4.8 0 1 0 .01 0M3.3 8h9.4M8 3.3c-2.4 2.6-2.4 6.8 0 9.4M8 3.3c2.4 2.6 2.4 6.8 0 9.4",
};

export type Drawing = keyof typeof DRAWINGS;

const PICTURES = Object.fromEntries(Object.entries(DRAWINGS).map(([drawing, path]) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="#fff" fill-opacity=".92"/><path d="${path}" fill="none" stroke="#2b3a39" stroke-width="${drawing === "web" ? 1.1 : 1.7}" stroke-linecap="round"/></svg>`;
  return [drawing, `data:image/svg+xml,${encodeURIComponent(svg)}`];
})) as { [drawing in Drawing]: string };

/** A small button on a block. */
export function button(drawing: Drawing, words: string, act: () => void): Blockly.FieldImage {
  const image = new Blockly.FieldImage(PICTURES[drawing], 20, 20, words, act);
  image.setTooltip(words);
  return image;
}
