/** What Blockly spends most of its time on while many blocks are made, saved. */

import * as Blockly from "blockly/core";

type State = Blockly.serialization.blocks.State;

/** What of Blockly's parts no type declares. */
interface Inside {
  textElement_: SVGTextElement | null;
  getDisplayText_(): string;
  updateSize_(margin?: number): void;
  renderSelectedText(): void;
  shadowState: State | null;
  serializeShadow(shadow: Blockly.Block | null): void;
  recomputeAriaContext(): void;
  updateConnectionHighlights(): void;
  findHighlightSvg(): SVGPathElement | null;
}

const { dom } = Blockly.utils;
const field = Blockly.Field.prototype as unknown as Inside;
const dropdown = Blockly.FieldDropdown.prototype as unknown as Inside;
const connection = Blockly.Connection.prototype as unknown as Inside;
const block = Blockly.BlockSvg.prototype;
const inner = block as unknown as Inside;
const drawer = Blockly.blockRendering.Drawer.prototype as unknown as Inside;
const rendered = Blockly.RenderedConnection.prototype as unknown as Inside;
const workspace = Blockly.WorkspaceSvg.prototype;

/** The blocks that wait for being drawn, while many are made; null at other times. */
let waiting: WeakSet<Blockly.Block> | null = null;

/** Do something that makes or changes many blocks at once: a word that stands on several of them is measured once. */
export function atOnce<Answer>(act: () => Answer): Answer {
  const before = waiting;
  waiting ??= new WeakSet();
  dom.startTextWidthCache();
  try {
    return act();
  } finally {
    dom.stopTextWidthCache();
    waiting = before;
  }
}

/** A field that is not drawn yet has no element to describe. Blockly finds that out by an error with a stack, several
 * times for each field of each block. */
const describe = Blockly.Field.prototype.recomputeAriaContext;
Blockly.Field.prototype.recomputeAriaContext = function (this: Blockly.Field) {
  return this.getSvgRoot() !== null && describe.call(this);
};

interface Font {
  size: string;
  weight: string;
  family: string;
}

/** The fonts on blocks, by a block's style; "" for all that have none of their own. */
const fonts = new Map<string, Font>();

/** Find out in which fonts the words on blocks are written. `special`: the styles that have one of their own. */
export function learnFonts(on: Blockly.WorkspaceSvg, special: string[]): void {
  for (const style of ["", ...special]) {
    const probe = dom.createSvgElement<SVGGElement>("g", { class: `blocklyBlock ${style}` }, on.getCanvas());
    const field = dom.createSvgElement<SVGGElement>("g", { class: "blocklyField" }, probe);
    const text = dom.createSvgElement<SVGTextElement>("text", { class: "blocklyText" }, field);
    const { fontSize: size, fontWeight: weight, fontFamily: family } = getComputedStyle(text);
    fonts.set(style, { size, weight, family });
    dom.getFastTextWidthWithSizeString(text, size, weight, family);
    probe.remove();
  }
  const canvas = document.querySelector<HTMLCanvasElement>(".blocklyComputeCanvas");
  const ink = canvas?.getContext("2d");
  if (ink) ink.textRendering = "geometricPrecision"; // as the words on blocks are drawn
  canvas?.remove(); // it measures as well outside of the page, and asks less
}

/** Measure a text before Blockly does, so that it finds the width where it looks first: else it asks the page for the
 * font of each, and then the page has to find out how all looks that was changed since. */
function measure(on: Blockly.Field, text: string, kind: string): void {
  const block = on.getSourceBlock() as Blockly.BlockSvg | null;
  const font = fonts.get(block?.getStyleName() ?? "") ?? fonts.get("");
  const element = { textContent: text, className: { baseVal: kind } } as SVGTextElement;
  if (waiting && font) dom.getFastTextWidthWithSizeString(element, font.size, font.weight, font.family);
}

const { updateSize_ } = field;
field.updateSize_ = function (this: Blockly.Field & Inside, margin?: number) {
  if (this.textElement_) measure(this, this.textElement_.textContent, this.textElement_.className.baseVal);
  updateSize_.call(this, margin);
};
const { renderSelectedText } = dropdown;
dropdown.renderSelectedText = function (this: Blockly.Field & Inside) {
  measure(this, this.getDisplayText_(), "blocklyText blocklyFieldText blocklyDropdownText");
  renderSelectedText.call(this);
};

/** Say what stands in an input when nothing else does, while something else is on its way there. */
export function keepShadow(of: Blockly.Connection, state: State | null): void {
  (of as unknown as Inside).shadowState = state;
}

/** A shadow that is made of what is kept needs not be written down once more. */
const { serializeShadow } = connection;
connection.serializeShadow = function (shadow) {
  if (!waiting) serializeShadow.call(this, shadow);
};

/** Blockly queues a block with all that are around and above it, and again for each block in it. One that waits already,
 * in a block that does, needs not be queued. */
const { queueRender, renderEfficiently, applyColour, initSvg, setConnectionTracking } = block;
block.queueRender = function (this: Blockly.BlockSvg) {
  const parent = this.getParent();
  if (waiting?.has(this) && (!parent || waiting.has(parent))) return Blockly.renderManagement.finishQueuedRenders();
  waiting?.add(this);
  return queueRender.call(this);
};
block.renderEfficiently = function (this: Blockly.BlockSvg) {
  waiting?.delete(this);
  renderEfficiently.call(this);
};
const { newBlock } = workspace;
workspace.newBlock = function (this: Blockly.WorkspaceSvg, type: string, id?: string) {
  const made = newBlock.call(this, type, id);
  if (waiting) void made.queueRender(); // as long as there is nothing above it
  return made;
};

/** A block gets its colours, and what is said of it, when it is put together, and not with each part. */
const begun = new WeakSet<Blockly.Block>();
const { recomputeAriaContext } = inner;
block.initSvg = function (this: Blockly.BlockSvg) {
  begun.add(this);
  initSvg.call(this);
};
block.applyColour = function (this: Blockly.BlockSvg) {
  if (begun.has(this)) applyColour.call(this);
};
inner.recomputeAriaContext = function (this: Blockly.BlockSvg & Inside) {
  if (begun.has(this)) recomputeAriaContext.call(this);
};

/** Each new block tells its connections that they are not looked for yet, and all blocks that hang in it to do so again. */
block.setConnectionTracking = function (this: Blockly.BlockSvg, track: boolean) {
  if (track || !waiting) return setConnectionTracking.call(this, track);
  for (const one of this.getConnections_(true)) one.setTracking(false);
};

/** Of the lines around places where blocks can go, a fifth of all that is drawn, each is made when it is first wanted. */
const { updateConnectionHighlights } = drawer;
const { findHighlightSvg } = rendered;
drawer.updateConnectionHighlights = function () {
  if (!waiting) updateConnectionHighlights.call(this);
};
rendered.findHighlightSvg = function () {
  const of = (this as unknown as Blockly.RenderedConnection).getSourceBlock();
  if (!waiting && !of.isDisposed() && !findHighlightSvg.call(this)) of.workspace.getRenderer().render(of);
  return findHighlightSvg.call(this);
};
