/** The cards of one's own flows: rename, duplicate, delete with the way back. */

import { send, sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import { t } from "./words.js";

const TOLD = "blockloom-told";

interface Told {
  words: string;
  focus?: string;
}

export function wakeGallery(problem: HTMLElement): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-act]")) {
    const card = new Card(button, problem);
    button.addEventListener("click", () => void card.act(button.dataset["act"] ?? ""));
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-back]")) {
    button.addEventListener("click", () => void bringBack(button.dataset["back"] ?? "", problem));
  }
  const told = sessionStorage.getItem(TOLD);
  sessionStorage.removeItem(TOLD);
  if (!told) return;
  const { words, focus } = JSON.parse(told) as Told;
  toast(words);
  document.querySelector<HTMLElement>(`a[href="${CSS.escape(`/flows/${encodeURIComponent(focus ?? "")}`)}"]`)?.focus();
}

class Card {
  private readonly acts: HTMLElement;
  private readonly key: string;
  private readonly path: string;
  private readonly was: string;
  private readonly title: string;

  constructor(
    button: HTMLButtonElement,
    private readonly problem: HTMLElement,
  ) {
    this.acts = button.parentElement!;
    this.key = this.acts.dataset["flow"] ?? "";
    this.was = this.acts.dataset["version"] ?? "";
    this.title = this.acts.dataset["title"] ?? "";
    this.path = pathOf(this.key);
  }

  async act(act: string): Promise<void> {
    tell(this.problem, "");
    if (act === "rename") return this.askName();
    try {
      if (act === "copy") {
        const { key } = await send<{ key: string }>("POST", `${this.path}/copy`, {});
        return again(t("Duplicated as {flow}.", { flow: key }), key);
      }
      const { users } = await send<{ users: string[] }>("DELETE", this.path, { was: this.was });
      this.acts.closest("li")?.remove();
      const undo = make("button", { class: "button", type: "button" }, t("Undo"));
      undo.addEventListener("click", () => void bringBack(this.key, this.problem));
      toast(t("Deleted {flow}.", { flow: this.title }) + runBy(users), undo);
      undo.focus();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  private askName(): void {
    const field = make("input", { value: this.title, maxlength: 80, autocomplete: "off", "aria-label": t("New name of {flow}", { flow: this.title }) });
    const cancel = make("button", { class: "button", type: "button" }, t("Cancel"));
    const form = make("form", { class: "line-form" }, field, make("button", { class: "button button-main", type: "submit" }, t("Rename")), cancel);
    const close = (): void => {
      form.replaceWith(this.acts);
      this.acts.querySelector("button")?.focus();
    };
    cancel.addEventListener("click", close);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.rename(field.value.trim());
    });
    this.acts.replaceWith(form);
    field.focus();
    field.select();
  }

  private async rename(name: string): Promise<void> {
    try {
      const { key, users } = await send<{ key: string; users: string[] }>("POST", `${this.path}/name`, { name, was: this.was });
      again(t("Renamed to {flow}.", { flow: name }) + runBy(users), key);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  private fail(thrown: unknown): void {
    tell(this.problem, sentence(thrown));
    this.problem.scrollIntoView({ block: "nearest" });
  }
}

async function bringBack(key: string, problem: HTMLElement): Promise<void> {
  try {
    await send("POST", `${pathOf(key)}/back`, {});
    again(t("{flow} is back.", { flow: key }), key);
  } catch (thrown) {
    tell(problem, sentence(thrown));
  }
}

/** Show the page as it is now, with these words. */
function again(words: string, focus: string): void {
  sessionStorage.setItem(TOLD, JSON.stringify({ words, focus } satisfies Told));
  location.reload();
}

function toast(...words: (string | Node)[]): void {
  const element = part("toast", HTMLElement);
  element.replaceChildren(...words);
  element.hidden = false;
}

function runBy(users: string[]): string {
  return users.length ? " " + t("It is run by its old name in {flows}.", { flows: users.join(", ") }) : "";
}

function pathOf(key: string): string {
  return `/calls/flows/${encodeURIComponent(key)}`;
}
