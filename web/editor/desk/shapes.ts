/** What travels between the page and the server's `web/workspace`. */

import type { Finding, Value } from "../data.js";

/** How often each list grows, which names a map has, modifiers … See `web/workspace/wire.py`. */
export interface Extra {
  kind?: PillKind;
  /** In the page alone: the texts of a pill's drop-down. */
  choices?: string[];
  items?: { [slot: string]: number };
  names?: { [slot: string]: string[] };
  rungs?: string[];
  data?: string;
  save?: string;
  retry?: { [setting: string]: number };
  timeout?: number;
  on_error?: string;
  disabled?: boolean;
  collapsed?: boolean;
  note?: string;
  name?: string;
  params?: Declared[];
  inputs?: Declared[];
  when?: Trigger[];
}

export type PillKind = "text" | "number" | "boolean" | "nothing";

export interface Declared {
  name: string;
  type: string;
  default?: Value;
}

export interface Trigger {
  kind: string;
  settings: { [name: string]: string };
}

export interface Node {
  type: string;
  step?: boolean;
  fields?: { [slot: string]: string };
  inputs?: { [slot: string]: string };
  next?: string;
  extra?: Extra;
  shadow?: boolean;
}

export interface Sheet {
  blocks: { [id: string]: Node };
  tops: { id: string; at: [number, number] | null }[];
  places: { [id: string]: string };
  prints: { [id: string]: string };
  lines: { [path: string]: number };
}

/** Blocks as the server is told of them: those of one section. */
export interface SectionSheet extends Pick<Sheet, "blocks" | "tops" | "places"> {
  section: string;
}

export interface Section {
  section: string;
  name: string;
  steps: number;
  findings: number;
}

/** What the server says of every text. */
export interface About {
  ok: boolean;
  findings: PlacedFinding[];
  outline: Section[];
  inputs: Declared[];
  /** The flow's own tests. */
  tests: { name: string }[];
}

export interface PlacedFinding extends Finding {
  path: string;
  code: string;
}

export interface BlocksAnswer extends About {
  section: string;
  sheet: Sheet | null;
}

/** What is made of edited blocks. */
export interface TextAnswer {
  text: string;
  section: string;
  places: { [id: string]: string };
}

/** What the server says of a text whose blocks are there already. */
export interface AboutAnswer extends About, Pick<Sheet, "lines"> {
  /** The fingerprints of the section's steps by their addresses. */
  prints: { [path: string]: string };
}

export interface Problem {
  problem: string;
  block?: string;
}
