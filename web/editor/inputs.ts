/** The form for what a run is given: a field for each input that the flow declares. */

import type { Declared } from "./desk/shapes.js";
import { TYPES, type Value } from "./data.js";
import { make } from "./dom.js";
import { t } from "./words.js";

const HINTS: Record<string, string> = {
  list: t('As JSON, such as ["ads", "discount"]'),
  object: t('As JSON, such as {"name": "Ada"}'),
  any: t("A text, or any value as JSON"),
};

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Show fields for these inputs. What a person filled in stays where it still fits. */
export function showInputs(host: HTMLFieldSetElement, inputs: Declared[]): void {
  const filled = new Map([...host.querySelectorAll<Field>("[data-type]")].map((field) => [`${field.name} ${field.dataset["type"]}`, field]));
  const rows = inputs.map((input, at) => {
    const row = fieldRow(input, `input-${at + 1}`);
    const old = filled.get(`${input.name} ${input.type}`);
    const now = row.querySelector<Field>("[data-type]");
    if (old && now) take(now, old);
    return row;
  });
  host.replaceChildren(make("legend", {}, t("Inputs")), ...rows);
  host.hidden = rows.length === 0;
}

function take(now: Field, old: Field): void {
  if (now instanceof HTMLInputElement && old instanceof HTMLInputElement && now.type === "checkbox") {
    if (old.checked !== old.defaultChecked) now.checked = old.checked;
  } else if (old.value !== old.defaultValue) now.value = old.value;
}

function fieldRow(input: Declared, id: string): HTMLElement {
  const { name, type } = input;
  if (type === "boolean") {
    const box = make("input", { type: "checkbox", id, name, "data-type": type, checked: input.default === true });
    return make("div", { class: "field" }, make("label", { class: "check" }, box, ` ${name}`));
  }
  const required = !("default" in input);
  const label = make("label", { for: id }, `${name} `, make("span", { class: "quiet" }, required ? t("{type}, needed", { type: TYPES[type] ?? type }) : (TYPES[type] ?? type)));
  const hint = HINTS[type];
  if (hint === undefined) {
    const decimal = type === "number" ? "decimal" : null;
    const field = make("input", { id, name, "data-type": type, value: plain(input), inputmode: decimal, autocomplete: "off", required });
    return make("div", { class: "field" }, label, field);
  }
  const area = make("textarea", { id, name, "data-type": type, rows: 2, spellcheck: "false", "aria-describedby": `${id}-hint`, required }, json(input.default));
  return make("div", { class: "field" }, label, area, make("p", { id: `${id}-hint`, class: "quiet hint" }, hint));
}

function plain({ default: value }: Declared): string {
  return typeof value === "string" ? value : json(value);
}

function json(value: Value | undefined): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
