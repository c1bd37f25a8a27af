/** The small menu of a block: which slots it shows, and what a step says beside its block. */

import * as Blockly from "blockly/core";
import type { PillKind } from "../desk/shapes.js";
import type { Definition, Palette } from "./palette.js";
import { setKind } from "./plain.js";
import { changed, connect, optional, type Shaped } from "./shape.js";
import { t } from "../words.js";

interface Choice {
  text: string;
  act: () => void;
}

/** What the button on the block offers. */
export function openMenu(block: Shaped, definition: Definition): void {
  const at = block.getSvgRoot().getBoundingClientRect();
  const event = new PointerEvent("pointerdown", { clientX: at.left + Math.min(at.width, 220), clientY: at.top + 24 });
  const options = slotChoices(block, definition).map((choice) => ({ ...choice, enabled: true }));
  Blockly.ContextMenu.show(event, options.map(({ text, act }) => ({ text, enabled: true, callback: act, scope: { block }, weight: 0 })), false, block.workspace);
}

function slotChoices(block: Shaped, definition: Definition): Choice[] {
  const choices: Choice[] = [];
  const rungs = block.state.rungs ?? [];
  if (definition.otherwise && !block.outputConnection) {
    choices.push({ text: t("Add “else if”"), act: () => changed(block, () => (block.state.rungs = [...rungs, Blockly.utils.idGenerator.genUid().replaceAll("_", "-")])) });
    if (rungs.length) choices.push({ text: t("Remove the last “else if”"), act: () => changed(block, () => (block.state.rungs = rungs.slice(0, -1))) });
  }
  const mark = rungs.length ? `@${rungs.length}` : "";
  for (const slot of optional(definition)) {
    const key = slot.key === definition.otherwise ? `${slot.key}${mark}` : slot.key;
    const there = block.getInput(key) !== null || block.getField(key) !== null || block.state.names?.[key] !== undefined;
    const name = slot.label ?? slot.key.replaceAll("_", " ");
    choices.push({ text: there ? t("Remove “{name}”", { name }) : t("Add “{name}”", { name }), act: () => changed(block, () => toggle(block, key, there, slot.shape === "fields")) });
  }
  return choices;
}

function toggle(block: Shaped, key: string, there: boolean, fields: boolean): void {
  const { state } = block;
  state.shown = (state.shown ?? []).filter((other) => other !== key);
  if (there) {
    delete state.names?.[key];
    delete state.items?.[key];
  } else if (fields) {
    (state.names ??= {})[key] = [];
  } else {
    state.shown.push(key);
  }
}

const MODIFIERS: { add: string; remove: string; has: (block: Shaped) => boolean; set: (block: Shaped) => void; unset: (block: Shaped) => void }[] = [
  { add: t("Add a name for its answer"), remove: t("Remove a name for its answer"), has: ({ state }) => state.save !== undefined, set: ({ state }) => (state.save = "answer"), unset: ({ state }) => delete state.save },
  { add: t("Add more attempts"), remove: t("Remove more attempts"), has: ({ state }) => state.retry !== undefined, set: ({ state }) => (state.retry = { times: 3, wait: 1 }), unset: ({ state }) => delete state.retry },
  { add: t("Add a time limit"), remove: t("Remove a time limit"), has: ({ state }) => state.timeout !== undefined, set: ({ state }) => (state.timeout = 10), unset: ({ state }) => delete state.timeout },
  { add: t("Add what a failure does"), remove: t("Remove what a failure does"), has: ({ state }) => state.on_error !== undefined, set: ({ state }) => (state.on_error = "continue"), unset: ({ state }) => delete state.on_error },
];
const KINDS: [PillKind, string][] = [["text", t("Make it a text")], ["number", t("Make it a number")], ["boolean", t("Make it true or false")], ["nothing", t("Make it nothing")]];

let pressed: string | null = null;

/** Remember on which block the pointer went down: a value typed in hands its menu to the block around it. */
export function watchPointer(host: Element): void {
  const note = (event: Event) => {
    pressed = event.target instanceof Element ? (event.target.closest("g.blocklyBlock")?.getAttribute("data-id") ?? null) : null;
  };
  host.addEventListener("pointerdown", note, { capture: true });
}

/** The value typed in that a menu is about: the block itself, or the one inside it that was pressed. */
function pointed(block: Shaped): Shaped | null {
  if (block.type === "pill") return block;
  return (block.getChildren(false).find((child) => child.id === pressed && child.type === "pill") as Shaped | undefined) ?? null;
}

/** More lines in the menu that a right click or Shift + F10 opens. */
export function defineMenu(palette: Palette, again: (block: Shaped, open: boolean) => void): void {
  const registry = Blockly.ContextMenuRegistry.registry;
  const scopeType = Blockly.ContextMenuRegistry.ScopeType.BLOCK;
  let weight = 20;
  const item = (id: string, text: (block: Shaped) => string, shown: (block: Shaped) => boolean, act: (block: Shaped) => void) =>
    registry.register({
      id,
      scopeType,
      weight: weight++,
      displayText: ({ block }) => text(block as unknown as Shaped),
      preconditionFn: ({ block }) => (block && !block.isInFlyout && shown(block as unknown as Shaped) ? "enabled" : "hidden"),
      callback: ({ block }) => act(block as unknown as Shaped),
    });
  for (const [at, modifier] of MODIFIERS.entries()) {
    const offered = (block: Shaped) => {
      const definition = palette.blocks[block.type];
      return !block.outputConnection && definition !== undefined && (at > 0 || definition.result !== null);
    };
    item(`modifier${at}`, (block) => (modifier.has(block) ? modifier.remove : modifier.add), offered, (block) =>
      changed(block, () => (modifier.has(block) ? modifier.unset(block) : modifier.set(block))),
    );
  }
  for (const [kind, words] of KINDS) {
    const other = (block: Shaped) => (pointed(block)?.state.kind ?? kind) !== kind;
    item(`kind-${kind}`, () => words, other, (block) => setKind(pointed(block) ?? block, kind));
  }
  const formula = (block: Shaped) => String(pointed(block)?.getFieldValue("VALUE") ?? "").startsWith("=");
  item("open", () => t("Open the formula as blocks"), formula, (block) => again(pointed(block) ?? block, true));
  const foldable = (block: Shaped) => block.outputConnection !== null && palette.blocks[block.type] !== undefined && !palette.blocks[block.type]?.reads;
  item("fold", () => t("Fold into a formula"), foldable, (block) => again(block, false));
  const both = (block: Shaped) => palette.blocks[block.type]?.result != null;
  item("as-value", () => t("Use it as a value"), (block) => both(block) && !block.outputConnection, (block) => turn(block, palette, false));
  item("as-step", () => t("Use it as a step"), (block) => both(block) && block.outputConnection !== null, (block) => turn(block, palette, true));
}

/** Make a value of a step, or a step of a value; it leaves the place that it can't have any more. */
export function turn(block: Shaped, palette: Palette, step: boolean): void {
  const definition = palette.blocks[block.type];
  if (!definition) return;
  block.unplug(true);
  changed(block, () => {
    if (!step) for (const key of ["save", "retry", "timeout", "on_error"] as const) delete block.state[key];
    connect(block, definition, step);
  });
}
