/** Keeping the flow: its text on the server's disk, unless somebody else changed it meanwhile. */

import { Refused, send, sentence } from "../calls.js";
import type { PageData } from "../data.js";
import { part, partIfAny } from "../dom.js";
import type { FlowDocument } from "./document.js";

export class Saving {
  private readonly button = partIfAny("save", HTMLButtonElement);
  private readonly status = part("save-state", HTMLElement);
  private readonly conflict = part("edit-conflict", HTMLElement);
  private version: string;
  private inputs = "";

  constructor(
    private readonly doc: FlowDocument,
    private readonly data: PageData,
    private readonly settled: () => Promise<void>,
  ) {
    this.version = data.version ?? "";
    this.button?.addEventListener("click", () => void this.save());
    part("save-anyway", HTMLButtonElement).addEventListener("click", () => void this.save());
    doc.addEventListener("state", () => this.show());
    addEventListener("beforeunload", (event) => {
      if (doc.unsaved && this.button) event.preventDefault();
    });
    doc.addEventListener("change", () => (this.inputs ||= JSON.stringify(doc.inputs)));
    this.show();
  }

  /** Save what is not saved yet; whether all is on the disk then. */
  async save(): Promise<boolean> {
    await this.settled();
    if (!this.doc.unsaved) return true;
    if (!this.button) {
      this.status.textContent = "An example stays as it is. Make a copy to keep your changes.";
      return false;
    }
    this.conflict.hidden = true;
    this.status.textContent = "Saving…";
    const { text } = this.doc;
    try {
      const body = { text, was: this.version };
      const { version } = await send<{ version: string }>("PUT", `/calls/flows/${encodeURIComponent(this.data.flow ?? "")}`, body);
      this.version = version;
      this.doc.keep(text);
      if (JSON.stringify(this.doc.inputs) !== this.inputs) location.reload(); // the form for the run asks for others now
      return true;
    } catch (thrown) {
      const now = thrown instanceof Refused ? thrown.data["version"] : undefined;
      this.status.textContent = now === undefined ? sentence(thrown) : "";
      if (typeof now === "string") this.askFirst(now, sentence(thrown));
      return false;
    }
  }

  /** Somebody else saved in between: whoever made these changes decides what becomes of them. */
  private askFirst(now: string, words: string): void {
    this.version = now;
    part("edit-conflict-text", HTMLElement).textContent = words;
    this.conflict.hidden = false;
    part("save-anyway", HTMLButtonElement).focus();
  }

  private show(): void {
    const { unsaved } = this.doc;
    if (this.button) this.button.disabled = !unsaved;
    this.status.textContent = unsaved ? (this.button ? "Changed" : "Changed, in this page only") : this.button ? "Saved" : "";
    this.status.dataset["state"] = unsaved ? "changed" : "saved";
  }
}
