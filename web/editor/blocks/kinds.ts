/** Which values fit where. Blockly knows kinds as names; a connection without any takes everything. */

import * as Blockly from "blockly/core";
import { atOnce } from "./quick.js";

const NAMES: [number, string][] = [[1, "Number"], [2, "String"], [4, "Boolean"], [8, "Array"], [16, "Object"], [32, "Nothing"]];
const EVERY = 63;

/** The names of the kinds in some bits; null for all of them. */
export function checks(bits: number | null): string[] | null {
  if (bits === null || (bits & EVERY) === EVERY || bits === 0) return null;
  return NAMES.filter(([bit]) => bits & bit).map(([, name]) => name);
}

/** Whether the bits hold numbers, texts … */
export function takes(bits: number, name: "Number" | "String" | "Boolean"): boolean {
  return NAMES.some(([bit, other]) => other === name && bits & bit);
}

/** Lets everything through while a flow is shown: what does not fit there is a finding, and no reason to lose it. */
export class Checker extends Blockly.ConnectionChecker {
  static lenient = false;

  override doTypeChecks(one: Blockly.Connection, other: Blockly.Connection): boolean {
    return Checker.lenient || super.doTypeChecks(one, other);
  }
}

/** Do something with a workspace that is no edit of a person: nothing is refused and nothing is told. */
export function quietly<Answer>(act: () => Answer): Answer {
  const lenient = Checker.lenient;
  Checker.lenient = true;
  Blockly.Events.disable();
  try {
    return atOnce(act);
  } finally {
    Blockly.Events.enable();
    Checker.lenient = lenient;
  }
}

Blockly.registry.register(Blockly.registry.Type.CONNECTION_CHECKER, "blockloom", Checker);

const LONGEST_FRAME = 500;

/** When Blockly has told of all edits: it does so after the next frame, if the page is seen. */
export function told(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, document.hidden ? 0 : LONGEST_FRAME);
    requestAnimationFrame(() => setTimeout(done));
  });
}
