/** One phone as it is drawn: its screen with the tray, its state, its channels with the time that is left on each. */

import { sentence } from "./calls.js";
import { icon, make, tell } from "./dom.js";
import { clearTray, DEFAULT, leave, markRead, register, removePhone, turn } from "./phoneapp.js";
import { FIRST, nameOf, type Phone, type Push } from "./data.js";
import type { Phonebook } from "./phonebook.js";
import { locale, parts, t, tn } from "./words.js";

const STATES = { online: t("Online"), offline: t("Offline"), throttled: t("Throttled"), uninstalled: t("App uninstalled") };
const LASTS = { "0": t("for ever"), "60": t("for a minute"), "3600": t("for an hour"), "86400": t("for a day") };
const RINGS = 1500;
const UNREGISTERED = t("Its app is not registered yet.");
const SYSTEMS: Record<string, string> = { ANDROID: "Android", IOS: "iOS", OSX: "macOS", WP: "Windows" };

export class PhoneView {
  readonly element = make("li", { class: "device" });
  private readonly badge = make("span", { class: "badge", role: "img" });
  private readonly notice = make("div", { class: "notice" });
  private readonly list = make("ul", { class: "pushes", tabindex: 0 });
  private readonly state = make("select");
  private readonly read = make("button", { type: "button", class: "button" }, t("Mark read"));
  private readonly clear = make("button", { type: "button", class: "button" }, t("Clear"));
  private readonly channels = make("ul", { class: "on-channels" });
  private readonly problem = make("p", { class: "problem", role: "alert", hidden: true });
  private readonly rows = new Map<number, HTMLElement>();
  private ringing = 0;

  constructor(
    private phone: Phone,
    private readonly book: Phonebook,
  ) {
    const name = make("h2", { class: "device-name" }, nameOf(phone));
    this.list.setAttribute("aria-label", t("Pushes on {phone}", { phone: nameOf(phone) }));
    this.state.setAttribute("aria-label", t("State of {phone}", { phone: nameOf(phone) }));
    this.state.append(...Object.entries(STATES).map(([value, words]) => make("option", { value }, words)));
    this.state.addEventListener("change", () => this.doing(turn(this.phone, this.state.value)));
    this.read.addEventListener("click", () => this.doing(markRead(this.phone)));
    this.clear.addEventListener("click", () => this.doing(clearTray(this.phone)));
    const screen = make("div", { class: "screen" }, make("div", { class: "status" }, clock(), this.badge), this.notice, this.list);
    const actions = make("div", { class: "device-actions" }, this.read, this.clear);
    this.element.append(make("div", { class: "device-head" }, name, make("p", { class: "quiet" }, `${SYSTEMS[phone.os] ?? phone.os} ${phone.version}`)));
    this.element.append(make("div", { class: `bezel look-${phone.os.toLowerCase()}` }, screen), actions, this.settings(), this.problem);
    this.show(phone);
    this.tick(Date.now());
  }

  /** Draw what the phone is like now; only what changed is touched, so that what arrives can be seen to arrive. */
  show(phone: Phone): void {
    this.phone = phone;
    const unread = this.book.unread(phone);
    this.element.dataset["state"] = phone.state;
    this.state.value = phone.state;
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(unread);
    this.badge.setAttribute("aria-label", t("{count} not read", { count: unread }));
    this.notify(phone);
    this.read.disabled = unread === 0;
    this.clear.disabled = phone.tray.length === 0;
    const pushes = this.book.tray(phone);
    const known = new Set(pushes.map((push) => push.id));
    for (const [id, row] of this.rows) if (!known.has(id) && this.rows.delete(id)) row.remove();
    for (const push of [...pushes].reverse()) if (!this.rows.has(push.id)) this.list.prepend(this.arrived(push));
    for (const [id, row] of this.rows) row.classList.toggle("new", id > phone.read);
    this.showChannels(phone);
  }

  ring(): void {
    this.element.classList.add("ringing");
    clearTimeout(this.ringing);
    this.ringing = setTimeout(() => this.element.classList.remove("ringing"), RINGS);
  }

  /** Let the times that are left go on. */
  tick(now: number): void {
    for (const left of this.channels.querySelectorAll<HTMLElement>("[data-ends]")) {
      const seconds = Math.ceil((Number(left.dataset["ends"]) - now) / 1000);
      left.textContent = seconds > 0 ? t("{time} left", { time: spell(seconds) }) : t("expired");
    }
    for (const time of this.element.querySelectorAll<HTMLElement>(".clock")) time.textContent = hour(now);
  }

  private notify(phone: Phone): void {
    const words = this.words(phone);
    if (words === this.notice.dataset["words"]) return; // what stays the same keeps the focus that is in it
    this.notice.dataset["words"] = words;
    this.notice.hidden = words === "";
    const join = make("button", { type: "button", class: "button" }, t("Put it on {channel}", { channel: DEFAULT }));
    join.addEventListener("click", () => this.doing(register(this.phone, DEFAULT)));
    this.notice.replaceChildren(words, ...(words === UNREGISTERED ? [join] : []));
  }

  private words(phone: Phone): string {
    if (phone.state === "uninstalled") return phone.registered ? t("The app is gone. The server learns it with the next push.") : t("The app is gone, and the server took its token away.");
    if (phone.state === "throttled") return t("Pushes are refused. It wants {seconds} s of peace.", { seconds: phone.retryAfter });
    if (phone.state === "offline") return phone.waiting ? t("No connection. {count} waiting.", { count: phone.waiting }) : t("No connection.");
    if (!phone.registered && phone.own) return UNREGISTERED;
    return "";
  }

  private arrived(push: Push): HTMLElement {
    const row = make("li", { class: "push" }, make("span", { class: "hidden" }, t("New: ")));
    if (push.title) row.append(make("strong", {}, push.title));
    if (push.text) row.append(make("p", {}, push.text));
    if (push.data) row.append(make("p", { class: "quiet" }, ...parts(t("Data for the app: {data}"), { data: make("code", {}, push.data) })));
    row.append(make("time", { class: "quiet", datetime: new Date(push.at).toISOString() }, new Date(push.at).toLocaleTimeString(locale)));
    this.rows.set(push.id, row);
    return row;
  }

  private showChannels(phone: Phone): void {
    const shown = JSON.stringify(phone.channels);
    if (this.channels.dataset["shown"] === shown) return;
    this.channels.dataset["shown"] = shown;
    const rows = Object.entries(phone.channels).map(([name, ends]) => {
      const out = make("button", { type: "button", class: "button button-small", "aria-label": t("Leave {channel}", { channel: name }) }, t("Leave"));
      out.addEventListener("click", () => this.doing(leave(this.phone, name)));
      const left = ends === null ? make("span", { class: "quiet" }, t("for ever")) : make("span", { class: "quiet", "data-ends": ends });
      return make("li", {}, make("span", { class: "chip" }, name), left, out);
    });
    this.channels.replaceChildren(...(rows.length ? rows : [make("li", { class: "quiet" }, t("On no channel"))]));
    this.tick(Date.now());
  }

  private settings(): HTMLElement {
    const channel = make("input", { maxlength: 100, placeholder: DEFAULT, list: "channel-names", autocomplete: "off", "aria-label": t("Channel for {phone}", { phone: nameOf(this.phone) }) });
    const lasts = make("select", { "aria-label": t("For how long") });
    lasts.append(...Object.entries(LASTS).map(([value, words]) => make("option", { value }, words)));
    const form = make("form", { class: "line-form" }, channel, lasts, make("button", { class: "button" }, t("Join")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.doing(register(this.phone, channel.value.trim() || DEFAULT, Number(lasts.value)).then(() => (channel.value = "")));
    });
    const remove = make("button", { type: "button", class: "button" }, t("Remove this phone"));
    remove.addEventListener("click", () => this.doing(removePhone(this.phone)));
    const fold = make("details", { class: "device-more" }, make("summary", {}, icon("phone"), t("Channels and state")));
    fold.append(this.channels);
    if (this.phone.token) fold.append(form);
    fold.append(make("label", { class: "device-state" }, t("State"), " ", this.state));
    if (document.body.dataset["visitor"] === undefined && this.phone.name !== FIRST) fold.append(remove);
    return fold;
  }

  private doing(work: Promise<unknown>): void {
    tell(this.problem, "");
    work.catch((thrown: unknown) => {
      tell(this.problem, sentence(thrown));
      this.show(this.phone);
    });
  }
}

function clock(): HTMLElement {
  return make("span", { class: "clock", "aria-hidden": "true" });
}

function hour(now: number): string {
  return new Date(now).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

/** `45 s`, `1:05 min`, `23 h`, `6 days`. */
function spell(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : tn("{count} day", "{count} days", Math.round(seconds / 86400));
}
