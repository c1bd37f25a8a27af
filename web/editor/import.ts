/** Taking flows in, by file, drop, paste or link: each is looked at first, and nothing is kept or replaced unasked. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import { flowIn } from "./link.js";
import type { Finding } from "./data.js";
import { t, tn } from "./words.js";

const LARGEST = 2 * 1024 * 1024;
const SHOWN = 3;

interface Offer {
  key: string;
  free: string;
  about: string[];
  text: string | null;
  version: string;
  findings: Finding[];
}

/** A flow from elsewhere, by the name that a person knows it by. Without a file's name it is called what it says. */
interface Found {
  words: string;
  filename: string;
  text: string;
}

export function wakeImport(problem: HTMLElement): void {
  const take = (found: Promise<Found[]>): void => void offerAll(found, problem);
  const files = part("import-files", HTMLInputElement);
  part("import", HTMLButtonElement).addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    take(read([...(files.files ?? [])]));
    files.value = "";
  });
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.dataset["drop"] = t("Drop flow files anywhere to look at them");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete document.body.dataset["drop"];
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    delete document.body.dataset["drop"];
    if (event.dataTransfer) take(transferred(event.dataTransfer, t("The dropped text")));
  });
  addEventListener("paste", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("input, textarea")) return;
    if (event.clipboardData) take(transferred(event.clipboardData, t("The pasted text")));
  });
  const linked = (): void => take(flowIn(location.hash).then((text) => (text === null ? [] : [untitled(t("The flow in this link"), text)])));
  addEventListener("hashchange", linked);
  linked();
}

async function offerAll(found: Promise<Found[]>, problem: HTMLElement): Promise<void> {
  const offers = part("offers", HTMLUListElement);
  try {
    const flows = await found;
    if (!flows.length) return;
    tell(problem, "");
    offers.replaceChildren(...(await Promise.all(flows.map(look))));
    offers.scrollIntoView({ block: "nearest" });
    offers.querySelector("button")?.focus();
  } catch (thrown) {
    tell(problem, sentence(thrown));
  }
}

function transferred(data: DataTransfer, words: string): Promise<Found[]> {
  const text = data.getData("text/plain");
  return data.files.length ? read([...data.files]) : Promise.resolve(text.trim() ? [untitled(words, text)] : []);
}

function read(files: File[]): Promise<Found[]> {
  return Promise.all(
    files.map(async (file) => {
      if (file.size > LARGEST) throw new Refused(t("{file} is larger than 2 MiB, the most that a flow file can be.", { file: file.name }));
      return { words: file.name, filename: file.name, text: await file.text() };
    }),
  );
}

function untitled(words: string, text: string): Found {
  return { words, filename: text.trimStart().startsWith("{") ? ".flow.json" : ".flow.yaml", text };
}

/** What a person sees of a flow, with the question whether to keep it. */
async function look({ words, filename, text }: Found): Promise<HTMLLIElement> {
  const found = await send<Offer>("POST", "/calls/offer", { text, filename });
  const item = make("li", {}, make("h3", {}, words), ...found.about.map((said) => make("p", {}, said)));
  for (const finding of found.findings.slice(0, SHOWN)) {
    item.append(make("p", { class: "wrong" }, t("Line {line}: {message}", { line: finding.line, message: finding.message })));
  }
  if (found.findings.length > SHOWN) item.append(make("p", {}, tn("And {count} more.", "And {count} more.", found.findings.length - SHOWN)));
  if (found.text === null) {
    item.append(make("p", { class: "problem" }, t("It can't be kept as a flow of your own.")));
  } else {
    item.append(question(item, found, found.text));
  }
  return item;
}

function question(item: HTMLElement, found: Offer, text: string): HTMLElement {
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const keep = (words: string, key: string, was: string, look: string): HTMLButtonElement => {
    const button = make("button", { class: `button ${look}`, type: "button" }, words);
    button.addEventListener("click", () => {
      send("PUT", `/calls/flows/${encodeURIComponent(key)}`, { text, was, foreign: true }).then(
        () => {
          item.replaceChildren(make("a", { href: `/flows/${encodeURIComponent(key)}` }, t("Open {flow}", { flow: key })));
          item.querySelector("a")?.focus();
          if (location.hash) history.replaceState(null, "", location.pathname);
        },
        (thrown: unknown) => tell(problem, sentence(thrown)),
      );
    });
    return button;
  };
  const no = make("button", { class: "button", type: "button" }, t("Leave it"));
  no.addEventListener("click", () => item.remove());
  const { key, free, version } = found;
  const replace = version ? [keep(t("Replace {flow}", { flow: key }), key, version, "")] : [];
  return make("div", { class: "line-form" }, keep(t("Import as {flow}", { flow: free }), free, "", "button-main"), ...replace, no, problem);
}
