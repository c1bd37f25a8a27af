/** The flow's own tests: run them, see on the blocks which steps they go through, keep a run as one more. */

import { send, sentence } from "../calls.js";
import type { Desk } from "../desk/desk.js";
import type { Problem } from "../desk/shapes.js";
import { icon, make, part, tell } from "../dom.js";
import type { Recording } from "./recording.js";
import { t, tn } from "../words.js";

interface Result {
  name: string;
  ok: boolean;
  message: string;
  /** The step at which the flow failed, "" where it did not. */
  path: string;
  line: number;
  /** How often each step began, by its address. */
  steps: { [path: string]: number };
}

interface Answer {
  tests: Result[];
  untouched: string[];
}

const MARKS = ["test-ok", "test-wrong", "test-none"] as const;

export class Tests {
  private readonly list = part("tests-list", HTMLUListElement);
  private readonly state = part("tests-state", HTMLElement);
  private readonly problem = part("tests-problem", HTMLElement);
  private readonly runButton = part("run-tests", HTMLButtonElement);
  private readonly keepButton = part("keep-run", HTMLButtonElement);
  private readonly name = part("keep-name", HTMLInputElement);
  private answer: Answer | null = null;
  /** The text whose tests ran. */
  private tested = "";
  /** The test whose way is shown on the blocks; null for all of them. */
  private chosen: Result | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly recording: Recording,
  ) {
    this.runButton.addEventListener("click", () => void this.run());
    part("keep-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.keep();
    });
    recording.addEventListener("change", () => this.buttons());
    desk.doc.addEventListener("change", () => this.changed());
    this.changed();
  }

  private async run(): Promise<void> {
    await this.asking(async () => {
      const text = await this.desk.currentText();
      this.answer = await send<Answer>("POST", "/calls/tests", { text, filename: this.desk.doc.filename });
      this.tested = text;
      this.chosen = null;
      this.draw();
    });
  }

  private async keep(): Promise<void> {
    let made = false;
    await this.asking(async () => {
      const { doc } = this.desk;
      const body = { text: await this.desk.currentText(), filename: doc.filename, run: this.recording.run, name: this.name.value };
      const answer = await send<{ text: string; left_out: string[] } | Problem>("POST", "/calls/tests/new", body);
      if ("problem" in answer) return tell(this.problem, answer.problem);
      await doc.replace(answer.text);
      this.name.value = "";
      this.desk.tell([t("The run is kept as a test."), ...answer.left_out].join(" "));
      made = true;
    });
    if (made) await this.run();
  }

  private async asking(act: () => Promise<void>): Promise<void> {
    tell(this.problem, "");
    this.runButton.disabled = this.keepButton.disabled = true;
    this.state.textContent = t("Running…");
    try {
      await act();
    } catch (thrown) {
      tell(this.problem, sentence(thrown));
    }
    this.buttons();
    this.words();
  }

  /** The flow is another one, or another section of it is shown. */
  private changed(): void {
    if (this.answer && this.desk.doc.text !== this.tested) this.answer = this.chosen = null;
    this.buttons();
    this.draw();
  }

  private buttons(): void {
    const { doc } = this.desk;
    this.runButton.disabled = !doc.ok || doc.tests.length === 0;
    this.keepButton.disabled = this.name.disabled = !doc.ok || this.recording.ending === null;
  }

  private words(): void {
    const results = this.answer?.tests;
    const passed = results?.filter(({ ok }) => ok).length ?? 0;
    const { length } = this.desk.doc.tests;
    this.state.textContent = results ? t("{passed} of {count} passed", { passed, count: results.length }) : length ? tn("{count} test", "{count} tests", length) : "";
    this.state.dataset["state"] = !results ? "" : passed === results.length ? "ok" : "error";
  }

  private draw(): void {
    const { tests } = this.desk.doc;
    part("tests-none", HTMLElement).hidden = tests.length > 0;
    const rows = this.answer ? this.answer.tests.map((result) => this.result(result)) : tests.map(({ name }) => make("li", {}, make("span", {}, name)));
    this.list.replaceChildren(...rows);
    this.words();
    this.legend();
    this.mark();
  }

  private result(result: Result): HTMLLIElement {
    const { name, ok, message, path } = result;
    const words = ok ? t("passed") : t("failed");
    const button = make("button", { type: "button", class: "place", "aria-pressed": String(result === this.chosen), title: t("Show its way on the blocks") }, name);
    button.addEventListener("click", () => {
      this.chosen = this.chosen === result ? null : result;
      this.draw();
      this.list.querySelector<HTMLElement>(`li:nth-child(${(this.answer?.tests.indexOf(result) ?? 0) + 1}) button`)?.focus();
    });
    const row = make("li", { class: ok ? "ok" : "error" }, icon(ok ? "ok" : "error"), button, make("b", {}, words));
    if (message) row.append(make("span", { class: "message" }, message));
    if (path) {
      const there = make("button", { type: "button", class: "place" }, t("Show where"));
      there.addEventListener("click", () => void this.desk.reveal(path));
      row.append(there);
    }
    return row;
  }

  private legend(): void {
    const { answer } = this;
    const left = answer && !this.chosen ? answer.untouched.length : 0;
    const missed = left ? ` ${tn("One step is gone through by no test: dashed.", "{count} steps are gone through by no test: dashed.", left)}` : "";
    const words = this.chosen
      ? t("On the blocks: the steps through which the test “{name}” goes, green where it passed, red where it failed.", { name: this.chosen.name })
      : t("On the blocks: the steps through which tests go, green where all of them passed, red where one failed.");
    tell(part("tests-legend", HTMLElement), answer?.tests.length ? words + missed : "");
  }

  private mark(): void {
    const shown = this.answer ? (this.chosen ? [this.chosen] : this.answer.tests) : [];
    const went = (ok: boolean) => new Set(shown.filter((one) => one.ok === ok).flatMap(({ steps }) => Object.keys(steps)));
    const [green, red] = [went(true), went(false)];
    for (const block of this.desk.blocks.workspace.getAllBlocks(false)) {
      const path = block.outputConnection ? undefined : this.desk.blocks.pathOf(block);
      const mark = !path || !shown.length ? "" : red.has(path) ? "test-wrong" : green.has(path) ? "test-ok" : block.previousConnection ? "test-none" : "";
      for (const one of MARKS) block.getSvgRoot().classList.toggle(one, one === mark);
    }
  }
}
