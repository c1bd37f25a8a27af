/** The button that copies a link with the whole flow in it. */

import { sentence } from "./calls.js";
import { linkTo } from "./link.js";
import { make, part, partIfAny } from "./dom.js";
import { parts, t } from "./words.js";

export function wakeShare(text: () => string | Promise<string>): void {
  const button = partIfAny("copy-link", HTMLButtonElement);
  button?.addEventListener("click", () => void copyLink(text));
}

async function copyLink(text: () => string | Promise<string>): Promise<void> {
  const state = part("link-state", HTMLElement);
  state.hidden = false;
  try {
    const link = await linkTo(await text());
    const copied = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    state.replaceChildren(...parts(copied ? t("Copied. Whoever opens the link sees first what the flow can touch. {link}") : t("Copy this address: {link}"), { link: make("a", { href: link }, t("The link")) }));
  } catch (thrown) {
    state.textContent = sentence(thrown);
  }
}
