/** Texts that are not saved yet, in the browser's own storage, so that neither a closed tab nor a lost server loses one. */

import { Refused, send } from "../calls.js";
import type { Problem, SectionSheet, TextAnswer } from "../desk/shapes.js";

const PREFIX = "blockloom-draft:";
const FORGOTTEN = 60_000;

export interface Draft {
  /** What was typed, the saved text that it was made from, and that one's version. */
  text: string;
  base: string;
  version: string;
  at: number;
  /** The blocks of a section, where they were edited and nobody could make a text of them. */
  blocks?: SectionSheet | undefined;
}

export class Drafts {
  private readonly own: string;
  private readonly prefix: string;
  /** Whether the storage took what it was given last. */
  kept = true;

  constructor(flow: string) {
    this.prefix = `${PREFIX}${flow}:`;
    this.own = this.prefix + Math.random().toString(36).slice(2);
    // who holds the lock is a page that is open
    void navigator.locks?.request(this.own, () => new Promise(() => undefined));
  }

  keep(draft: Draft): void {
    try {
      localStorage.setItem(this.own, JSON.stringify(draft));
      this.kept = true;
    } catch {
      this.drop();
      this.kept = false;
    }
  }

  drop(key: string = this.own): void {
    localStorage.removeItem(key);
    this.kept = true;
  }

  /** What pages that are gone have left of this flow, the newest first. */
  async left(): Promise<[string, Draft][]> {
    const held = (await navigator.locks?.query())?.held?.map(({ name }) => name);
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.own);
    const drafts = keys.flatMap((key) => {
      const draft = read(key);
      return draft ? [[key, draft] as [string, Draft]] : [];
    });
    const gone = drafts.filter(([key, { at }]) => (held ? !held.includes(key) : Date.now() - at > FORGOTTEN));
    return gone.sort(([, one], [, other]) => other.at - one.at);
  }
}

/** What was typed and put together, as one text; throws Refused. */
export async function whole({ text, blocks }: Draft, filename: string): Promise<string> {
  if (!blocks) return text;
  const answer = await send<TextAnswer | Problem>("POST", "/calls/text", { text, filename, ...blocks });
  if ("problem" in answer) throw new Refused(answer.problem, {}, 400);
  return answer.text;
}

function read(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as Draft;
  } catch {
    return null;
  }
}
