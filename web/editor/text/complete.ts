/** Completion from the catalog: names of blocks behind a dash, slots and modifiers below, words where there is a choice. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { titled, type Definition, type Palette } from "../blocks/palette.js";
import { t } from "../words.js";

const MODIFIERS: { [key: string]: string } = {
  save: t("name of the variable that keeps the answer"),
  retry: t("{times, wait, backoff}: how often a failure is tried again"),
  timeout: t("seconds after which the step is given up"),
  on_error: t("stop or continue"),
  disabled: t("true leaves the step out"),
  collapsed: t("true shows the block small"),
  note: t("a remark about the step"),
};

/** What can stand at the cursor. */
export function completion(palette: Palette): (context: CompletionContext) => CompletionResult | null {
  const blocks = Object.entries(palette.blocks).map(([name, definition]) => blockOption(name, definition, palette));
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = /[\w-]*$/.exec(before)?.[0] ?? "";
    const from = context.pos - word.length;
    if (!word && !context.explicit) return null;
    if (/^\s*-\s+\w*$/.test(before)) return { from, options: blocks, validFor: /^\w*$/ };
    if (/(=|\$\{)[^"']*$/.test(before)) return { from, options: blocks.filter(({ type }) => type === "function").map(asCall), validFor: /^\w*$/ };
    const block = blockAbove(context, line.number, palette);
    const choice = /^\s*(\w+):\s*\w*$/.exec(before);
    const slots = block?.definition.slots ?? [];
    if (choice) {
      const choices = slots.find(({ key }) => key === choice[1])?.choices ?? [];
      return choices.length ? { from, options: choices.map((label) => ({ label, type: "enum" })), validFor: /^\w*$/ } : null;
    }
    if (/^\s+\w*$/.test(before) && block) return { from, options: keysOf(block.definition, block.inside), validFor: /^\w*$/ };
    return null;
  };
}

function blockOption(name: string, definition: Definition, { categories }: Palette): Completion {
  const type = definition.result === null ? "keyword" : "function";
  return { label: name, type, apply: `${name}: `, detail: categories.find((one) => one.name === definition.category)?.label ?? definition.category, info: `${sentence(definition)}. ${definition.help ?? ""}` };
}

function asCall({ label, detail, info }: Completion): Completion {
  return { label, type: "function", apply: `${label}(`, ...(detail && { detail }), ...(info && { info }) };
}

function sentence(definition: Definition): string {
  return definition.words.map(([text, slot]) => text + (slot && `[${slot}]`)).join("");
}

/** The block in whose map the cursor stands: one further out above it; `inside` its own slots, or beside its name. */
function blockAbove(context: CompletionContext, number: number, palette: Palette): { definition: Definition; inside: boolean } | null {
  const column = /^\s*/.exec(context.state.doc.line(number).text)?.[0].length ?? 0;
  for (let at = number - 1; at >= Math.max(1, number - 60); at--) {
    const found = /^(\s*)-\s+(\w+):/.exec(context.state.doc.line(at).text);
    const definition = found ? palette.blocks[found[2] ?? ""] : undefined;
    if (!found || !definition) continue;
    const own = (found[1] ?? "").length + 2;
    if (column === own) return { definition, inside: false };
    if (column > own) return { definition, inside: true };
  }
  return null;
}

function keysOf(definition: Definition, inside: boolean): Completion[] {
  const slots = (definition.slots ?? []).filter(({ key }) => key).map(({ key, wants }) => ({ label: key, type: "property", apply: `${key}: `, ...(wants && { detail: wants }) }));
  const modifiers = Object.entries(MODIFIERS).map(([label, info]) => ({ label, type: "variable", apply: `${label}: `, info: titled(info) }));
  return inside ? slots : [...slots, ...modifiers];
}
