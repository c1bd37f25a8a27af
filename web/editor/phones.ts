/** The phones beside a flow: the one that is chosen is the device that the flow runs as, and all of them show what they
 * get. It needs the part `phones_strip.html` on the page, and the page's data. */

import { sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import { addPhone } from "./phoneapp.js";
import { Phonebook } from "./phonebook.js";
import { Ringer } from "./ring.js";
import { followPhones } from "./stream.js";
import { nameOf, type PageData, type Phone } from "./data.js";
import { t } from "./words.js";

const SHOWN = 2;
const RINGS = 1500;

/** When phones are to be shown as they were, and on which channels they were then, as far as a run changed that. */
export interface Past {
  time: number;
  channels: Map<string, string[]>;
}

export class Phones {
  private readonly list = part("phones", HTMLElement);
  private readonly minis = new Map<string, Mini>();
  private past: Past | null = null;

  constructor(private readonly book: Phonebook) {
    book.shownBy(() => this.draw());
    book.heardBy((pushes) => {
      if (!this.past) pushes.forEach((push) => this.minis.get(push.phone)?.ring());
    });
  }

  /** Show the phones as they were at a moment of a run; null for how they are now. */
  show(past: Past | null): void {
    if (past === this.past) return;
    this.past = past;
    this.draw();
  }

  /** Let the flow run as the phone of this name. */
  choose(name: string): void {
    const radio = [...this.list.querySelectorAll<HTMLInputElement>("input")].find((each) => each.value === name);
    if (radio) radio.checked = true;
    radio?.focus();
  }

  private draw(): void {
    const { book, minis } = this;
    for (const [id, mini] of minis) if (!book.phones.has(id) && minis.delete(id)) mini.element.remove();
    for (const phone of [...book.phones.values()].filter((each) => each.own)) {
      const mini = minis.get(phone.id) ?? new Mini(phone, minis.size === 0);
      if (!minis.has(phone.id)) this.list.append(minis.set(phone.id, mini) && mini.element);
      mini.show(phone, book, this.past);
    }
  }
}

export function wakePhones(data: PageData): Phones {
  const book = new Phonebook(data.phoneNews ?? { phones: [], gone: [], channels: {}, pushes: [] }, data.since ?? 0);
  const phones = new Phones(book);
  new Ringer(book);
  wakeAdding((name) => phones.choose(name), book);
  followPhones(book);
  return phones;
}

class Mini {
  readonly element: HTMLElement;
  private readonly badge = make("span", { class: "badge", role: "img" });
  private readonly pushes = make("span", { class: "mini-pushes" });
  private ringing = 0;

  constructor(phone: Phone, first: boolean) {
    const id = `phone-${phone.id}`;
    const radio = make("input", { type: "radio", name: "phone", value: phone.name, form: "run-form", checked: first, "aria-labelledby": id });
    const screen = make("span", { class: `bezel bezel-mini look-${phone.os.toLowerCase()}` }, make("span", { class: "screen" }, this.pushes));
    this.element = make("label", { class: "phone" }, radio, make("span", {}, screen, make("span", { class: "mini-name", id }, nameOf(phone)), this.badge));
  }

  show(phone: Phone, book: Phonebook, past: Past | null): void {
    const tray = book.tray(phone).filter((push) => !past || push.at <= past.time);
    const unread = past ? 0 : book.unread(phone);
    this.element.dataset["state"] = phone.state;
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(unread);
    this.badge.setAttribute("aria-label", t("{count} not read", { count: unread }));
    const newest = tray.slice(0, SHOWN);
    const on = (past?.channels.get(phone.id) ?? Object.keys(phone.channels)).join(", ");
    const quiet = { online: on ? t("on {channels}", { channels: on }) : t("not registered"), offline: t("offline"), throttled: t("throttled"), uninstalled: t("app uninstalled") };
    const shown = newest.map((push) => make("span", { class: "push" }, make("strong", {}, push.title || push.text || push.data), push.title ? ` ${push.text}` : ""));
    const state = phone.state === "online" && shown.length ? [] : [make("span", { class: "quiet" }, quiet[phone.state])];
    this.pushes.replaceChildren(...state, ...shown);
  }

  ring(): void {
    this.element.classList.add("ringing");
    clearTimeout(this.ringing);
    this.ringing = setTimeout(() => this.element.classList.remove("ringing"), RINGS);
  }
}

function wakeAdding(choose: (name: string) => void, book: Phonebook): void {
  const [name, os] = [part("new-phone", HTMLInputElement), part("new-phone-os", HTMLSelectElement)];
  const problem = part("phone-problem", HTMLElement);
  let wanted = "";
  const pick = (): void => {
    if (![...book.phones.values()].some((phone) => phone.name === wanted)) return;
    choose(wanted);
    wanted = "";
  };
  book.shownBy(pick);
  const add = async (): Promise<void> => {
    tell(problem, "");
    try {
      wanted = (await addPhone(name.value, os.value)).name;
      name.value = "";
      pick();
    } catch (thrown) {
      tell(problem, sentence(thrown));
      name.focus();
    }
  };
  part("add-phone", HTMLButtonElement).addEventListener("click", () => void add());
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void add();
  });
}
