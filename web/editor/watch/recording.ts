/** What a page knows of a run: its events in the order in which they happened, its printed lines, its end. */

import type { Ending, News, PhoneChange, RunEvent, Value } from "../data.js";

const FIRST = 500;
const LAST = 1500;
const SLACK = 1000;

/** One time that a block gave a value, or that a loop began a round. `at` is the number of the event. */
export interface Given {
  at: number;
  name: string | null;
  value: Value | undefined;
}

/** What was known at one moment of a run. */
export interface Moment {
  at: number;
  event: RunEvent;
  /** The lines printed by then. */
  lines: string[];
  /** The function that ran, "" for the main steps; the variables are its own. */
  within: string;
  variables: { [name: string]: Value };
  /** When it was, in milliseconds since 1970. */
  time: number;
  /** The channels that the run's phone was on, by the phone's id, if the run ever changed them. */
  channels: Map<string, string[]>;
}

/** Tells "change" whenever it grew and "begin" when another run is recorded from now on. */
export class Recording extends EventTarget {
  events: RunEvent[] = [];
  lines: string[] = [];
  ending: Ending | null = null;
  /** The run's id; null before the first. */
  run: string | null = null;
  private goes = false;
  private began = 0;
  private given: Map<string, Given[]> | null = null;

  /** Another run begins, of the flow as it is now. */
  begin(run: string): void {
    this.run = run;
    this.clear();
    this.told("begin");
  }

  /** Forget what was heard, to hear it again. */
  clear(): void {
    this.events = [];
    this.lines = [];
    this.ending = null;
    this.told("change");
  }

  /** Whether the run goes on. */
  get going(): boolean {
    return this.goes;
  }

  set going(goes: boolean) {
    this.goes = goes;
    this.told("change");
  }

  add({ began, missed, events, lines }: News): void {
    this.began = began;
    if (missed) this.events.push({ kind: "gap", missed });
    this.events.push(...events.filter((event) => event.kind !== "end"));
    this.lines.push(...lines);
    if (this.events.length > FIRST + LAST + SLACK) this.shorten();
    this.told("change");
  }

  end(ending: Ending): void {
    this.ending = ending;
    this.told("change");
  }

  /** Take all events that the server kept in place of those that were heard of. */
  complete(events: RunEvent[]): void {
    this.events = events.filter((event) => event.kind !== "end");
    this.told("change");
  }

  /** The number that the server knows an event by: those that are missing before it count, too. */
  number(at: number): number {
    return this.events.slice(0, at).reduce((sum, { kind, missed }) => sum + (kind === "gap" ? (missed ?? 0) : 1), 0);
  }

  /** Whether events are missing between those that are here. */
  get broken(): boolean {
    return this.events.some(({ kind }) => kind === "gap");
  }

  /** What the block at each address gave, time by time. Of a loop that gives nothing: its rounds. */
  gave(path: string): Given[] {
    this.given ??= givenBy(this.events);
    return this.given.get(path) ?? [];
  }

  /** The run as it was at the event of this number. */
  moment(at: number): Moment | null {
    const event = this.events[at];
    if (!event) return null;
    const within = functionOf(event);
    const time = this.began + 1000 * (this.events.slice(0, at + 1).findLast((known) => known.at !== undefined)?.at ?? 0);
    return { at, event, lines: this.lines.slice(0, this.printed(at)), within, variables: this.known(at, within), time, channels: this.channels(at) };
  }

  private channels(at: number): Map<string, string[]> {
    const known = new Map<string, string[]>();
    this.events.forEach(({ kind, value }, number) => {
      if (kind !== "phone") return;
      const { phone, before, channels } = value as unknown as PhoneChange;
      if (number <= at) known.set(phone, channels);
      else if (!known.has(phone)) known.set(phone, before);
    });
    return known;
  }

  /** How many lines were printed by then, counted from the end of the run that has no gap in between. */
  private printed(at: number): number {
    const said = (events: RunEvent[]) => events.filter(({ kind }) => kind === "say").length;
    const later = this.events.slice(at + 1);
    return later.some(({ kind }) => kind === "gap") ? said(this.events.slice(0, at + 1)) : this.lines.length - said(later);
  }

  private known(at: number, within: string): { [name: string]: Value } {
    const own = this.events.slice(0, at + 1).filter((event) => event.kind !== "gap" && functionOf(event) === within);
    const call = within ? own.findLastIndex(({ kind, path }) => kind === "step" && path === `functions/${within}/do/0`) : 0;
    const known = within ? {} : this.unchanging();
    for (const { kind, name, value } of own.slice(call)) if (kind === "value" && name) known[name] = value ?? null;
    return known;
  }

  /** What the run knew all the time: its inputs, as far as nothing changed them. */
  private unchanging(): { [name: string]: Value } {
    const changed = new Set(this.events.filter((event) => !functionOf(event)).map(({ name }) => name));
    return this.broken ? {} : Object.fromEntries(Object.entries(this.ending?.variables ?? {}).filter(([name]) => !changed.has(name)));
  }

  /** Of a long run the first and the last events are kept. */
  private shorten(): void {
    const cut = this.events.splice(FIRST, this.events.length - FIRST - LAST);
    const missed = cut.reduce((sum, event) => sum + (event.kind === "gap" ? (event.missed ?? 0) : 1), 0);
    this.events.splice(FIRST, 0, { kind: "gap", missed });
  }

  private told(name: "begin" | "change"): void {
    this.given = null;
    this.dispatchEvent(new Event(name));
  }
}

function functionOf({ path = "" }: RunEvent): string {
  const [first, name = ""] = path.split("/");
  return first === "functions" ? name : "";
}

function givenBy(events: RunEvent[]): Map<string, Given[]> {
  const values = new Map<string, Given[]>();
  const rounds = new Map<string, Given[]>();
  const begun = new Map<string, number>();
  const put = (map: Map<string, Given[]>, path: string, given: Given) => map.get(path)?.push(given) ?? map.set(path, [given]);
  events.forEach(({ kind, path = "", name = null, value }, at) => {
    if (kind === "value" || kind === "say") put(values, path, { at, name, value });
    if (kind !== "step") return;
    begun.set(path, (begun.get(path) ?? 0) + 1);
    const stack = /^(.+\/[^/]+)\/0$/.exec(path)?.[1];
    if (stack) put(rounds, stack, { at, name: null, value: undefined });
  });
  for (const [stack, given] of rounds) {
    const path = stack.slice(0, stack.lastIndexOf("/"));
    if (!values.has(path) && given.length > (begun.get(path) ?? given.length)) values.set(path, given);
  }
  return values;
}
