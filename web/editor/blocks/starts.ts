/** What stands in the slots of a new block. */

import type * as Blockly from "blockly/core";
import type { PillKind } from "../desk/shapes.js";
import type { Definition, Slot } from "./palette.js";

type State = Blockly.serialization.blocks.State;

/** The shadow in a slot while nothing else stands there; null for none. */
export function startShadow(slot: Slot): State | null {
  const start = slot.start;
  if (start === undefined || start === null || typeof start === "object") return null;
  return pill(kindOf(start), String(start), slot.choices);
}

export function pill(kind: PillKind, text: string, choices?: string[]): State {
  const fields = kind === "nothing" ? {} : { VALUE: text };
  return { type: "pill", extraState: choices ? { kind, choices } : { kind }, fields };
}

function kindOf(value: boolean | number | string): PillKind {
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" ? "number" : "text";
}

/** A new block as the toolbox offers it. */
export function fresh(name: string, definition: Definition): State {
  const slots = definition.slots ?? [];
  const shown = slots.filter((slot) => !slot.required && (slots.length === 1 || (slot.shape === "body" && slot.binds)));
  const lists = slots.filter((slot) => slot.shape === "values");
  return {
    type: name,
    extraState: {
      step: definition.step === true,
      ...(shown.length > 0 && { shown: shown.map((slot) => slot.key) }),
      ...(lists.length > 0 && { items: Object.fromEntries(lists.map((slot) => [slot.key, 1])) }),
    },
    inputs: Object.fromEntries(lists.map((slot) => [`${slot.key}.0`, { shadow: pill("text", "") }])),
  };
}
