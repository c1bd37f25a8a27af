/** Own flows: make one, copy an example, change a text, check and save it. */

import { Refused, send, sentence } from "./calls.js";
import { make, part, partIfAny, tell } from "./dom.js";
import { change, selectLine } from "./mend.js";
import { keyOf, named } from "./naming.js";
import type { Edit, Finding, PageData } from "./data.js";

interface Checked {
  ok: boolean;
  version: string;
  findings: Finding[];
}

const EMPTY = `flow: 1
name: My flow
do:
- print: Hello
`;

/** The form that names a new flow: in the gallery a small one, on an example's page a copy. */
export function wakeNew(form: HTMLFormElement, problem: HTMLElement, text: string = EMPTY): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("input");
    const name = field?.value.trim() ?? "";
    const key = keyOf(name);
    tell(problem, key ? "" : "Give it a name first, for example My first flow.");
    if (!key) return field?.focus();
    send<{ key: string }>("PUT", `/calls/flows/${encodeURIComponent(key)}`, { text: named(text, name) }).then(
      (answer) => location.assign(`/flows/${encodeURIComponent(answer.key)}`),
      (thrown: unknown) => {
        tell(problem, sentence(thrown));
        field?.focus();
      },
    );
  });
}

export function wakeChange(data: PageData): void {
  const copy = partIfAny("copy-form", HTMLFormElement);
  if (copy) wakeNew(copy, part("copy-problem", HTMLElement), data.text ?? "");
  const edit = partIfAny("edit-form", HTMLFormElement);
  if (edit) new Editor(edit, data);
}

/** Whether the page holds changes to the flow's text that are not saved yet. */
export function unsaved(): boolean {
  const text = partIfAny("edit-text", HTMLTextAreaElement);
  return text !== null && text.value !== (text.dataset["saved"] ?? text.defaultValue);
}

class Editor {
  private readonly text = part("edit-text", HTMLTextAreaElement);
  private readonly state = part("edit-state", HTMLElement);
  private readonly conflict = part("edit-conflict", HTMLElement);
  private readonly lineEnd: string;
  private version: string;

  constructor(
    form: HTMLFormElement,
    private readonly data: PageData,
  ) {
    this.version = data.version ?? "";
    this.lineEnd = data.text?.includes("\r\n") ? "\r\n" : "\n";
    part("check", HTMLButtonElement).addEventListener("click", () => void this.check());
    part("save-anyway", HTMLButtonElement).addEventListener("click", () => void this.save());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void this.save();
    });
    for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-edit]")) {
      const edit = JSON.parse(button.dataset["edit"] ?? "null") as Edit;
      button.addEventListener("click", () => void this.mend(edit, data.text ?? ""));
    }
    addEventListener("beforeunload", (event) => {
      if (unsaved()) event.preventDefault();
    });
  }

  private async check(): Promise<void> {
    const text = this.text.value;
    try {
      const { findings } = await send<Checked>("POST", "/calls/check", { text, filename: this.data.filename });
      this.state.textContent = findings.length === 0 ? "Nothing to mend." : counted(findings.length);
      part("edit-findings", HTMLElement).replaceChildren(...findings.map((finding) => this.item(finding, text)));
    } catch (thrown) {
      this.state.textContent = sentence(thrown);
    }
  }

  private item(finding: Finding, text: string): HTMLElement {
    const place = make("a", { href: "#edit-text" }, `Line ${finding.line}`);
    place.addEventListener("click", (event) => {
      event.preventDefault();
      selectLine(this.text, finding.line);
    });
    const item = make("li", { class: finding.severity }, make("span", {}, place, ` ${finding.message} `));
    if (finding.mend) item.append(make("span", { class: "mend" }, "Mend: ", make("code", {}, finding.mend)));
    const edit = finding.edit;
    if (edit) {
      const button = make("button", { class: "button button-mend", type: "button", "aria-label": `Mend line ${finding.line}` }, "Mend");
      button.addEventListener("click", () => void this.mend(edit, text));
      item.append(button);
    }
    return item;
  }

  /** Make an edit that was offered for a text, if that is still the text; then say what is left. */
  private async mend(edit: Edit, of: string): Promise<void> {
    this.text.closest("details")?.setAttribute("open", "");
    const mended = change(this.text, edit, of);
    await this.check();
    if (!mended) this.state.textContent = "The text has changed since. These are its findings now.";
  }

  /** Save the text, unless the file is another one by now than the text was made from. */
  private async save(): Promise<void> {
    const sent = this.text.value;
    this.conflict.hidden = true;
    this.state.textContent = "Saving…";
    try {
      const body = { text: sent.replaceAll("\n", this.lineEnd), was: this.version };
      await send<Checked>("PUT", `/calls/flows/${encodeURIComponent(this.data.flow ?? "")}`, body);
      this.text.dataset["saved"] = sent;
      location.assign(location.pathname);
    } catch (thrown) {
      const now = thrown instanceof Refused ? thrown.data["version"] : undefined;
      this.state.textContent = now === undefined ? sentence(thrown) : "";
      if (typeof now === "string") this.askFirst(now, sentence(thrown));
    }
  }

  /** Somebody else saved in between: whoever wrote this text decides what becomes of it. */
  private askFirst(now: string, words: string): void {
    this.version = now;
    part("edit-conflict-text", HTMLElement).textContent = words;
    this.conflict.hidden = false;
    part("save-anyway", HTMLButtonElement).focus();
  }
}

function counted(number: number): string {
  return `${number} ${number === 1 ? "finding" : "findings"}.`;
}
