/** The shapes that the server sends. */

import type { Declared } from "./desk/shapes.js";
import { locale, number, t } from "./words.js";

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

export interface RunEvent {
  kind: string;
  path?: string;
  line?: number | null;
  name?: string | null;
  value?: Value;
  at?: number;
  missed?: number;
}

export interface News {
  /** When the run began, in milliseconds since 1970. */
  began: number;
  missed: number;
  events: RunEvent[];
  lines: string[];
}

export interface Failure {
  code: string | number;
  message: string;
  path?: string;
  line?: number | null;
}

export interface Ending {
  status: string;
  result: Value;
  variables: { [name: string]: Value };
  error: Failure | null;
  seconds: number;
  steps: number;
}

/** A change of a text: `text` takes the place of its characters from `start` up to `end`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export interface Finding {
  line: number;
  column: number;
  message: string;
  mend: string | null;
  severity: string;
  edit: Edit | null;
}

/** Channels by name, each with when the registration ends (milliseconds since 1970), or null if it never does. */
export interface Channels {
  [name: string]: number | null;
}

export interface Phone {
  id: string;
  name: string;
  os: string;
  version: string;
  token: string;
  state: "online" | "offline" | "throttled" | "uninstalled";
  retryAfter: number;
  /** Whether somebody added it here; other devices registered by themselves. */
  own: boolean;
  registered: boolean;
  channels: Channels;
  waiting: number;
  read: number;
  tray: number[];
}

/** What a run did to its phone: the channels before and after. */
export interface PhoneChange {
  phone: string;
  before: string[];
  channels: string[];
}

export interface Push {
  id: number;
  phone: string;
  at: number;
  title: string;
  text: string;
  data: string;
}

/** What changed on the phones; `channels` are all of the app with the number of devices on each. */
export interface PhoneNews {
  phones: Phone[];
  gone: string[];
  channels: { [name: string]: number } | null;
  pushes: Push[];
}

/** What a page's template left for its script. */
export interface PageData {
  flow?: string;
  run?: string | null;
  /** Whether that run is one of the text as it is here. */
  unchanged?: boolean;
  filename?: string;
  text?: string;
  version?: string;
  /** Where the page finds what the editor knows of the blocks. */
  palette?: string;
  steps?: { [path: string]: string };
  events?: RunEvent[];
  lines?: string[];
  end?: Ending;
  /** The inputs that the flow declares. */
  form?: Declared[];
  inputs?: { [name: string]: Value };
  phoneNews?: PhoneNews;
  since?: number;
  /** The published message that the page shows. */
  message?: string | null;
}

/** A time in milliseconds since 1970, as people here write it. */
export function moment(at: number): string {
  return new Date(at).toLocaleString(locale, { dateStyle: "medium", timeStyle: "medium" });
}

/** Write all times of a document so. */
export function showMoments(within: Document): void {
  for (const time of within.querySelectorAll("time")) {
    time.textContent = moment(Date.parse(time.dateTime));
    time.title = time.dateTime;
  }
}

/** `12 ms`, `2.4 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 0.001) return t("less than 1 ms");
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 60 ? `${number(seconds, 1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** The types of inputs, as the page calls them. */
export const TYPES: { [type: string]: string } = {
  text: t("text"), number: t("number"), boolean: t("boolean"), list: t("list"), object: t("object"), any: t("anything"),
};

/** The phone that is always there. */
export const FIRST = "this computer";

/** What a phone is called. */
export function nameOf({ name }: { name: string }): string {
  return name === FIRST ? t("this computer") : name;
}

export function pageData(): PageData {
  const text = document.getElementById("page-data")?.textContent;
  return text ? (JSON.parse(text) as PageData) : {};
}
