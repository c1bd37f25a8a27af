/** A value as an indented list or a table: readable at a glance, whatever its shape. */

import { make } from "./dom.js";
import type { Value } from "./data.js";
import { number, t } from "./words.js";

type Named = { [name: string]: Value };

const MOST = 200;
const LONGEST = 4000;
const COLUMNS = 4;
const FEW = 12;
const SHORT = 24;

/** The value as an element. */
export function tree(value: Value): HTMLElement {
  if (Array.isArray(value) && value.length > 0) {
    if (isShort(value)) return make("span", { class: "value chips" }, ...value.map((item) => make("span", { class: "chip" }, brief(item))));
    return isTable(value) ? table(value) : entries(value.map((item, index) => [String(index + 1), item]));
  }
  if (isNamed(value) && Object.keys(value).length > 0) return entries(Object.entries(value));
  return scalar(value);
}

/** The value in one line of at most `longest` characters. */
export function brief(value: Value | undefined, longest = 90): string {
  const text = value === undefined ? "" : value === null ? t("nothing") : typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function scalar(value: Value): HTMLElement {
  const nothing = (words: string) => make("span", { class: "value value-nothing" }, words);
  if (value === null) return nothing(t("nothing"));
  if (value === "") return nothing(t("empty text"));
  if (Array.isArray(value)) return nothing(t("empty list"));
  if (typeof value === "object") return nothing(t("empty object"));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return make("span", { class: "value" }, text.slice(0, LONGEST), ...(text.length > LONGEST ? ["… ", more(text.length - LONGEST)] : []));
}

/** Names and values, one a row. What is inside an object stands below its name, and a chain of single names in one row. */
function entries(pairs: [string, Value][]): HTMLElement {
  const list = make("dl", { class: "tree" });
  for (const [first, outer] of pairs.slice(0, MOST)) {
    const { names, value } = chain([first], outer);
    const inner = tree(value);
    const look = inner.classList.contains("value") ? "leaf" : "branch";
    const term = make("dt", {}, ...names.flatMap((name, index) => (index ? [make("span", { class: "step" }, "›"), name] : [name])));
    list.append(make("div", { class: look }, term, make("dd", {}, inner)));
  }
  if (pairs.length > MOST) list.append(make("div", { class: "leaf" }, make("dt", {}, "…"), make("dd", {}, more(pairs.length - MOST))));
  return list;
}

function chain(names: string[], value: Value): { names: string[]; value: Value } {
  const inner = isNamed(value) ? Object.entries(value) : [];
  const [only] = inner;
  return only && inner.length === 1 ? chain([...names, only[0]], only[1]) : { names, value };
}

function table(items: Named[]): HTMLElement {
  const columns = Object.keys(items[0] ?? {});
  const head = make("tr", {}, make("th", { scope: "col" }, "#"), ...columns.map((name) => make("th", { scope: "col" }, name)));
  const body = make("tbody");
  for (const [index, item] of items.slice(0, MOST).entries()) {
    const cells = columns.map((name) => make("td", {}, tree(item[name] ?? null)));
    body.append(make("tr", {}, make("th", { scope: "row" }, String(index + 1)), ...cells));
  }
  if (items.length > MOST) body.append(make("tr", {}, make("td", { colspan: columns.length + 1 }, more(items.length - MOST))));
  return make("div", { class: "grid", tabindex: 0, role: "group", "aria-label": t("Table") }, make("table", {}, make("thead", {}, head), body));
}

function more(rest: number): HTMLElement {
  return make("span", { class: "value value-nothing" }, t("and {count} more", { count: number(rest) }));
}

function isNamed(value: Value): value is Named {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a list holds a few short plain values, which fit on a line. */
function isShort(items: Value[]): boolean {
  const lengths = items.map((item) => (typeof item === "object" && item !== null ? SHORT : brief(item).length));
  return items.length <= FEW && lengths.every((length) => length > 0 && length < SHORT);
}

/** Whether a list holds objects of the same few plain properties, so that it reads best as one table. */
function isTable(items: Value[]): items is Named[] {
  const names = (item: Value) => (isNamed(item) ? Object.keys(item).join("\n") : null);
  const first = names(items[0] ?? null);
  if (items.length < 2 || !first || first.split("\n").length > COLUMNS) return false;
  return items.every((item) => names(item) === first && Object.values(item as Named).every((value) => typeof value !== "object" || value === null));
}
