/** Running a flow: the form, the buttons, and the stream of what happens. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import { Outcome } from "./outcome.js";
import { Lines, Trace } from "./trace.js";
import type { Ending, News, PageData } from "./data.js";

const AGAIN = 3000;
const TRIES = 5;

export class Runner {
  private readonly form = part("run-form", HTMLFormElement);
  private readonly runButton = part("run", HTMLButtonElement);
  private readonly stopButton = part("stop", HTMLButtonElement);
  private readonly problem = part("run-problem", HTMLElement);
  private readonly outcome = new Outcome();
  private readonly lines = new Lines();
  private readonly trace: Trace;
  private stream: EventSource | null = null;
  private run: string | null = null;
  private tries = 0;

  constructor(private readonly data: PageData) {
    this.trace = new Trace(data.steps ?? {});
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.start();
    });
    this.stopButton.addEventListener("click", () => void this.stop());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.free && !(event.target instanceof HTMLTextAreaElement)) {
        event.preventDefault();
        void this.start();
      }
    });
    if (data.run) this.follow(data.run);
  }

  private get free(): boolean {
    return !this.runButton.disabled;
  }

  private async start(): Promise<void> {
    if (!this.free) return;
    tell(this.problem, "");
    this.markField(null);
    this.busy(true);
    try {
      const body = { flow: this.data.flow, inputs: this.inputs(), phone: new FormData(this.form).get("phone") };
      const { id } = await send<{ id: string }>("POST", "/calls/runs", body);
      history.replaceState(null, "", `?run=${id}`);
      this.tries = 0;
      this.follow(id);
    } catch (thrown) {
      this.busy(false);
      tell(this.problem, sentence(thrown));
      if (thrown instanceof Refused) this.markField(thrown.data["input"]);
    }
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
    this.lines.clear();
    this.trace.clear();
    this.outcome.clear();
    this.outcome.say("running", "Running…");
    this.listen(run);
  }

  private listen(run: string): void {
    this.stream?.close();
    const stream = new EventSource(`/runs/${encodeURIComponent(run)}/events`);
    this.stream = stream;
    stream.addEventListener("news", (event) => this.news(JSON.parse(event.data as string) as News));
    stream.addEventListener("end", (event) => {
      stream.close();
      this.end(JSON.parse(event.data as string) as Ending);
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) this.turnedAway(run, stream);
    });
  }

  /** The server refused the stream: too many pages watch, or it was started anew. A few more tries, from the beginning. */
  private turnedAway(run: string, stream: EventSource): void {
    this.tries += 1;
    if (this.tries < TRIES) {
      this.outcome.say("running", "Waiting to hear from the run…");
      setTimeout(() => this.stream === stream && this.follow(run), AGAIN);
    } else {
      this.outcome.say("error", "This page can't follow the run.", make("a", { href: `/runs/${run}` }, "Look for it among the runs"));
      this.busy(false);
    }
  }

  private news(news: News): void {
    this.trace.add(news.events.filter((event) => event.kind !== "end"), news.missed);
    this.outcome.print(news.lines);
    const last = news.events.findLast((event) => event.line);
    if (last?.line) this.lines.now(last.line);
  }

  private end(ending: Ending): void {
    this.lines.clear();
    const kept = make("a", { href: `/runs/${this.run}` }, "Open this run on its own");
    const note = this.outcome.end(ending, kept);
    if (note && ending.error?.line) this.lines.wrong(ending.error.line, note);
    this.busy(false);
  }

  /** Switch between Run and Stop; the focus follows, so that a keyboard never loses its place. */
  private busy(running: boolean): void {
    const focus = document.activeElement;
    this.stopButton.disabled = !running;
    if (running && focus === this.runButton) this.stopButton.focus();
    this.runButton.disabled = running;
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
