/** What changed between two texts, as the server tells it: in words, and line by line. */

import { send } from "../calls.js";
import { make } from "../dom.js";
import { t } from "../words.js";

export interface Line {
  kind: "same" | "added" | "removed" | "gap";
  text: string;
}

export interface Difference {
  said: string[];
  lines: Line[];
}

const SIGNS = { same: "", added: "+", removed: "−", gap: "" };
const WORDS = { same: "", added: `${t("Added:")} `, removed: `${t("Removed:")} `, gap: "" };

export function difference(old: string, now: string, filename: string): Promise<Difference> {
  return send<Difference>("POST", "/calls/difference", { old, new: now, filename });
}

export function saidList(said: string[], none = t("Nothing.")): HTMLElement {
  if (!said.length) return make("p", { class: "quiet" }, none);
  return make("ul", { class: "said" }, ...said.map((words) => make("li", {}, words)));
}

export function linesList(lines: Line[]): HTMLElement {
  const rows = lines.map(({ kind, text }) =>
    make(
      "li",
      { class: kind },
      make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]),
      make("span", {}, make("span", { class: "hidden" }, WORDS[kind]), text || " "),
    ),
  );
  return make("ol", { class: "diff", "aria-label": t("The lines that changed") }, ...rows);
}
