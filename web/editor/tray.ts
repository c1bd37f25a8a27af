/** The page of the phones, and a visitor's page with the own one: phones, channels, the box to publish from. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, partIfAny, tell } from "./dom.js";
import { addPhone, DEFAULT, register } from "./phoneapp.js";
import { PhoneView } from "./phone.js";
import { Phonebook } from "./phonebook.js";
import { Ringer } from "./ring.js";
import { followPhones } from "./stream.js";
import type { PageData } from "./data.js";
import { number, t, tn } from "./words.js";

export function wakeTray(list: HTMLElement, data: PageData): void {
  if (!data.phoneNews) return;
  const book = new Phonebook(data.phoneNews, data.since ?? 0);
  const views = new Map<string, PhoneView>();
  const title = document.title;

  book.shownBy(() => {
    for (const [id, view] of views) if (!book.phones.has(id) && views.delete(id)) view.element.remove();
    for (const phone of book.phones.values()) {
      const view = views.get(phone.id);
      if (view) view.show(phone);
      else list.append(views.set(phone.id, new PhoneView(phone, book)).get(phone.id)?.element ?? "");
    }
    const unread = [...book.phones.values()].reduce((sum, phone) => sum + book.unread(phone), 0);
    document.title = unread ? `(${unread}) ${title}` : title;
    showChannels(book.channels);
  });
  book.heardBy((pushes) => new Set(pushes.map((push) => push.phone)).forEach((id) => views.get(id)?.ring()));
  new Ringer(book);
  setInterval(() => views.forEach((view) => view.tick(Date.now())), 1000);
  followPhones(book);
  if (partIfAny("publish", HTMLFormElement)) wakePublish();
  if (partIfAny("add-phone-form", HTMLFormElement)) wakeAdd();
}

function showChannels(channels: { [name: string]: number }): void {
  const list = partIfAny("channels", HTMLElement);
  if (!list) return;
  const rows = Object.entries(channels).map(([name, count]) => {
    const pick = make("button", { type: "button", class: "button channel", "aria-label": t("Publish on {channel}", { channel: name }) }, make("span", { class: "chip" }, name), counted(count));
    pick.addEventListener("click", () => {
      part("publish-channel", HTMLInputElement).value = name;
      part("publish-message", HTMLInputElement).focus();
    });
    return make("li", {}, pick);
  });
  list.replaceChildren(...(rows.length ? rows : [make("li", { class: "quiet" }, t("None yet. A channel is made when a phone joins it, or when something is published on it."))]));
  part("channel-names", HTMLDataListElement).replaceChildren(...Object.keys(channels).map((value) => make("option", { value })));
}

function wakePublish(): void {
  const form = part("publish", HTMLFormElement);
  const [said, problem] = [part("publish-said", HTMLElement), part("publish-problem", HTMLElement)];
  const publish = (confirmed?: number): void => {
    tell(problem, "");
    part("publish-ask", HTMLElement).hidden = true;
    const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    send<{ channel: string; devices: number }>("POST", "/calls/publish", { ...fields, confirmed }).then(
      ({ channel, devices }) => {
        said.textContent = devices
          ? t("Published on {channel}, for {devices}.", { channel, devices: counted(devices) })
          : t("Published on {channel}, but nobody is on it. Put a phone on the channel, then publish again.", { channel });
      },
      (thrown: unknown) => {
        const devices = thrown instanceof Refused && thrown.status === 409 ? Number(thrown.data["devices"]) : 0;
        if (devices) askOnceMore(devices, () => publish(devices));
        else tell(problem, sentence(thrown));
      },
    );
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    publish();
  });
  form.addEventListener("input", () => (part("publish-ask", HTMLElement).hidden = true));
}

/** Nothing is published to many devices by a slip of the finger. */
function askOnceMore(devices: number, publish: () => void): void {
  const host = part("publish-ask", HTMLElement);
  const yes = make("button", { class: "button button-main", type: "button" }, t("Publish to all of them"));
  const no = make("button", { class: "button", type: "button" }, t("Leave it"));
  yes.addEventListener("click", publish);
  no.addEventListener("click", () => {
    host.hidden = true;
    part("publish-message", HTMLInputElement).focus();
  });
  host.replaceChildren(make("p", {}, tn("This goes to {count} phone. Nothing is published yet.", "This goes to {count} phones. Nothing is published yet.", devices)), make("div", { class: "line-form" }, yes, no));
  host.hidden = false;
  host.tabIndex = -1;
  host.focus(); // not the button: who pressed Enter twice has published nothing
}

function wakeAdd(): void {
  const form = part("add-phone-form", HTMLFormElement);
  const [name, os, problem] = [part("new-phone", HTMLInputElement), part("new-phone-os", HTMLSelectElement), part("phone-problem", HTMLElement)];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(problem, "");
    addPhone(name.value, os.value)
      .then((phone) => register(phone, DEFAULT))
      .then(
      () => (name.value = ""),
      (thrown: unknown) => {
        tell(problem, sentence(thrown));
        name.focus();
      },
    );
  });
}

function counted(devices: number): string {
  const most = 1000;
  return devices === most ? t("{count} devices or more", { count: number(devices) }) : tn("{count} device", "{count} devices", devices);
}
