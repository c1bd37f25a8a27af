/** The page of all runs: its list is drawn anew each time other runs go on or have ended. */

import { showMoments } from "./data.js";
import { stop } from "./going.js";

/** What rows of runs that go on have; what is ended stays as it is. */
const GOING = "data-going";

/** Keep the list as the server has it, and stop the runs whose buttons are pressed. */
export function wakeRuns(list: HTMLElement, problem: HTMLElement): void {
  const stopping = new Set<string>();
  list.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLButtonElement>("[data-stop]");
    const id = button?.dataset["stop"];
    if (!button || !id || stopping.has(id)) return;
    stopping.add(id);
    void stop(button, id, problem).then((asked) => asked || stopping.delete(id));
  });
  const since = new URLSearchParams({ since: list.dataset["since"] ?? "" });
  new EventSource(`/runs/events?${since}`).addEventListener("runs", () => redraw(list));
}

/** Draw a list as the server has it now. A page may hand markup to no parser of its own; a request that answers a document may. */
export function redraw(list: HTMLElement): void {
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.addEventListener("load", () => {
    if (request.status !== 200 || !request.responseXML) return;
    showMoments(request.responseXML);
    const fresh = request.responseXML.getElementById(list.id);
    if (fresh) replace(list, fresh);
  });
  request.open("GET", location.href);
  request.send();
}

/** Rows that stand for the same are kept, and with them the focus and what a button says. */
function replace(list: HTMLElement, fresh: HTMLElement): void {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const within = focused?.closest("tr")?.id;
  for (const row of fresh.querySelectorAll("tr[id]")) {
    const old = document.getElementById(row.id);
    if (old?.hasAttribute(GOING) === row.hasAttribute(GOING)) row.replaceWith(old);
  }
  list.replaceChildren(...fresh.childNodes);
  if (!focused || document.activeElement === focused) return;
  const there = focused.isConnected ? focused : within && document.getElementById(within)?.querySelector("a");
  if (there instanceof HTMLElement) there.focus();
}
