/** Sees to it that the blocks show what a run did, as it does it and afterwards, at whatever moment a person looks at. */

import type { Desk } from "../desk/desk.js";
import { part } from "../dom.js";
import { bring } from "./bring.js";
import { Bubbles } from "./bubbles.js";
import { Projector } from "./projector.js";
import { Ran } from "./ran.js";
import type { Moment, Recording } from "./recording.js";
import { Travel } from "./travel.js";
import { Why } from "./why.js";

export { Breaks } from "./breaks.js";
export { offerOnward } from "./onward.js";
export { Tests } from "./tests.js";

const REST = 120;

export class Watch {
  private readonly ran: Ran;
  private readonly bubbles: Bubbles;
  private readonly travel: Travel;
  private readonly projector: Projector;
  private told = false;
  private timer = 0;

  /** `show` shows a moment on the rest of the page, null for how it is now. `ran`: what is recorded is a run of the flow
   * as it is here. */
  constructor(
    private readonly desk: Desk,
    private readonly recording: Recording,
    private readonly show: (moment: Moment | null) => void,
    ran: boolean,
  ) {
    this.ran = new Ran(desk);
    this.travel = new Travel(recording, () => this.look());
    this.bubbles = new Bubbles(desk, recording, this.ran, (at) => this.travel.go(at));
    this.projector = new Projector(desk, part("editor-bar", HTMLElement), this.bubbles.layer, () => (this.travel.speed = this.projector.on ? "slow" : "normal"));
    new Why(desk, recording, this.ran).offer();
    recording.addEventListener("begin", () => {
      this.told = false;
      this.ran.begin();
      this.travel.go(0);
    });
    recording.addEventListener("change", () => this.refresh());
    if (ran) this.ran.begin();
    this.refresh();
  }

  /** The number of the event that is shown, past the last one for how it is now. */
  get shown(): number {
    return this.travel.at ?? this.recording.events.length;
  }

  private refresh(): void {
    this.travel.refresh();
    const ended = this.recording.ending !== null && !this.told;
    this.told ||= ended;
    if (ended && this.projector.on) this.travel.play();
    if (this.travel.at !== null) this.show(this.recording.moment(this.travel.at));
    this.bubbles.show(this.shown);
  }

  /** Show the moment that a person chose. */
  private look(): void {
    const { at } = this.travel;
    const moment = at === null ? null : this.recording.moment(at);
    this.show(moment);
    this.bubbles.show(this.shown);
    clearTimeout(this.timer);
    if (moment?.event.path) this.timer = window.setTimeout(() => void this.turnTo(moment), REST);
  }

  /** Open the section in which it happened and scroll to the block; the focus stays where it is. */
  private async turnTo({ event: { path = "", line = null } }: Moment): Promise<void> {
    const { desk } = this;
    const section = desk.sectionOf(path);
    if (section && section !== desk.doc.section) {
      await desk.go(section);
      desk.blocks.mark("now", path);
    }
    bring(desk.blocks, path);
    if (line) desk.panes.markLine("now", line);
  }
}
