/** Text for the clipboard, also where a page without https may not write to it by itself. */

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const focus = document.activeElement;
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    if (focus instanceof HTMLElement || focus instanceof SVGElement) focus.focus();
  }
}
