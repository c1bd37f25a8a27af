/** Own flows: make one, copy an example, change a text, check and save it. */

import { send, sentence } from "./calls.js";
import { make, part, partIfAny, tell } from "./dom.js";
import type { Finding, PageData } from "./data.js";

interface Checked {
  ok: boolean;
  findings: Finding[];
}

const EMPTY = `flow: 1
name: My flow
do:
- print: Hello
`;

/** The form that names a new flow: in the gallery an empty one, on an example's page a copy. */
export function wakeNew(form: HTMLFormElement, problem: HTMLElement, text: string = EMPTY): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const key = form.querySelector("input")?.value.trim() ?? "";
    tell(problem, "");
    send<{ key: string }>("PUT", `/calls/flows/${encodeURIComponent(key)}`, { text, new: true }).then(
      (answer) => location.assign(`/flows/${encodeURIComponent(answer.key)}`),
      (thrown: unknown) => tell(problem, sentence(thrown)),
    );
  });
}

export function wakeChange(data: PageData): void {
  const copy = partIfAny("copy-form", HTMLFormElement);
  if (copy) wakeNew(copy, part("copy-problem", HTMLElement), data.text ?? "");
  const edit = partIfAny("edit-form", HTMLFormElement);
  if (edit) wakeEdit(edit, data);
}

function wakeEdit(form: HTMLFormElement, data: PageData): void {
  const text = part("edit-text", HTMLTextAreaElement);
  const state = part("edit-state", HTMLElement);
  const saved = { text: text.value };

  const ask = async (method: "POST" | "PUT", path: string, done: (answer: Checked) => void): Promise<void> => {
    try {
      const sent = text.value;
      const answer = await send<Checked>(method, path, { text: sent, filename: data.filename });
      if (method === "PUT") saved.text = sent;
      show(answer.findings, text);
      done(answer);
    } catch (thrown) {
      state.textContent = sentence(thrown);
    }
  };

  part("check", HTMLButtonElement).addEventListener("click", () => {
    void ask("POST", "/calls/check", ({ findings }) => {
      state.textContent = findings.length === 0 ? "Nothing to mend." : counted(findings.length);
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask("PUT", `/calls/flows/${encodeURIComponent(data.flow ?? "")}`, () => location.assign(location.pathname));
  });
  addEventListener("beforeunload", (event) => {
    if (text.value !== saved.text) event.preventDefault();
  });
}

function counted(number: number): string {
  return `${number} ${number === 1 ? "finding" : "findings"}.`;
}

function show(findings: Finding[], text: HTMLTextAreaElement): void {
  const items = findings.map((finding) => {
    const place = make("a", { href: "#edit-text" }, `Line ${finding.line}`);
    place.addEventListener("click", (event) => {
      event.preventDefault();
      select(text, finding.line);
    });
    const mend = finding.mend ? [make("span", { class: "mend" }, "Mend: ", make("code", {}, finding.mend))] : [];
    return make("li", {}, place, ` ${finding.message} `, ...mend);
  });
  part("edit-findings", HTMLElement).replaceChildren(...items);
}

/** Put the cursor over a line of the text. */
function select(text: HTMLTextAreaElement, line: number): void {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
