/** The bar under the blocks that leads back through a run: a slider over its entries, steps, and a replay. */

import { make, part } from "../dom.js";
import type { RunEvent } from "../data.js";
import type { Recording } from "./recording.js";
import { number, t } from "../words.js";

/** Milliseconds for each entry. */
const PACES = { "very slow": 2000, slow: 1000, normal: 400, fast: 100 };
const WORDS: Record<Speed, string> = { "very slow": t("very slow"), slow: t("slow"), normal: t("normal"), fast: t("fast") };

type Speed = keyof typeof PACES;

export class Travel {
  private readonly slider = make("input", { type: "range", id: "moment", min: 0, step: 1, "aria-label": t("Moment of the run") });
  private readonly words = make("output", { id: "moment-words", for: "moment" });
  private readonly replay = this.button(t("Replay"), () => (this.timer ? this.pause() : this.play()));
  private readonly back = this.button(t("Step back"), () => this.step(-1));
  private readonly ahead = this.button(t("Step forward"), () => this.step(1));
  private readonly now = this.button(t("To the end"), () => this.go(this.end));
  private readonly pace = make("select", { id: "pace" }, ...Object.entries(PACES).map(([name, wait]) => make("option", { value: wait, selected: name === "normal" }, WORDS[name as Speed])));
  readonly bar = make("section", { class: "travel", "aria-label": t("Look back through the run"), hidden: true });
  private timer = 0;
  /** The number of the event that is shown; null for how it is now. */
  at: number | null = null;

  /** `seen` is told of each moment that a person chose; `describe` puts an entry into words. */
  constructor(
    private readonly recording: Recording,
    private readonly seen: () => void,
  ) {
    const pace = make("label", { for: "pace" }, t("Speed"));
    this.bar.append(this.slider, this.words, this.replay, this.back, this.ahead, this.now, make("span", { class: "pace" }, pace, this.pace));
    part("editor-body", HTMLElement).after(this.bar);
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
  }

  /** The run is another one, or has gone on. */
  refresh(): void {
    this.bar.hidden = this.end === 0;
    if (this.at !== null) this.at = Math.min(this.at, this.end - 1);
    this.draw();
  }

  /** Show the event of this number, from the end on how it is now. */
  go(at: number): void {
    this.pause();
    this.show(at);
  }

  /** Choose how fast a replay is. */
  set speed(name: Speed) {
    this.pace.selectedIndex = Object.keys(PACES).indexOf(name);
  }

  private get end(): number {
    return this.recording.events.length;
  }

  private get here(): number {
    return this.at ?? this.end;
  }

  private show(at: number): void {
    this.at = at >= this.end ? null : Math.max(0, at);
    this.draw();
    this.seen();
  }

  /** To the step that begins next, or to the one before. */
  private step(by: 1 | -1): void {
    let at = this.here + by;
    while (at >= 0 && at < this.end && !["step", "error"].includes(this.recording.events[at]?.kind ?? "")) at += by;
    this.go(at);
  }

  /** Show the run again from where it is looked at, or from its beginning. */
  play(): void {
    if (this.at === null) this.show(0);
    this.replay.textContent = t("Pause");
    const next = () => {
      this.timer = window.setTimeout(() => {
        this.show(this.here + 1);
        if (this.at === null) this.pause();
        else next();
      }, Number(this.pace.value));
    };
    next();
  }

  private pause(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.replay.textContent = t("Replay");
  }

  private draw(): void {
    this.slider.max = String(this.end);
    this.slider.value = String(this.here);
    this.back.disabled = this.here === 0;
    this.ahead.disabled = this.now.disabled = this.at === null;
    const event = this.at === null ? null : this.recording.events[this.at];
    const words = event ? this.entry(event) : this.recording.ending ? t("The end") : t("Now");
    this.words.textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }

  private entry(event: RunEvent): string {
    const holes = { number: this.here + 1, count: this.end, line: event.line ?? "", missed: number(event.missed ?? 0) };
    if (event.kind === "gap") return t("Entry {number} of {count}: {missed} entries were not kept", holes);
    return event.line ? t("Entry {number} of {count}, line {line}", holes) : t("Entry {number} of {count}", holes);
  }

  private button(words: string, act: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "button" }, words);
    button.addEventListener("click", act);
    return button;
  }
}
