/** One bubble opened: the whole value, and the other times that the block gave one. */

import { make } from "../dom.js";
import { tree } from "../tree.js";
import type { Recording } from "./recording.js";
import { t } from "../words.js";

const EDGE = 8;

export class Card {
  private readonly box = make("div", { class: "bubble-card", popover: "auto", role: "dialog", "aria-label": t("A value of the run") });
  private readonly head = make("h3");
  private readonly value = make("div");
  private readonly times = make("p", { role: "status" });
  private readonly before = make("button", { type: "button", class: "button button-quiet", "aria-label": t("The time before") }, "‹");
  private readonly after = make("button", { type: "button", class: "button button-quiet", "aria-label": t("The time after") }, "›");
  private readonly pager = make("div", { class: "pager" }, this.before, this.times, this.after);
  private path: string | null = null;

  constructor(
    private readonly recording: Recording,
    private readonly seek: (at: number) => void,
  ) {
    this.box.append(this.head, this.value, this.pager);
    document.body.append(this.box);
    this.box.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "closed") this.path = null;
    });
  }

  /** Open the value that the block at an address had given when the event of this number happened. */
  open(path: string, bubble: HTMLElement, until: number): void {
    this.path = path;
    this.fill(until);
    this.box.showPopover();
    beside(this.box, bubble);
  }

  /** Show it as it was at another moment; close it where there is no such bubble any more. */
  refresh(until: number, bubbles: Map<string, HTMLElement>): void {
    if (this.path === null) return;
    if (bubbles.has(this.path)) this.fill(until);
    else this.box.hidePopover();
  }

  private fill(until: number): void {
    const path = this.path ?? "";
    const times = this.recording.gave(path);
    const number = times.filter(({ at }) => at <= until).length;
    const given = times[number - 1];
    if (!given) return;
    this.head.textContent = given.name ?? (given.value === undefined ? t("Rounds") : t("Value"));
    this.value.replaceChildren(...(given.value === undefined ? [] : [tree(given.value)]));
    this.pager.hidden = times.length < 2;
    const holes = { number, count: times.length };
    const { broken } = this.recording;
    if (path.startsWith("functions/")) this.times.textContent = broken ? t("Time {number} of {count} kept", holes) : t("Time {number} of {count}", holes);
    else this.times.textContent = broken ? t("Round {number} of {count} kept", holes) : t("Round {number} of {count}", holes);
    this.turn(this.before, times[number - 2]?.at);
    this.turn(this.after, times[number]?.at);
  }

  private turn(button: HTMLButtonElement, at: number | undefined): void {
    button.disabled = at === undefined;
    button.onclick = () => at !== undefined && this.seek(at);
  }
}

/** Put an open box under what it belongs to, or above it where there is more room. */
export function beside(box: HTMLElement, anchor: Element): void {
  const [from, own] = [anchor.getBoundingClientRect(), box.getBoundingClientRect()];
  const below = from.bottom + EDGE + own.height < innerHeight;
  box.style.left = `${Math.max(EDGE, Math.min(from.left, innerWidth - own.width - EDGE))}px`;
  box.style.top = `${below ? from.bottom + EDGE : Math.max(EDGE, from.top - own.height - EDGE)}px`;
}
