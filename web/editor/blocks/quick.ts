/** What Blockly spends most of its time on while many blocks are made, saved. */

import * as Blockly from "blockly/core";

const { dom } = Blockly.utils;

/** Do something that makes or changes many blocks at once: a word that stands on several of them is measured once. */
export function atOnce<Answer>(act: () => Answer): Answer {
  dom.startTextWidthCache();
  try {
    return act();
  } finally {
    dom.stopTextWidthCache();
  }
}

/** A field that is not drawn yet has no element to describe. Blockly finds that out by an error with a stack, several
 * times for each field of each block. */
const describe = Blockly.Field.prototype.recomputeAriaContext;
Blockly.Field.prototype.recomputeAriaContext = function (this: Blockly.Field) {
  return this.getSvgRoot() !== null && describe.call(this);
};
