/** Blockly's own words, in the page's language; the English ones are there for what it does not have. */

import * as Blockly from "blockly/core";
import * as english from "blockly/msg/en";
import { language } from "../words.js";

/** A line for each language of the pages, so that nothing is built of the hundred others. */
const OTHERS: { [language: string]: () => Promise<object> } = {
  de: () => import("blockly/msg/de"),
};
const own = (await OTHERS[language]?.().catch(() => undefined)) ?? {};

export function speakBlockly(): void {
  for (const words of [english, own]) Blockly.setLocale(words as { [key: string]: string });
}
