/** Runs that this page did not start, while they go on: what started them and since when, a way to watch them, Stop. */

import { send, sentence } from "./calls.js";
import { moment } from "./data.js";
import { make, tell } from "./dom.js";
import { followGoing } from "./stream.js";
import { parts, t } from "./words.js";

/** A run that goes on; `started` is in milliseconds since 1970, `by` says what started it. */
export interface Going {
  id: string;
  started: number;
  by: string;
  watchable: boolean;
}

/** The list on the page of a flow, without the run that the page itself shows. */
export function wakeGoing(list: HTMLElement, problem: HTMLElement, flow: string): void {
  const items = new Map<string, HTMLElement>();
  followGoing(flow, (runs) => {
    const own = new URLSearchParams(location.search).get("run");
    const others = runs.filter(({ id }) => id !== own);
    const focused = list.contains(document.activeElement);
    for (const [id, item] of items) {
      if (others.some((run) => run.id === id)) continue;
      item.remove();
      items.delete(id);
    }
    for (const run of others) {
      if (items.has(run.id)) continue;
      const item = row(run, problem);
      items.set(run.id, item);
      list.append(item);
    }
    list.hidden = items.size === 0;
    if (focused && !list.contains(document.activeElement)) document.getElementById("run")?.focus();
  });
}

function row(run: Going, problem: HTMLElement): HTMLElement {
  const since = make("time", { datetime: new Date(run.started).toISOString() }, moment(run.started));
  const words = make("span", {}, ...parts(t("Running since {time}, started by {by}"), { by: run.by, time: since }));
  const button = make("button", { class: "button", type: "button" }, t("Stop"));
  button.addEventListener("click", () => void stop(button, run.id, problem));
  const watch = run.watchable ? [make("a", { class: "button", href: `?run=${run.id}` }, t("Watch it"))] : [];
  return make("li", {}, words, ...watch, button);
}

/** Ask for the run's end; answers whether it was asked for. */
export async function stop(button: HTMLButtonElement, id: string, problem: HTMLElement): Promise<boolean> {
  tell(problem, "");
  button.setAttribute("aria-disabled", "true");
  try {
    await send("POST", `/calls/runs/${id}/stop`, {});
    button.textContent = t("Stopping…");
    return true;
  } catch (thrown) {
    button.removeAttribute("aria-disabled");
    tell(problem, sentence(thrown));
    return false;
  }
}
