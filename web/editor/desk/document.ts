/** The flow that is edited: its text is the truth, the blocks and the text view only show it.
 *
 * Each edit, of either side, goes through here; so there is one history for both.
 */

import { passes, send } from "../calls.js";
import { MAIN } from "./first.js";
import type { About, AboutAnswer, BlocksAnswer, Declared, PlacedFinding, Problem, Section, SectionSheet, Sheet, TextAnswer } from "./shapes.js";

/** Who made a change. */
export type Origin = "blocks" | "text" | "history" | "section" | "server" | "view";

export interface Change {
  origin: Origin;
  /** The blocks to show; null where the text can't be shown as blocks, undefined where they are right already. */
  sheet?: Sheet | null;
  /** The fingerprints of the blocks that are there, by their addresses. */
  prints?: AboutAnswer["prints"];
}

interface Past {
  text: string;
  section: string;
}

const MOST = 200;
const TYPING = 700;
const AGAIN = 3000;

export class FlowDocument extends EventTarget {
  text: string;
  section = MAIN;
  findings: PlacedFinding[] = [];
  outline: Section[] = [];
  /** The line of each step of the section, by its address. */
  lines: { [path: string]: number } = {};
  inputs: Declared[] = [];
  tests: { name: string }[] = [];
  ok = true;
  /** Whether the blocks show what the text says. */
  whole = true;
  private saved: string;
  private readonly past: Past[] = [];
  private readonly future: Past[] = [];
  private revision = 0;
  private typed = 0;
  private busy: Promise<unknown> = Promise.resolve();
  private following: Promise<void> | null = null;
  private behind = false;

  /** `first` is the answer to what is asked first: the blocks of the main section. */
  constructor(
    text: string,
    readonly filename: string,
    private first: Promise<BlocksAnswer> | null,
    private readonly opened: () => string[],
    private readonly unsent: () => boolean,
  ) {
    super();
    this.text = this.saved = text;
  }

  get unsaved(): boolean {
    return this.text !== this.saved;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** When the findings are those of the text as it is. */
  async checked(): Promise<void> {
    await (this.following ?? this.busy);
  }

  /** The text is on the server's disk now. */
  keep(text: string): void {
    this.saved = text;
    this.tell("state", { origin: "server" });
  }

  /** Ask for the blocks of a section and show them; false if something else was shown, or the blocks edited, meanwhile. */
  open(section: string, origin: Origin = "section"): Promise<boolean> {
    return this.ask(origin, section);
  }

  /** A person changed the text. */
  async type(text: string): Promise<void> {
    if (text === this.text) return;
    const now = Date.now();
    this.remember(now - this.typed < TYPING);
    this.typed = now;
    this.text = text;
    this.revision++;
    this.behind = true;
    this.tell("state", { origin: "text" });
    this.following ??= this.follow().finally(() => (this.following = null));
    await this.following;
  }

  /** A person changed the blocks. Answers what the server made of them; what it says of that text comes later. */
  async put(sheet: Sheet): Promise<TextAnswer | Problem> {
    this.behind = false;
    const revision = ++this.revision;
    const body = { text: this.text, filename: this.filename, ...this.told(sheet) };
    const answer = await send<TextAnswer | Problem>("POST", "/calls/text", body);
    if ("problem" in answer || revision !== this.revision) return answer;
    if (answer.text !== this.text) this.remember(false);
    this.typed = 0;
    this.text = answer.text;
    this.section = answer.section;
    this.tell("text", { origin: "blocks" });
    this.inquire(revision);
    return answer;
  }

  /** Ask what is to be said of the text that was made of blocks, until the server says it or there is another one. */
  private inquire(revision: number): void {
    if (revision !== this.revision) return;
    this.busy = this.learn(revision);
    this.busy.catch((thrown: unknown) => passes(thrown) && setTimeout(() => this.inquire(revision), AGAIN));
  }

  private async learn(revision: number): Promise<void> {
    const { text, filename, section } = this;
    const answer = await send<AboutAnswer>("POST", "/calls/about", { text, filename, section });
    if (revision !== this.revision) return;
    this.lines = answer.lines;
    this.take(answer);
    this.tell("change", { origin: "blocks", prints: answer.prints });
  }

  /** What the server is told of blocks: those of the section that is shown. */
  told({ blocks, tops, places }: Sheet): SectionSheet {
    return { section: this.section, blocks, tops, places };
  }

  /** The line of the step at an address, or of the nearest around it. */
  lineOf(path: string): number | undefined {
    for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      const line = this.lines[at];
      if (line !== undefined) return line;
    }
    return undefined;
  }

  /** The address of the step to which a line of the section belongs: the one that begins nearest above it. */
  pathAt(line: number): string | null {
    const above = Object.entries(this.lines).filter(([, start]) => start <= line);
    return above.reduce<[string, number] | null>((best, one) => (best && best[1] > one[1] ? best : one), null)?.[0] ?? null;
  }

  /** Replace the whole text by one that the server made, such as one with another function. `joined`: as a part of the
   * edit before, so that one undo takes both back. */
  async replace(text: string, section = this.section, joined = false): Promise<void> {
    this.remember(joined);
    this.text = text;
    await this.open(section, "server");
  }

  undo(): Promise<void> {
    return this.step(this.past, this.future);
  }

  redo(): Promise<void> {
    return this.step(this.future, this.past);
  }

  private async step(from: Past[], to: Past[]): Promise<void> {
    const target = from.pop();
    if (!target) return;
    to.push({ text: this.text, section: this.section });
    this.text = target.text;
    this.typed = 0;
    await this.open(target.section, "history");
  }

  private remember(joined: boolean): void {
    this.future.length = 0;
    if (joined && this.past.length) return;
    this.past.push({ text: this.text, section: this.section });
    if (this.past.length > MOST) this.past.shift();
  }

  /** Ask for the blocks of what was typed, one question at a time: who types fast makes no queue. */
  private async follow(): Promise<void> {
    while (this.behind) await this.ask("text", this.section);
  }

  private ask(origin: Origin, section: string): Promise<boolean> {
    this.behind = false;
    const asked = this.fetch(origin, section, ++this.revision);
    this.busy = asked;
    return asked;
  }

  private async fetch(origin: Origin, section: string, revision: number): Promise<boolean> {
    const body = { text: this.text, filename: this.filename, section, open: this.opened() };
    const asked = this.first ?? send<BlocksAnswer>("POST", "/calls/blocks", body);
    this.first = null;
    const answer = await asked;
    if (revision !== this.revision || (origin === "section" && this.unsent())) return false;
    this.whole = answer.sheet !== null;
    if (this.whole) this.section = answer.section;
    if (answer.sheet) this.lines = answer.sheet.lines;
    this.take(answer);
    this.tell("change", { origin, sheet: answer.sheet });
    return true;
  }

  private take({ findings, outline, ok, inputs, tests }: About): void {
    this.inputs = inputs;
    this.tests = tests;
    this.findings = findings;
    this.ok = ok;
    if (outline.length) this.outline = outline;
  }

  /** "change": text, blocks or what is said of them are others; "text": the text alone is, for now. */
  private tell(name: "change" | "text" | "state", change: Change): void {
    this.dispatchEvent(new CustomEvent<Change>(name, { detail: change }));
    if (name !== "state") this.dispatchEvent(new CustomEvent<Change>("state", { detail: change }));
  }
}
