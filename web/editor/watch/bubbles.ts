/** The last value that each block of the open section gave, in a bubble at its right. */

import * as Blockly from "blockly/core";
import type { Desk } from "../desk/desk.js";
import { make } from "../dom.js";
import { brief } from "../tree.js";
import { bring } from "./bring.js";
import { Card } from "./card.js";
import type { Ran } from "./ran.js";
import type { Given, Recording } from "./recording.js";
import { t } from "../words.js";

const LONGEST = 40;
const GAP = 8;
const LEAST = 48;

export class Bubbles {
  readonly layer = make("div", { class: "bubbles", role: "group", "aria-label": t("Values of the run") });
  private readonly shown = new Map<string, HTMLButtonElement>();
  private readonly card: Card;
  private frame = 0;
  private until = -1;

  /** `seek` shows the run as it was at the event of this number. */
  constructor(
    private readonly desk: Desk,
    private readonly recording: Recording,
    private readonly ran: Ran,
    seek: (at: number) => void,
  ) {
    this.card = new Card(recording, seek);
    const { workspace } = desk.blocks;
    workspace.getInjectionDiv().append(this.layer);
    workspace.addChangeListener(() => this.soon());
    desk.doc.addEventListener("change", () => this.soon());
    new ResizeObserver(() => this.soon()).observe(this.layer);
  }

  /** Show what was given up to the event of this number. */
  show(until: number): void {
    this.until = until;
    this.soon();
  }

  /** Draw them again, once all blocks have their places; at most once a frame. */
  private soon(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      void Blockly.renderManagement.finishQueuedRenders().then(() => this.draw());
    });
  }

  private draw(): void {
    const { workspace } = this.desk.blocks;
    this.layer.hidden = workspace.isDragging();
    this.ran.look();
    const area = this.layer.getBoundingClientRect();
    const there = new Set<string>();
    // all is measured before anything is changed: else the page is laid out once for each bubble
    for (const { path, given, text, box } of this.given()) {
      there.add(path);
      const bubble = this.bubble(path);
      bubble.textContent = text;
      bubble.setAttribute("aria-label", given.name ? t("{name} is {value}. Show it whole.", { name: given.name, value: text }) : t("Gave {value}. Show it whole.", { value: text }));
      const x = box.right - area.left + GAP;
      bubble.hidden = x + LEAST > area.width;
      bubble.style.translate = `${x}px ${box.top - area.top + GAP * workspace.scale}px`;
      bubble.style.maxWidth = `${Math.max(LEAST, area.width - x - 2 * GAP)}px`;
    }
    for (const [path, bubble] of this.shown) {
      if (there.has(path)) continue;
      bubble.remove();
      this.shown.delete(path);
    }
    this.card.refresh(this.until, this.shown);
  }

  /** What each step gave last, with where its block is on the page. Those that are not drawn yet are told of when they are. */
  private given(): { path: string; given: Given; text: string; box: DOMRect }[] {
    return this.ran.steps().flatMap((block) => {
      const path = this.ran.pathOf(block);
      const times = path ? this.recording.gave(path) : [];
      const number = times.filter(({ at }) => at <= this.until).length;
      const given = times[number - 1];
      const text = given ? words(given, number, this.recording.broken) : "";
      if (!path || !given || !text || standsThere(block, text) || !block.getSvgRoot().isConnected) return [];
      return [{ path, given, text, box: block.pathObject.svgPath.getBoundingClientRect() }];
    });
  }

  private bubble(path: string): HTMLButtonElement {
    const there = this.shown.get(path);
    if (there) return there;
    const bubble = make("button", { type: "button", class: "bubble", "data-path": path });
    bubble.addEventListener("click", () => this.card.open(path, bubble, this.until));
    bubble.addEventListener("focus", () => bring(this.desk.blocks, path));
    this.layer.append(bubble);
    this.shown.set(path, bubble);
    return bubble;
  }
}

function words({ value }: Given, number: number, broken: boolean): string {
  if (value === undefined) return broken ? t("round {number} of those kept", { number }) : t("round {number}", { number });
  return brief(value, LONGEST) || t("empty text");
}

/** Whether the block says so itself: the value of a literal is no news. */
function standsThere(block: Blockly.BlockSvg, text: string): boolean {
  return block.getChildren(false).some((child) => child.type === "pill" && child.inputList.some(({ fieldRow }) => fieldRow.some((field) => field.getText() === text)));
}
