/** What a person does with one step or with several: copy, cut, paste, delete, move; make a function; name a variable. */

import * as Blockly from "blockly/core";
import { isStep, Selection, stepOf } from "../blocks/selection.js";
import { send, sentence } from "../calls.js";
import { make, part } from "../dom.js";
import { ask } from "./ask.js";
import { copyText } from "./clipboard.js";
import type { Desk } from "./desk.js";
import type { Problem } from "./shapes.js";
import { t, tn } from "../words.js";

type Act = "copy" | "cut" | "delete" | "paste" | "gather" | "up" | "down" | "function";

interface Arranged {
  text: string;
  paths: string[];
  yaml: string;
}

export class Arrange {
  readonly selection: Selection;
  /** Whether a value was copied last, which Blockly keeps to itself. */
  copiedValue = false;
  private readonly bar = make("div", { class: "chosen-bar", role: "toolbar", "aria-label": t("The chosen steps"), hidden: true });
  private readonly count = make("span", { role: "status", "aria-live": "polite" });

  constructor(private readonly desk: Desk) {
    const host = part("blocks-host", HTMLElement);
    this.selection = new Selection(desk.blocks.workspace, host);
    const buttons: [string, string, () => void][] = [
      [t("Copy"), t("Ctrl + C"), () => void this.act("copy")],
      [t("Cut"), t("Ctrl + X"), () => void this.act("cut")],
      [t("Delete"), t("Del"), () => void this.act("delete")],
      [t("Up"), t("Alt + ↑"), () => void this.act("up")],
      [t("Down"), t("Alt + ↓"), () => void this.act("down")],
      [t("Make a function"), "", () => void this.makeFunction()],
      [t("Done"), t("Escape"), () => this.selection.clear()],
    ];
    this.bar.append(this.count, ...buttons.map(([words, key, act]) => {
      const button = make("button", { type: "button", class: "button", title: key || null }, words);
      button.addEventListener("click", act);
      return button;
    }));
    part("editor-body", HTMLElement).after(this.bar);
    this.selection.addEventListener("change", () => this.draw());
    desk.doc.addEventListener("change", (event) => (event as CustomEvent<{ origin: string }>).detail.origin === "section" && this.selection.clear());
    desk.blocks.workspace.addChangeListener((event) => this.dropped(event));
    document.addEventListener("paste", (event) => host.contains(document.activeElement) && this.paste(event));
    addEventListener("blur", () => (this.copiedValue = false));
  }

  /** The steps that a person means: all that are chosen, else the one in focus. */
  get meant(): Blockly.BlockSvg[] {
    const { blocks } = this.selection;
    if (blocks.length) return blocks;
    const step = stepOf(Blockly.getSelected() as Blockly.BlockSvg | null);
    return step ? [step] : [];
  }

  /** Do something with the steps that are meant. */
  async act(act: Act, more: object = {}, blocks = this.meant): Promise<boolean> {
    if (!blocks.length && act !== "paste") return false;
    const answer = await this.arranged(act, more, blocks);
    if ("problem" in answer) {
      this.desk.say(answer.problem);
      return false;
    }
    if (answer.yaml) await copyText(answer.yaml);
    if (answer.yaml) this.copiedValue = false;
    if (act === "copy") this.desk.tell(tn("{count} step copied as YAML.", "{count} steps copied as YAML.", blocks.length));
    else await this.show(answer, blocks.length > 1 || act === "paste", act === "gather");
    return true;
  }

  /** Ask for a name, and make a function of the steps that are meant. */
  async makeFunction(blocks = this.meant): Promise<void> {
    await ask(tn("Make a function of {count} step", "Make a function of {count} steps", blocks.length), t("Name of the function"), "", async ({ text }) => {
      const answer = await this.arranged("function", { name: text }, blocks);
      if ("problem" in answer) return answer.problem;
      await this.show(answer, false);
      return "";
    });
  }

  /** Ask for another name for a variable of the section, and give it everywhere. */
  async rename(block: Blockly.Block | null): Promise<void> {
    await this.desk.settled();
    const { doc } = this.desk;
    const body = () => ({ text: doc.text, filename: doc.filename, section: doc.section });
    const call = (more: object) => send<{ names?: string[]; text?: string } | Problem>("POST", "/calls/variables", { ...body(), ...more });
    try {
      const known = await call({});
      if ("problem" in known) return this.desk.say(known.problem);
      const all = known.names ?? [];
      if (!all.length) return this.desk.say(t("Nothing here has a name yet."));
      const first = all.find((name) => block && said(block).includes(name)) ?? all[0] ?? "";
      await ask(t("Rename a variable everywhere"), t("New name"), first, async ({ text, choice }) => {
        if (text === choice) return "";
        const answer = await call({ old: choice, new: text });
        if ("problem" in answer) return answer.problem;
        await doc.replace(answer.text ?? doc.text);
        return "";
      }, { label: t("Variable"), all, first });
    } catch (thrown) {
      this.desk.say(sentence(thrown));
    }
  }

  private async arranged(act: Act, more: object, blocks: Blockly.BlockSvg[]): Promise<Arranged | Problem> {
    try {
      await this.desk.settled();
      const { text, filename, section } = this.desk.doc;
      const paths = blocks.flatMap((block) => this.desk.blocks.pathOf(block) ?? []);
      return await send<Arranged | Problem>("POST", "/calls/steps", { text, filename, section, act, paths, ...more });
    } catch (thrown) {
      return { problem: sentence(thrown) };
    }
  }

  /** Show the new text; the steps that it is about are chosen if there are several, and the first is in focus. */
  private async show({ text, paths }: Arranged, choose: boolean, joined = false): Promise<void> {
    const { doc, blocks } = this.desk;
    await doc.replace(text, doc.section, joined);
    const there = paths.flatMap((path) => blocks.blockAt(path) ?? []);
    this.selection.set(choose && there.length > 1 ? there : []);
    const focus = there[0] ?? blocks.workspace.getTopBlocks(true)[0];
    if (focus) Blockly.getFocusManager().focusNode(focus as Blockly.BlockSvg);
  }

  private paste(event: ClipboardEvent): void {
    if (this.copiedValue || document.activeElement?.matches("input, textarea")) return;
    const yaml = event.clipboardData?.getData("text/plain") ?? "";
    const focused = Blockly.getSelected() as Blockly.BlockSvg | null;
    const last = this.meant.at(-1);
    const hat = focused && !focused.outputConnection && !isStep(focused) ? this.desk.blocks.pathOf(focused) : undefined;
    event.preventDefault();
    void this.act("paste", { yaml, after: last ? (this.desk.blocks.pathOf(last) ?? "") : (hat ?? "") });
  }

  /** The others that are chosen follow one that was dragged. */
  private dropped(event: Blockly.Events.Abstract): void {
    if (event.type !== Blockly.Events.BLOCK_DRAG || (event as Blockly.Events.BlockDrag).isStart) return;
    const block = this.desk.blocks.workspace.getBlockById((event as Blockly.Events.BlockDrag).blockId ?? "");
    const blocks = this.selection.asBegun;
    if (!block || blocks.length < 2 || !this.selection.has(block)) return;
    // once Blockly has told of the move itself
    setTimeout(() => void this.desk.settled().then(() => this.act("gather", { to: this.desk.blocks.pathOf(block) }, blocks)));
  }

  private draw(): void {
    const { size } = this.selection;
    this.bar.hidden = size === 0;
    this.count.textContent = size ? tn("{count} step chosen", "{count} steps chosen", size) : "";
  }
}

/** The names that stand on a block itself: in its fields, its formula, or behind "as". */
function said(block: Blockly.Block): string {
  const own = block.inputList.flatMap(({ fieldRow }) => fieldRow.map((field) => field.getText()));
  return [...own, ...block.getChildren(false).filter((child) => child.outputConnection).map((child) => child.toString())].join(" ").match(/[\p{L}_][\p{L}\p{N}_]*/gu)?.join(" ") ?? "";
}
