/** Single letters that do something on the whole page, wherever nothing is typed. They can be turned off: who dictates
 * says letters, too. */

import { part } from "./dom.js";

const OFF = "blockloom-no-letters";
const acts = new Map<string, () => void>();

/** Let a letter do something. */
export function onLetter(letter: string, act: () => void): void {
  if (acts.size === 0) document.addEventListener("keydown", pressed);
  acts.set(letter, act);
}

/** The box in the sheet of keys. */
export function wakeLetters(): void {
  const box = part("letters", HTMLInputElement);
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));
}

function pressed(event: KeyboardEvent): void {
  const act = acts.get(event.key.toLowerCase());
  if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event) || (event.key !== "?" && localStorage.getItem(OFF) !== null)) return;
  event.preventDefault();
  act();
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || target.closest("input:not([type=range], [type=radio], [type=checkbox]), textarea, select, dialog") !== null);
}
