/** The colours of blocks, from their categories' hues, and Blockly's styles in a page whose policy allows no <style>. */

import * as Blockly from "blockly/core";
import type { Look } from "../looks.js";
import type { Category } from "./palette.js";

/** Blockly puts <style> elements into the page's head; they become adopted style sheets, which need no leave. */
export function adoptStyles(): void {
  const { head } = document;
  const prepend = head.prepend.bind(head);
  head.prepend = (...nodes: (Node | string)[]) => {
    for (const node of nodes) {
      if (!(node instanceof HTMLStyleElement)) {
        prepend(node);
        continue;
      }
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(node.textContent ?? "");
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
  };
}

/** `#rrggbb` of a hue (0 to 360), saturation and lightness (0 to 1). */
export function hex(hue: number, saturation: number, lightness: number): string {
  const part = (at: number): string => {
    const place = (at + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(place - 3, 9 - place, 1));
    return Math.round(255 * value).toString(16).padStart(2, "0");
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}

/** The theme for a bright or a dark page; with more contrast, blocks are as the page, with strong edges. */
export function theme(categories: Category[], { dark, contrast }: Look): Blockly.Theme {
  const page = dark ? "#000000" : "#ffffff";
  const style = (hue: number, colour: number): Blockly.Theme.BlockStyle => (contrast ? {
    colourPrimary: page,
    colourSecondary: page,
    colourTertiary: hex(hue, 0.8 * colour, dark ? 0.78 : 0.22),
  } : {
    colourPrimary: dark ? hex(hue, 0.32 * colour, 0.25) : hex(hue, 0.75 * colour, 0.9),
    colourSecondary: dark ? hex(hue, 0.3 * colour, 0.33) : hex(hue, 0.6 * colour, 0.95),
    colourTertiary: dark ? hex(hue, 0.34 * colour, 0.5) : hex(hue, 0.42 * colour, 0.56),
  }) as Blockly.Theme.BlockStyle;
  const plain = dark ? ["#10201f", "#10201f", "#5c7472"] : ["#ffffff", "#ffffff", "#9fb1af"];
  const formula = dark ? ["#33283a", "#33283a", "#8f70a3"] : ["#fbf1fb", "#fbf1fb", "#b988b6"];
  const three = ([colourPrimary, colourSecondary, colourTertiary]: string[]) =>
    ({ colourPrimary, colourSecondary, colourTertiary }) as Blockly.Theme.BlockStyle;
  const made = new Blockly.Theme(
    `blockloom${dark ? "-dark" : ""}${contrast ? "-contrast" : ""}`,
    {
      ...Object.fromEntries(categories.map(({ name, hue }) => [name, style(hue, 1)])),
      lists: style(categories.find(({ name }) => name === "lists")?.hue ?? 260, 1),
      hat: { ...style(174, 0.9), hat: "cap" },
      unknown: style(180, 0.06),
      "": style(180, 0.06), // of a block that has none yet; Blockly would work one out for each
      pill: three(plain),
      formula: three(formula),
    },
    Object.fromEntries(categories.map(({ name, hue }) => [name, { colour: dark ? hex(hue, 0.45, 0.6) : hex(hue, 0.55, 0.5) }])),
    dark
      ? { workspaceBackgroundColour: "#0d1918", toolboxBackgroundColour: "#142423", toolboxForegroundColour: "#e6f0ee", flyoutBackgroundColour: "#182b29", flyoutForegroundColour: "#e6f0ee", flyoutOpacity: 1, scrollbarColour: "#5c7472", scrollbarOpacity: 0.6, insertionMarkerColour: "#ffffff", insertionMarkerOpacity: 0.35 }
      : { workspaceBackgroundColour: "#fbfdfc", toolboxBackgroundColour: "#ffffff", toolboxForegroundColour: "#17302e", flyoutBackgroundColour: "#f1f6f5", flyoutForegroundColour: "#17302e", flyoutOpacity: 1, scrollbarColour: "#b4c4c2", scrollbarOpacity: 0.7, insertionMarkerColour: "#0f5e5a", insertionMarkerOpacity: 0.3 },
  );
  made.setFontStyle({ family: 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif', weight: "550", size: 11.5 });
  made.setStartHats(true);
  return made;
}
