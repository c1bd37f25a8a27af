/** Sees to it that the blocks show what a run did, as it does it and afterwards. */

import type { Desk } from "../desk/desk.js";
import { Bubbles } from "./bubbles.js";
import { Ran } from "./ran.js";
import type { Recording } from "./recording.js";

export class Watch {
  private readonly ran: Ran;
  private readonly bubbles: Bubbles;
  /** The number of the event that is shown; null follows the run. */
  private at: number | null = null;

  /** `ran`: what is recorded is a run of the flow as it is now, in case anything is. */
  constructor(desk: Desk, private readonly recording: Recording, ran: boolean) {
    this.ran = new Ran(desk);
    this.bubbles = new Bubbles(desk, recording, this.ran, (at) => this.seek(at));
    recording.addEventListener("begin", () => {
      this.ran.begin();
      this.seek(null);
    });
    recording.addEventListener("change", () => this.show());
    if (ran) this.ran.begin();
    this.show();
  }

  private seek(at: number | null): void {
    this.at = at;
    this.show();
  }

  private show(): void {
    this.bubbles.show(this.at ?? this.recording.events.length);
  }
}
