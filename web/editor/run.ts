/** Running a flow: the form, the buttons, and the stream of what happens. */

import { Refused, send, sentence, SILENT } from "./calls.js";
import { askLeave } from "./consent.js";
import { make, part, tell } from "./dom.js";
import { Outcome } from "./outcome.js";
import { pageStream } from "./stream.js";
import type { Marks } from "./desk/marks.js";
import { Trace } from "./trace.js";
import type { Moment, Recording } from "./watch/recording.js";
import type { Ending, News, PageData, RunEvent, Value } from "./data.js";
import { t } from "./words.js";

const AGAIN = 3000;

/** Where in the middle of a flow a run begins: at the step that began in an earlier `run` with the `event` of this
 * number, and with which variables. */
export interface Onward {
  onward: string;
  run: string;
  event: number;
  known: { [name: string]: Value };
}

export class Runner {
  private readonly form = part("run-form", HTMLFormElement);
  private readonly runButton = part("run", HTMLButtonElement);
  private readonly stopButton = part("stop", HTMLButtonElement);
  private readonly problem = part("run-problem", HTMLElement);
  private readonly outcome = new Outcome();
  private readonly trace: Trace;
  private stream: EventSource | null = null;
  private run: string | null = null;
  private can: boolean;
  /** Where the run is to stand still: conditions by the addresses of steps. */
  points: () => { [path: string]: string } = () => ({});
  /** Whether the page shows a moment of the run that has gone by. */
  private past = false;

  /** `ready` says what keeps the flow as it is on the page from running, "" for nothing. */
  constructor(
    private readonly data: PageData,
    private readonly marks: Marks,
    private readonly ready: () => Promise<string>,
    private readonly recording: Recording,
  ) {
    this.trace = new Trace(data.steps ?? {}, marks.reveal?.bind(marks));
    this.can = !this.runButton.disabled;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.start();
    });
    this.stopButton.addEventListener("click", () => void this.stop());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      if (this.free) void this.start();
      else if (!this.stopButton.disabled && !event.repeat) void this.stop();
      else if (!this.can) void this.insist();
    });
    if (data.run) this.follow(data.run);
  }

  private get free(): boolean {
    return !this.runButton.disabled;
  }

  /** Whether the flow can run as it is on the page. */
  set runnable(can: boolean) {
    this.can = can;
    part("cannot-run", HTMLElement).hidden = can;
    if (this.stopButton.disabled) this.runButton.disabled = !can;
  }

  /** Run the flow, from step to step if so wanted. `allow` names the version of a flow from elsewhere that a person lets
   * run. */
  async start(step = false, allow = "", from: Onward | null = null): Promise<void> {
    if (!this.free) return;
    this.busy(true);
    const problem = await this.ready();
    tell(this.problem, problem);
    if (problem) return this.busy(false);
    this.markField(null);
    try {
      const body = { flow: this.data.flow, inputs: this.inputs(), phone: new FormData(this.form).get("phone"), points: this.points(), step, allow, ...from };
      const { id } = await send<{ id: string }>("POST", "/calls/runs", body);
      history.replaceState(null, "", `?run=${id}`);
      this.follow(id);
    } catch (thrown) {
      this.busy(false);
      if (thrown instanceof Refused && thrown.data["can"]) return askLeave(thrown, (version) => void this.start(step, version, from));
      tell(this.problem, sentence(thrown));
      if (thrown instanceof Refused) this.markField(thrown.data["input"]);
    }
  }

  /** What was typed just now may be the mend: wait for what it comes to, and show what is wrong only then. */
  private async insist(): Promise<void> {
    await this.ready();
    if (this.free) await this.start();
    else document.querySelector<HTMLElement>("#problems-list button")?.focus();
  }

  private async stop(): Promise<void> {
    if (!this.run) return;
    try {
      await send("POST", `/calls/runs/${this.run}/stop`, {});
    } catch (thrown) {
      tell(this.problem, sentence(thrown));
    }
  }

  /** Show a run from its beginning and follow it to its end. */
  private follow(run: string): void {
    this.run = run;
    this.busy(true);
    this.recording.begin(run);
    this.clear();
    this.listen(run);
  }

  private clear(): void {
    this.recording.clear();
    this.marks.clear();
    this.past = false;
    this.trace.clear();
    this.outcome.clear();
    this.outcome.say("running", t("Running…"));
  }

  /** The browser takes a broken stream up again where it was; one that was refused is asked for anew, from its beginning. */
  private listen(run: string, anew = false): void {
    this.stream?.close();
    const stream = pageStream(`/runs/${encodeURIComponent(run)}/events`);
    this.stream = stream;
    stream.addEventListener("open", () => {
      if (anew) this.clear();
      anew = false;
      this.outcome.say("running", t("Running…"));
    });
    stream.addEventListener("news", (event) => this.news(JSON.parse(event.data as string) as News));
    stream.addEventListener("trace", (event) => this.hearAll((JSON.parse(event.data as string) as { events: RunEvent[] }).events));
    stream.addEventListener("end", (event) => {
      stream.close();
      this.end(JSON.parse(event.data as string) as Ending);
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) void this.turnedAway(run, stream);
      else this.outcome.say("running", `${SILENT} ${t("This page waits for it.")}`);
    });
  }

  /** The server refused the stream: it was started anew, too many pages watch, or the run is no longer kept. */
  private async turnedAway(run: string, stream: EventSource): Promise<void> {
    const { kept, words } = await this.whyNot(run);
    if (this.stream !== stream) return;
    this.outcome.say(kept ? "running" : "error", words);
    if (kept) setTimeout(() => this.stream === stream && this.listen(run, true), AGAIN);
    else this.busy(false);
  }

  private async whyNot(run: string): Promise<{ kept: boolean; words: string }> {
    try {
      await send("GET", `/runs/${encodeURIComponent(run)}`);
      return { kept: true, words: t("Waiting to hear from the run…") };
    } catch (thrown) {
      return { kept: !(thrown instanceof Refused && thrown.status === 404), words: sentence(thrown) };
    }
  }

  private news(news: News): void {
    this.recording.add(news);
    this.trace.add(news.events.filter((event) => event.kind !== "end"), news.missed);
    const still = news.events.at(-1)?.kind === "pause";
    if (news.events.length) this.outcome.say("running", still ? t("Standing still.") : t("Running…"));
    if (this.past) return;
    this.outcome.print(news.lines);
    const last = news.events.findLast((event) => event.line);
    if (last?.line) this.marks.now(last.path ?? "", last.line);
  }

  private end(ending: Ending): void {
    this.ended(ending);
    this.recording.end(ending);
    this.busy(false);
  }

  /** A fast run tells a page of the newest events alone; as it ends, those in between come, too. */
  private hearAll(events: RunEvent[]): void {
    if (this.past) return;
    this.recording.complete(events);
    this.trace.clear();
    this.trace.add(this.recording.events, 0);
  }

  private ended(ending: Ending): void {
    this.marks.clear();
    const kept = make("a", { href: `/runs/${this.run}` }, t("Open this run on its own"));
    const note = this.outcome.end(ending, kept);
    if (note && ending.error?.line) this.marks.wrong(ending.error.path ?? "", ending.error.line, note);
    if (!note) this.trace.stopped();
  }

  /** Show a moment of the run, whatever goes on; null for how it is now. */
  show(moment: Moment | null): void {
    if (!moment && !this.past) return;
    this.past = moment !== null;
    this.trace.moment(moment?.event ?? null);
    if (moment) {
      this.marks.clear();
      this.outcome.moment(moment);
      this.marks.now(moment.event.path ?? "", moment.event.line ?? null);
      return;
    }
    this.outcome.clear();
    this.outcome.print(this.recording.lines);
    if (this.recording.ending) this.ended(this.recording.ending);
  }

  /** Switch between Run and Stop; the focus follows, so that a keyboard never loses its place. */
  private busy(running: boolean): void {
    const focus = document.activeElement;
    this.stopButton.disabled = !running;
    this.recording.going = running;
    if (running && focus === this.runButton) this.stopButton.focus();
    this.runButton.disabled = running || !this.can;
    if (!running && focus === this.stopButton) this.runButton.focus();
  }

  /** The inputs as texts, by name; what was left empty keeps its default. */
  private inputs(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const field of this.fields()) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") texts[field.name] = String(field.checked);
      else if (field.value !== "" || field.required) texts[field.name] = field.value;
    }
    return texts;
  }

  private fields(): (HTMLInputElement | HTMLTextAreaElement)[] {
    return [...this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-type]")];
  }

  private markField(name: unknown): void {
    for (const field of this.fields()) {
      const wrong = field.name === name;
      field.toggleAttribute("aria-invalid", false);
      if (wrong) {
        field.setAttribute("aria-invalid", "true");
        field.focus();
      }
    }
  }
}
