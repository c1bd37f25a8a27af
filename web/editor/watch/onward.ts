/** A run that begins at a block, with the variables that the last run had when it came there. */

import * as Blockly from "blockly/core";
import { isStep } from "../blocks/selection.js";
import type { Value } from "../data.js";
import type { Desk } from "../desk/desk.js";
import type { Onward } from "../run.js";
import type { Recording } from "./recording.js";
import { t } from "../words.js";

export function offerOnward(desk: Desk, recording: Recording, begin: (from: Onward) => Promise<void>): void {
  const came = (block: Blockly.BlockSvg) => {
    const path = desk.blocks.pathOf(block);
    return recording.events.findLastIndex((event) => event.kind === "step" && event.path === path);
  };
  Blockly.ContextMenuRegistry.registry.register({
    id: "onward",
    scopeType: Blockly.ContextMenuRegistry.ScopeType.BLOCK,
    weight: 33,
    displayText: t("Run from here with the values of the last run"),
    preconditionFn: ({ block }) => (block && isStep(block) && !recording.going && came(block) >= 0 ? "enabled" : "hidden"),
    callback: ({ block }) => {
      const path = block && desk.blocks.pathOf(block);
      const known = block && recording.moment(came(block))?.variables;
      if (path && known) void begin({ onward: path, known: Object.fromEntries(Object.entries(known).filter(([, value]) => isWhole(value))) });
    },
  });
}

/** Whether a value was recorded whole: of large ones only the beginning is kept. */
function isWhole(value: Value, levels = 3): boolean {
  if (typeof value === "string") return !(value.length > 200 && value.endsWith("…")) && !(levels === 0 && /^(list|object) of \d+$/.test(value));
  if (Array.isArray(value)) return value.every((item) => isWhole(item, levels - 1)) && !(value.length === 21 && /^… \d+ more$/.test(String(value[20])));
  if (value === null || typeof value !== "object") return true;
  return !("…" in value) && Object.values(value).every((inner) => isWhole(inner, levels - 1));
}
