/** Changing the text in a text field, so that the browser's own Undo takes it back. */

import type { Edit } from "./data.js";

/** Make an edit of the text `of`, if the field still holds that text; false, and nothing changed, if it does not. */
export function change(field: HTMLTextAreaElement, edit: Edit, of: string): boolean {
  if (field.value !== unixed(of)) return false;
  const letters = Array.from(of);
  const at = (count: number): number => unixed(letters.slice(0, count).join("")).length;
  field.focus();
  field.setSelectionRange(at(edit.start), at(edit.end));
  const text = unixed(edit.text);
  // deprecated, and yet the one way that can be undone
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) field.setRangeText(text);
  return true;
}

/** Put the cursor over a line of the text. */
export function selectLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}

/** The text as a text field holds it. */
function unixed(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
