/** A run that begins at a block, as the last run was when it came there, in the round that is shown. */

import * as Blockly from "blockly/core";
import { isStep } from "../blocks/selection.js";
import type { RunEvent, Value } from "../data.js";
import type { Desk } from "../desk/desk.js";
import type { Onward } from "../run.js";
import type { Recording } from "./recording.js";
import { t } from "../words.js";

/** `shown` is the number of the event that the page shows, past the last one for how it is now. */
export function offerOnward(desk: Desk, recording: Recording, shown: () => number, begin: (from: Onward) => Promise<void>): void {
  const came = (block: Blockly.BlockSvg) => begun(recording.events, desk.blocks.pathOf(block) ?? "", shown());
  Blockly.ContextMenuRegistry.registry.register({
    id: "onward",
    scopeType: Blockly.ContextMenuRegistry.ScopeType.BLOCK,
    weight: 33,
    displayText: t("Run from here with the values of the last run"),
    preconditionFn: ({ block }) => (block && isStep(block) && !recording.going && came(block) >= 0 ? "enabled" : "hidden"),
    callback: ({ block }) => {
      const path = block && desk.blocks.pathOf(block);
      const moment = block && recording.moment(came(block));
      if (!path || !moment || !recording.run) return;
      const known = Object.fromEntries(Object.entries(moment.variables).filter(([, value]) => isWhole(value)));
      void begin({ onward: path, run: recording.run, event: recording.number(moment.at), known });
    },
  });
}

/** The event with which a step began in the round, or the call, that the event `at` belongs to; where it did not, the last
 * before, else the first after. -1 if it never began. */
function begun(events: RunEvent[], path: string, at: number): number {
  const steps = events.map(({ kind, path: place }) => (kind === "step" ? place : ""));
  const before = steps.lastIndexOf(path, at);
  const after = steps.indexOf(path, at + 1);
  const around = stacksOf(path).filter((stack) => within(events[at], stack));
  const anew = (from: number, to: number) => around.some((stack) => rounds(events, stack).some((round) => round > from && round <= to));
  return before < 0 || (after >= 0 && anew(before, at) && !anew(at, after)) ? after : before;
}

/** The stacks around a step, each as the beginning of the addresses of its steps. */
function stacksOf(path: string): string[] {
  return [...path.matchAll(/\/(?=\d+(?:\/|$))/g)].map(({ index }) => path.slice(0, index + 1));
}

function within(event: RunEvent | undefined, stack: string): boolean {
  return event?.path?.startsWith(stack) === true || (event?.kind === "value" && event.path === owner(stack));
}

/** The events with which the steps of a stack were begun: a loop tells of its item before them. */
function rounds(events: RunEvent[], stack: string): number[] {
  const where = (kind: string, path: string) => [...events.keys()].filter((at) => events[at]?.kind === kind && events[at]?.path === path);
  const items = where("value", owner(stack));
  return items.length ? items : where("step", `${stack}0`);
}

function owner(stack: string): string {
  return stack.replace(/\/[^/]+\/$/, "");
}

/** Whether a value was recorded whole: of large ones only the beginning is kept. */
function isWhole(value: Value, levels = 3): boolean {
  if (typeof value === "string") return !(value.length > 200 && value.endsWith("…")) && !(levels === 0 && /^(list|object) of \d+$/.test(value));
  if (Array.isArray(value)) return value.every((item) => isWhole(item, levels - 1)) && !(value.length === 21 && /^… \d+ more$/.test(String(value[20])));
  if (value === null || typeof value !== "object") return true;
  return !("…" in value) && Object.values(value).every((inner) => isWhole(inner, levels - 1));
}
