/** The sheet of keys: a button, and "?" wherever nothing is typed. */

import { part } from "../dom.js";

export function offerKeys(): void {
  const sheet = part("keys", HTMLDialogElement);
  part("show-keys", HTMLButtonElement).addEventListener("click", () => sheet.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, .text-host, dialog") !== null;
    if (event.key !== "?" || event.ctrlKey || event.metaKey || typing) return;
    event.preventDefault();
    sheet.showModal();
  });
}
