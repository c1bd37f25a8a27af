/** What a run shows on the desk: the block that runs, the one that failed. */

import type { Desk } from "./desk.js";

/** Where a run marks places: on the desk, or in the plain text of a page without one. */
export interface Marks {
  now(path: string, line: number | null): void;
  wrong(path: string, line: number | null, note: HTMLElement): void;
  clear(): void;
  /** Bring a place into view, where that is more than a link to its line. */
  reveal?(path: string, line: number): void;
}

/** Hands marks on once there is somebody who shows them; the last one waits. */
export class LaterMarks implements Marks {
  private marks: Marks | null = null;
  private last: ((marks: Marks) => void) | null = null;

  use(marks: Marks): void {
    this.marks = marks;
    this.last?.(marks);
  }

  now(path: string, line: number | null): void {
    this.do((marks) => marks.now(path, line));
  }

  wrong(path: string, line: number | null, note: HTMLElement): void {
    this.do((marks) => marks.wrong(path, line, note));
  }

  clear(): void {
    this.do((marks) => marks.clear());
  }

  reveal(path: string, line: number): void {
    this.do((marks) => marks.reveal?.(path, line));
  }

  private do(act: (marks: Marks) => void): void {
    if (this.marks) act(this.marks);
    else this.last = act;
  }
}

export class DeskMarks implements Marks {
  private wanted: { path: string; line: number | null } | null = null;
  private frame = 0;

  constructor(private readonly desk: Desk) {}

  /** Mark what runs now, at most once a frame. */
  now(path: string, line: number | null): void {
    this.wanted = { path, line };
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.mark("now", this.wanted?.path ?? null, this.wanted?.line ?? null);
    });
  }

  wrong(path: string, line: number | null, note: HTMLElement): void {
    this.mark("wrong", path, line);
    this.desk.say(note.textContent ?? "");
  }

  reveal(path: string, line: number): void {
    void this.desk.reveal(path, line);
  }

  clear(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.mark("now", null, null);
    this.mark("wrong", null, null);
    this.desk.say("");
  }

  private mark(mark: "now" | "wrong", path: string | null, line: number | null): void {
    const here = path !== null && this.desk.sectionOf(path) === this.desk.doc.section;
    this.desk.blocks.mark(mark, here ? path : null);
    this.desk.panes.markLine(mark, line);
  }
}
