/** What the server tells of the blocks: their words, slots and colours. Nothing of it is written down here. */

import type { Value } from "../data.js";

export interface Slot {
  key: string;
  /** What it is called on the page, where that is another word. */
  label?: string;
  shape: "value" | "lazy" | "name" | "body" | "fields" | "verbatim" | "function" | "values";
  /** The kinds of value that fit, as bits. */
  kind: number;
  wants?: string;
  required?: boolean;
  choices?: string[];
  grows?: boolean;
  role?: "cases" | "case";
  binds?: string;
  empty?: string;
  start?: Value;
  default?: Value;
}

export interface Definition {
  category: string;
  /** Texts, each with the slot that follows it ("" for none). */
  words: [string, string][];
  help?: string;
  slots?: Slot[];
  result: number | null;
  ends?: boolean;
  /** Whether a new one is a step. */
  step?: boolean;
  otherwise?: string;
  reads?: boolean;
  case?: boolean;
  pack?: string;
}

export interface Category {
  name: string;
  label?: string;
  about: string;
  hue: number;
}

export interface Palette {
  categories: Category[];
  blocks: { [name: string]: Definition };
  kinds: { [word: string]: number };
  types: string[];
  triggers: { [kind: string]: { [setting: string]: { choices: string[]; default: string | null } } };
  retry: { [setting: string]: [number, number] };
  onError: string[];
  words?: { [choice: string]: string };
}

/** `register_device` is `Register device`: for where a block is named instead of shown. */
export function titled(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
