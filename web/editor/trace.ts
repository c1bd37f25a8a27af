/** The list of what happened, step by step, and the line of the text that is running now. */

import { make, part, tell } from "./dom.js";
import { brief } from "./tree.js";
import type { PhoneChange, RunEvent } from "./data.js";
import type { Marks } from "./desk/marks.js";
import { number, parts, t, tn } from "./words.js";

const SHOWN = 400;

export class Trace {
  private readonly list = part("trace", HTMLOListElement);
  private readonly empty = part("trace-empty", HTMLElement);
  private readonly missed = part("trace-missed", HTMLElement);
  private readonly counter = part("trace-count", HTMLElement);
  private readonly rows = new WeakMap<RunEvent, HTMLElement>();
  private count = 0;

  /** `reveal` shows a place of the flow; without it lines are links into the page's text. */
  constructor(
    private readonly steps: { [path: string]: string },
    private readonly reveal?: (path: string, line: number) => void,
  ) {}

  clear(): void {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.empty.hidden = false;
    this.count = 0;
    tell(this.missed, "");
    tell(this.counter, "");
  }

  /** Add events; `missed` more happened just before them. Only the newest few hundred stay on the page. */
  add(events: RunEvent[], missed: number): void {
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40;
    this.count += events.reduce((sum, event) => sum + (event.kind === "gap" ? (event.missed ?? 0) : 1), missed);
    this.list.append(...events.slice(-SHOWN).map((event) => this.known(event)));
    while (this.list.childElementCount > SHOWN) this.list.firstElementChild?.remove();
    const left = this.count - this.list.childElementCount;
    this.list.hidden = this.list.childElementCount === 0;
    this.empty.hidden = !this.list.hidden;
    tell(this.counter, tn("{count} entry", "{count} entries", this.count));
    tell(this.missed, left ? t("The newest {shown} are shown here, {count} came before or between them.", { shown: number(this.list.childElementCount), count: number(left) }) : "");
    if (atEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** The run was stopped by a person: its last row is no failure. */
  stopped(): void {
    this.list.lastElementChild?.querySelector(".kind-error")?.classList.replace("kind-error", "kind-stopped");
  }

  /** Show which entry is looked at, and that those after it are still to come; null for none and all. */
  moment(event: RunEvent | null): void {
    const here = event ? this.rows.get(event) : undefined;
    let later = event !== null && !here;
    for (const row of this.list.children) {
      row.classList.toggle("later", later);
      row.toggleAttribute("aria-current", row === here);
      later ||= row === here;
    }
    if (here) this.list.scrollTop = here.offsetTop - this.list.offsetTop - this.list.clientHeight / 2;
    else if (!event) this.list.scrollTop = this.list.scrollHeight;
  }

  private known(event: RunEvent): HTMLElement {
    const row = this.row(event);
    this.rows.set(event, row);
    return row;
  }

  private row(event: RunEvent): HTMLElement {
    if (event.kind === "gap") {
      return make("li", {}, make("span", { class: "at" }, "…"), make("span", { class: "what" }, t("{count} entries were not kept", { count: number(event.missed ?? 0) })));
    }
    const place = event.line ? this.place(event.path ?? "", event.line) : make("span");
    const at = event.at === undefined ? "" : event.at < 1 ? `${number(event.at * 1000, 1)} ms` : `${number(event.at, 3)} s`;
    return make("li", {}, make("span", { class: "at" }, at), place, this.what(event));
  }

  /** The line's number: a link where the page shows the text. */
  private place(path: string, line: number): HTMLElement {
    if (this.reveal) {
      const button = make("button", { type: "button", class: "place" }, t("line {line}", { line }));
      button.addEventListener("click", () => this.reveal?.(path, line));
      return button;
    }
    const shown = document.getElementById(`line-${line}`) !== null;
    return shown ? make("a", { href: `#line-${line}` }, t("line {line}", { line })) : make("span", { class: "quiet" }, t("line {line}", { line }));
  }

  private what(event: RunEvent): HTMLElement {
    const what = make("span", { class: `what kind-${event.kind}` });
    const words = this.words(event.path ?? "");
    const value = brief(event.value);
    if (event.name) what.append(make("span", { class: "name" }, event.name), " = ", make("code", {}, value));
    else if (event.kind === "say") what.append(...parts(t("printed {value}"), { value: make("code", {}, value) }));
    else if (event.kind === "turn") what.append(t("turn {number} · {words}", { number: value, words }));
    else if (event.kind === "phone") what.append(phoneWords(event.value as unknown as PhoneChange));
    else if (event.kind === "pause") what.append(t("stood still · {words}", { words }));
    else if (event.kind === "anew") what.append(t("repeated up to here as it was recorded, and nothing done twice; from here on anew"));
    else if (event.kind === "error") what.append(errorWords(event));
    else what.append(words, ...(value && event.value !== null ? [" → ", make("code", {}, value)] : []));
    return what;
  }

  /** The sentence of the block at an address, or of the nearest one around it. */
  private words(path: string): string {
    for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      const found = this.steps[at];
      if (found) return found;
    }
    return path;
  }
}

function phoneWords({ channels }: PhoneChange): string {
  return channels.length ? t("the phone is on {channels}", { channels: channels.join(", ") }) : t("the phone is on no channel");
}

function errorWords(event: RunEvent): string {
  const value = event.value;
  if (value && typeof value === "object" && !Array.isArray(value) && typeof value["message"] === "string") return value["message"];
  return brief(value, 300);
}

/** Marks lines of the flow's text on a page without an editor: what runs, what went wrong. */
export class Lines implements Marks {
  private wanted: number | null = null;
  private frame = 0;

  /** Mark the line that runs now, at most once a frame. */
  now(_path: string, line: number | null): void {
    this.wanted = line;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.mark("now", this.wanted);
    });
  }

  clear(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.mark("now", null);
    this.mark("wrong", null);
    document.querySelectorAll("#code .from-run").forEach((element) => element.remove());
  }

  /** Put an error's sentence under its line. */
  wrong(_path: string, line: number | null, message: HTMLElement): void {
    this.mark("wrong", line);
    message.classList.add("from-run");
    document.getElementById(`line-${line}`)?.append(message);
  }

  private mark(look: "now" | "wrong", line: number | null): void {
    document.querySelectorAll(`#code .${look}`).forEach((element) => element.classList.remove(look));
    const element = line === null ? null : document.getElementById(`line-${line}`);
    const box = element?.closest<HTMLElement>("#code");
    if (!element || !box) return;
    element.classList.add(look);
    const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}
