/** Blockly's own words, in the page's language; what it leaves in English there comes from our catalogue. */

import * as Blockly from "blockly/core";
import * as english from "blockly/msg/en";
import { language, t } from "../words.js";

type Words = { [key: string]: string };

/** A line for each language of the pages, so that nothing is built of the hundred others. */
const OTHERS: { [language: string]: () => Promise<object> } = {
  de: () => import("blockly/msg/de"),
};
const known = english as unknown as Words;
const own = ((await OTHERS[language]?.().catch(() => undefined)) ?? {}) as Words;

export function speakBlockly(): void {
  Blockly.setLocale(known);
  if (language === "en") return;
  Blockly.setLocale(Object.fromEntries(Object.entries(known).map(([key, words]) => [key, own[key] && own[key] !== words ? own[key] : t(words)])));
}
