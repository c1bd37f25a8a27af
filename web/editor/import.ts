/** Taking flow files in: each is looked at first, and nothing is kept or replaced before a person says so. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, tell } from "./dom.js";
import type { Finding } from "./data.js";

const LARGEST = 2 * 1024 * 1024;
const SHOWN = 3;

interface Offer {
  key: string;
  about: string[];
  text: string | null;
  version: string;
  findings: Finding[];
}

export function wakeImport(problem: HTMLElement): void {
  const files = part("import-files", HTMLInputElement);
  const offers = part("offers", HTMLUListElement);
  part("import", HTMLButtonElement).addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    tell(problem, "");
    offers.replaceChildren();
    Promise.all([...(files.files ?? [])].map(look))
      .then((items) => {
        offers.append(...items);
        offers.querySelector("button")?.focus();
      })
      .catch((thrown: unknown) => tell(problem, sentence(thrown)));
    files.value = "";
  });
}

/** What a person sees of a file, with the question whether to keep it. */
async function look(file: File): Promise<HTMLLIElement> {
  if (file.size > LARGEST) throw new Refused(`${file.name} is larger than 2 MiB, the most that a flow file can be.`);
  const found = await send<Offer>("POST", "/calls/offer", { text: await file.text(), filename: file.name });
  const item = make("li", {}, make("h3", {}, file.name), ...found.about.map((said) => make("p", {}, said)));
  for (const finding of found.findings.slice(0, SHOWN)) {
    item.append(make("p", { class: "wrong" }, `Line ${finding.line}: ${finding.message}`));
  }
  if (found.findings.length > SHOWN) item.append(make("p", {}, `And ${found.findings.length - SHOWN} more.`));
  if (found.text === null) {
    item.append(make("p", { class: "problem" }, "It can't be kept as a flow of your own."));
  } else {
    item.append(question(item, found, found.text));
  }
  return item;
}

function question(item: HTMLElement, found: Offer, text: string): HTMLElement {
  const yes = make("button", { class: "button button-main", type: "button" }, found.version ? `Replace ${found.key}` : `Import as ${found.key}`);
  const no = make("button", { class: "button", type: "button" }, "Leave it");
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  no.addEventListener("click", () => item.remove());
  yes.addEventListener("click", () => {
    send("PUT", `/calls/flows/${encodeURIComponent(found.key)}`, { text, was: found.version }).then(
      () => {
        item.replaceChildren(make("a", { href: `/flows/${encodeURIComponent(found.key)}` }, `Open ${found.key}`));
        item.querySelector("a")?.focus();
      },
      (thrown: unknown) => tell(problem, sentence(thrown)),
    );
  });
  return make("div", { class: "line-form" }, yes, no, problem);
}
