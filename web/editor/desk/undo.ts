/** Undo and redo, with buttons and keys: one history for blocks and text. */

import { part } from "../dom.js";
import type { Desk } from "./desk.js";

export function wakeUndo(desk: Desk): void {
  const { doc } = desk;
  const [undo, redo] = [part("undo", HTMLButtonElement), part("redo", HTMLButtonElement)];
  const back = () => void desk.settled(true).then(() => doc.undo());
  const onward = () => void desk.settled(true).then(() => doc.redo());
  const draw = () => {
    undo.disabled = !doc.canUndo;
    redo.disabled = !doc.canRedo;
  };
  undo.addEventListener("click", back);
  redo.addEventListener("click", onward);
  document.addEventListener(
    "keydown",
    (event) => {
      const key = event.key.toLowerCase();
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, dialog") !== null;
      if (!(event.ctrlKey || event.metaKey) || event.altKey || typing || (key !== "z" && key !== "y")) return;
      event.preventDefault();
      event.stopPropagation();
      if (key === "y" || event.shiftKey) onward();
      else back();
    },
    { capture: true },
  );
  doc.addEventListener("state", draw);
  draw();
}
