/** What came out of a run: its state, result, printed lines and variables. */

import { icon, make, part } from "./dom.js";
import { tree } from "./tree.js";
import type { Moment } from "./watch/recording.js";
import { duration, type Ending, type Failure } from "./data.js";
import { t } from "./words.js";

const LINES = 2000;
/** The code of a run that somebody stopped: no failure to explain. */
const PRESSED = "cancelled";

export class Outcome {
  private readonly state = part("run-state", HTMLElement);
  private readonly error = part("run-error", HTMLElement);
  private readonly result = part("result", HTMLElement);
  private readonly printed = part("printed", HTMLOListElement);
  private readonly variables = part("variables", HTMLElement);

  clear(): void {
    this.result.replaceChildren();
    this.printed.replaceChildren();
    this.variables.replaceChildren();
    this.error.hidden = true;
    part("printed-part", HTMLElement).hidden = true;
    part("variables-part", HTMLElement).hidden = true;
  }

  say(state: "running" | "ok" | "error" | "stopped" | "idle", sentence: string, ...more: (Node | string)[]): void {
    if (this.state.dataset["state"] === state && this.state.textContent === sentence) return; // nothing new to read out
    this.state.dataset["state"] = state;
    const drawing = state === "running" || state === "idle" ? [] : [icon(state)];
    this.state.replaceChildren(...drawing, make("span", {}, sentence), ...more);
  }

  print(lines: string[]): void {
    if (lines.length === 0) return;
    part("printed-part", HTMLElement).hidden = false;
    const atEnd = this.printed.scrollHeight - this.printed.scrollTop - this.printed.clientHeight < 40;
    this.printed.append(...lines.slice(-LINES).map((line) => make("li", {}, line)));
    while (this.printed.childElementCount > LINES) this.printed.firstElementChild?.remove();
    if (atEnd) this.printed.scrollTop = this.printed.scrollHeight;
  }

  /** Show how the run ended; answers the element for the error's line, if there is an error. */
  end(ending: Ending, ...more: (Node | string)[]): HTMLElement | null {
    const took = duration(ending.seconds);
    if (ending.status === "ok") this.say("ok", t("Finished in {time}.", { time: took }), ...more);
    else if (ending.status === "stopped") this.say("stopped", t("Stopped after {time}.", { time: took }), ...more);
    else {
      const line = ending.error?.line;
      this.say("error", line ? t("Failed after {time} at line {line}.", { time: took, line }) : t("Failed after {time}.", { time: took }), ...more);
    }
    if (ending.result !== null) this.result.replaceChildren(make("h3", {}, t("Result")), tree(ending.result));
    this.know(ending.variables, t("Variables at the end"), ending.result === null);
    return ending.error && ending.error.code !== PRESSED ? this.fail(ending.error) : null;
  }

  /** Show what was printed and known at a moment of the run, in place of what came out. */
  moment({ lines, variables, within }: Moment): void {
    this.clear();
    this.print(lines);
    this.know(variables, within ? t("Variables of {name} at this moment", { name: within }) : t("Variables at this moment"), true);
  }

  private know(variables: Ending["variables"], head: string, open: boolean): void {
    const fold = part("variables-part", HTMLDetailsElement);
    part("variables-head", HTMLElement).textContent = head;
    fold.hidden = Object.keys(variables).length === 0;
    fold.open = open;
    this.variables.replaceChildren(...(fold.hidden ? [] : [tree(variables)]));
  }

  private fail(failure: Failure): HTMLElement {
    const words = [icon("error"), make("span", {}, failure.message, " ", make("span", { class: "quiet" }, t("(code {code})", { code: String(failure.code) })))];
    this.error.replaceChildren(...words);
    this.error.hidden = false;
    return make("p", { class: "at-line at-line-error" }, icon("error"), make("span", {}, failure.message));
  }
}
