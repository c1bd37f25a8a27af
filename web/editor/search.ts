/** The search of the reference: what does not match hides while a person types. Without a script the server does it. */

import { part } from "./dom.js";
import { tn } from "./words.js";

/** Let the form filter the page, "/" go to it and Enter go to the first block that is left. */
export function wakeSearch(form: HTMLFormElement): void {
  const field = part("search", HTMLInputElement);
  const blocks = [...document.querySelectorAll<HTMLElement>("[data-told]")];
  const kinds = [...document.querySelectorAll<HTMLElement>(".kind")];

  function filter(): void {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const block of blocks) block.hidden = !words.every((word) => block.dataset["told"]?.includes(word));
    for (const kind of kinds) kind.hidden = kind.querySelector("[data-told]:not([hidden])") === null;
    const left = blocks.filter((block) => !block.hidden).length;
    part("found", HTMLElement).textContent = tn("{count} block", "{count} blocks", left);
  }

  field.addEventListener("input", filter);
  form.addEventListener("submit", (event) => {
    if (form.dataset["search"] === "some") return;
    event.preventDefault();
    document.querySelector<HTMLElement>("[data-told]:not([hidden]) a")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  filter();
}
