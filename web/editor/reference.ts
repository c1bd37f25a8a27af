/** The page of the REST API, drawn by Redoc from the page's OpenAPI document. */

import { make } from "./dom.js";

declare const Redoc: { init(document: string, options: object, host: HTMLElement, drawn: () => void): void };
const OPTIONS = {
  hideDownloadButtons: true,
  nativeScrollbars: true,
  pathInMiddlePanel: true,
  theme: { typography: { fontFamily: "inherit", headings: { fontFamily: "inherit" } } },
};

/** Fetch Redoc and have it draw the document that `host` names. It knows no dark look: the page is a light sheet there. */
export async function wakeReference(host: HTMLElement): Promise<void> {
  const script = make("script", { src: host.dataset["redoc"] ?? "" });
  document.head.append(script);
  await new Promise((loaded) => script.addEventListener("load", loaded));
  await new Promise<void>((drawn) => Redoc.init(host.dataset["document"] ?? "", OPTIONS, host, drawn));
}
