/** Light, dark or more contrast: as the system has it, or as chosen on a page. A cookie keeps the choice, so that the
 * server sends the next page in its look at once. */

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const strong = matchMedia("(prefers-contrast: more)");
const CHANGED = "look";

export interface Look {
  dark: boolean;
  contrast: boolean;
}

/** What the page looks like now. */
export function look(): Look {
  const chosen = root.dataset["look"];
  return {
    dark: chosen === "dark" || (chosen !== "light" && dark.matches),
    contrast: chosen === "contrast" || (!chosen && strong.matches),
  };
}

/** Call this each time the page's look changes. */
export function onLook(act: (look: Look) => void): void {
  for (const media of [dark, strong]) media.addEventListener("change", () => act(look()));
  root.addEventListener(CHANGED, () => act(look()));
}

/** The choice of the language in the page's head: the server sends the page anew. */
export function wakeLanguages(choice: HTMLSelectElement): void {
  choice.closest("label")?.removeAttribute("hidden");
  choice.addEventListener("change", () => {
    document.cookie = `language=${choice.value}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });
}

/** The choice in the page's head. */
export function wakeLooks(choice: HTMLSelectElement, contrast: HTMLLinkElement): void {
  choice.closest("label")?.removeAttribute("hidden");
  choice.addEventListener("change", () => {
    const { value } = choice;
    if (value) root.dataset["look"] = value;
    else delete root.dataset["look"];
    contrast.media = choice.selectedOptions[0]?.dataset["contrast"] ?? "";
    document.cookie = `look=${value}; path=/; max-age=${value ? 31_536_000 : 0}; samesite=lax`;
    root.dispatchEvent(new Event(CHANGED));
  });
}
