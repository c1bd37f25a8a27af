/** What a page knows of the phones: it begins with what the server wrote into it and follows the stream of changes. */

import type { Phone, PhoneNews, Push } from "./data.js";

export type Heard = (pushes: Push[]) => void;

export class Phonebook {
  readonly phones = new Map<string, Phone>();
  /** All channels of the app, each with the number of devices on it. */
  channels: { [name: string]: number } = {};
  private readonly pushes = new Map<number, Push>();
  private readonly listeners: (() => void)[] = [];
  private readonly hearers: Heard[] = [];

  constructor(
    begin: PhoneNews,
    private since: number,
  ) {
    this.take(begin);
  }

  /** Call `listener` whenever anything changed, and now. */
  shownBy(listener: () => void): void {
    this.listeners.push(listener);
    listener();
  }

  /** Call `heard` with the pushes that arrive while the page is open. */
  heardBy(heard: Heard): void {
    this.hearers.push(heard);
  }

  /** Where the stream is to go on: `newest` is the number of the last push that was told. */
  get newest(): number {
    return this.since;
  }

  /** The pushes on a phone's tray that the page knows, newest first. */
  tray(phone: Phone): Push[] {
    return phone.tray.flatMap((number) => this.pushes.get(number) ?? []).reverse();
  }

  unread(phone: Phone): number {
    return phone.tray.filter((number) => number > phone.read).length;
  }

  /** Take a message of the stream in. */
  news(news: PhoneNews): void {
    const fresh = news.pushes.filter((push) => push.id > this.since && !this.pushes.has(push.id));
    this.take(news);
    this.since = Math.max(this.since, ...news.pushes.map((push) => push.id));
    for (const listener of this.listeners) listener();
    if (fresh.length) for (const heard of this.hearers) heard(fresh);
  }

  private take(news: PhoneNews): void {
    for (const id of news.gone) this.phones.delete(id);
    for (const phone of news.phones) this.phones.set(phone.id, phone);
    for (const push of news.pushes) this.pushes.set(push.id, push);
    if (news.channels) this.channels = news.channels;
    const kept = new Set([...this.phones.values()].flatMap((phone) => phone.tray));
    for (const number of this.pushes.keys()) if (!kept.has(number)) this.pushes.delete(number);
  }
}
