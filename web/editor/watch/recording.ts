/** What a page knows of a run: its events in the order in which they happened, its printed lines, its end. */

import type { Ending, News, RunEvent, Value } from "../data.js";

const FIRST = 500;
const LAST = 1500;
const SLACK = 1000;

/** One time that a block gave a value, or that a loop began a round. `at` is the number of the event. */
export interface Given {
  at: number;
  name: string | null;
  value: Value | undefined;
}

/** Tells "change" whenever it grew and "begin" when another run is recorded from now on. */
export class Recording extends EventTarget {
  events: RunEvent[] = [];
  lines: string[] = [];
  ending: Ending | null = null;
  private given: Map<string, Given[]> | null = null;

  /** Another run begins, of the flow as it is now. */
  begin(): void {
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

  add({ missed, events, lines }: News): void {
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

  /** Whether events are missing between those that are here. */
  get broken(): boolean {
    return this.events.some(({ kind }) => kind === "gap");
  }

  /** What the block at each address gave, time by time. Of a loop that gives nothing: its rounds. */
  gave(path: string): Given[] {
    this.given ??= givenBy(this.events);
    return this.given.get(path) ?? [];
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

function givenBy(events: RunEvent[]): Map<string, Given[]> {
  const values = new Map<string, Given[]>();
  const rounds = new Map<string, Given[]>();
  const begun = new Map<string, number>();
  const put = (map: Map<string, Given[]>, path: string, given: Given) => map.get(path)?.push(given) ?? map.set(path, [given]);
  events.forEach(({ kind, path = "", name = null, value }, at) => {
    if (kind === "value" || kind === "say") put(values, path, { at, name, value });
    if (kind !== "step") return;
    begun.set(path, (begun.get(path) ?? 0) + 1);
    const around = /^(.+)\/[^/]+\/0$/.exec(path)?.[1];
    if (around) put(rounds, around, { at, name: null, value: undefined });
  });
  for (const [path, given] of rounds) if (!values.has(path) && given.length > (begun.get(path) ?? given.length)) values.set(path, given);
  return values;
}
