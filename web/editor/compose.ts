/** Composing a push: phones show it as it is typed, the server says how many it goes to, and it is sent. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import { watchProgress } from "./progress.js";
import { redraw } from "./runs.js";
import { t, tn } from "./words.js";

const FIELDS = ["channel", "message", "systems", "where"];
const REST = 300;

export function wakeCompose(form: HTMLFormElement, message: string | null): void {
  const [size, ask] = [part("compose-size", HTMLElement), part("compose-ask", HTMLElement)];
  let [timer, asked] = [0, 0];
  const count = async (): Promise<void> => {
    const mine = ++asked;
    try {
      const { systems, channel, where } = wanted(form);
      const { devices } = await send<{ devices: number }>("POST", "/calls/messages/size", { systems, channel, where });
      if (mine !== asked) return;
      ["channel", "systems", "where"].forEach((name) => complain(form, name, ""));
      size.textContent = devices ? tn("This goes to {count} device.", "This goes to {count} devices.", devices) : t("Nobody would get this.");
    } catch (thrown) {
      if (mine !== asked) return;
      size.textContent = "";
      show(form, thrown);
    }
  };
  const publish = async (confirmed?: number): Promise<void> => {
    for (const name of [...FIELDS, "compose"]) complain(form, name, "");
    ask.hidden = true;
    if (!wanted(form).message.trim()) {
      complain(form, "message", t("Write a message first."));
      focusOn(form, "message");
      return;
    }
    try {
      const { messageId } = await send<{ messageId: string }>("POST", "/calls/messages", { ...wanted(form), confirmed });
      const address = new URL(location.href);
      address.searchParams.set("message", messageId);
      history.replaceState(null, "", address);
      watchProgress(messageId);
      redraw(part("last", HTMLElement));
      part("progress", HTMLElement).focus();
    } catch (thrown) {
      const devices = thrown instanceof Refused && thrown.status === 409 ? Number(thrown.data["devices"]) : 0;
      if (devices) askOnceMore(form, ask, devices, () => void publish(devices));
      else focusOn(form, show(form, thrown));
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void publish();
  });
  form.addEventListener("input", ({ target }) => {
    ask.hidden = true;
    preview(form);
    const name = (target as HTMLInputElement).name;
    if (name === "message") complain(form, name, "");
    if (name === "message" || name === "title") return;
    clearTimeout(timer);
    timer = setTimeout(() => void count(), REST);
  });
  preview(form);
  void count();
  if (message) watchProgress(message);
}

function wanted(form: HTMLFormElement): { channel: string; title: string; message: string; where: string; systems: string[] } {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "");
  return { channel: text("channel"), title: text("title"), message: text("message"), where: text("where"), systems: data.getAll("systems").map(String) };
}

function preview(form: HTMLFormElement): void {
  const { title, message } = wanted(form);
  for (const place of document.querySelectorAll<HTMLElement>("[data-preview]")) {
    const said = place.dataset["preview"] === "title" ? title : message || t("Your message");
    tell(place, said);
  }
}

/** Say what is wrong beside the field it is about, and answer the field. */
function show(form: HTMLFormElement, thrown: unknown): string {
  const about = thrown instanceof Refused ? String(thrown.data["field"]) : "";
  const name = FIELDS.includes(about) ? about : "compose";
  complain(form, name, sentence(thrown));
  return name;
}

function complain(form: HTMLFormElement, name: string, words: string): void {
  tell(part(`${name}-problem`, HTMLElement), words);
  for (const field of form.querySelectorAll(`[name="${name}"]`)) {
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

function focusOn(form: HTMLFormElement, name: string): void {
  form.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
}

/** Nothing is sent to many devices by a slip of the finger. */
function askOnceMore(form: HTMLFormElement, host: HTMLElement, devices: number, publish: () => void): void {
  const yes = make("button", { class: "button button-main", type: "button" }, t("Publish to all of them"));
  const no = make("button", { class: "button", type: "button" }, t("Leave it"));
  yes.addEventListener("click", publish);
  no.addEventListener("click", () => {
    host.hidden = true;
    focusOn(form, "message");
  });
  host.replaceChildren(make("p", {}, tn("This goes to {count} phone. Nothing is published yet.", "This goes to {count} phones. Nothing is published yet.", devices)), make("div", { class: "line-form" }, yes, no));
  host.hidden = false;
  host.tabIndex = -1;
  host.focus(); // not the button: who pressed Enter twice has published nothing
}
