/** How far a message has come: a bar, and a small chart of what became of its devices, which follow it to its end. */

import { make, part } from "./dom.js";
import { redraw } from "./runs.js";
import { pageStream } from "./stream.js";
import { number, t, tn } from "./words.js";

interface Progress {
  status: string;
  devices: number;
  sent: number;
  failed: number;
  gone: number;
  waiting: number;
  over: boolean;
}

const KINDS = { sent: t("Sent"), failed: t("Failed"), gone: t("Gone"), waiting: t("Waiting") };
const ENDS: Record<string, string> = { published: t("Published."), failed: t("It failed."), cancelled: t("It was cancelled.") };

/** Follow the message of this id. */
export function watchProgress(message: string): void {
  part("progress", HTMLElement).hidden = false;
  const source = pageStream(`/messages/${encodeURIComponent(message)}/events`);
  for (const kind of ["progress", "end"]) {
    source.addEventListener(kind, (event) => {
      if (kind === "end") {
        source.close();
        redraw(part("last", HTMLElement));
      }
      draw(JSON.parse((event as MessageEvent<string>).data) as Progress);
    });
  }
}

function draw(now: Progress): void {
  const [bar, said, head] = [part("progress-bar", HTMLProgressElement), part("progress-said", HTMLElement), part("progress-head", HTMLElement)];
  const done = now.sent + now.failed + now.gone;
  bar.max = Math.max(now.devices, 1);
  bar.value = now.over ? bar.max : done;
  head.textContent = now.over ? t("How it went") : t("On its way");
  const words = tn("{done} of {count} device.", "{done} of {count} devices.", now.devices, { done: number(done) });
  said.textContent = now.over ? `${ENDS[now.status] ?? ""} ${words}` : words;
  const rows = Object.entries(KINDS).map(([kind, name]) => row(kind, name, now[kind as keyof typeof KINDS], now.devices));
  part("progress-chart", HTMLElement).replaceChildren(...rows);
}

function row(kind: string, name: string, count: number, all: number): HTMLElement {
  return make("li", { "data-kind": kind }, make("span", {}, name), strip(all ? (100 * count) / all : 0), make("strong", {}, number(count)));
}

/** A bar that says nothing of its own: the number stands beside it. */
function strip(share: number): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const [svg, rect] = [document.createElementNS(space, "svg"), document.createElementNS(space, "rect")];
  for (const [key, value] of Object.entries({ viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(key, value);
  for (const [key, value] of Object.entries({ width: share, height: 4 })) rect.setAttribute(key, String(value));
  svg.append(rect);
  return svg;
}
