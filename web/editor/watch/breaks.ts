/** Breakpoints on the blocks, and a run that stands still at one: what it knows there, and how it goes on. */

import * as Blockly from "blockly/core";
import { isStep, stepOf } from "../blocks/selection.js";
import { send, sentence } from "../calls.js";
import { ask } from "../desk/ask.js";
import type { Desk } from "../desk/desk.js";
import { make, part, tell } from "../dom.js";
import { brief, tree } from "../tree.js";
import type { Recording } from "./recording.js";
import { t } from "../words.js";

const KEPT = "blockloom-points:";

interface Point {
  path: string;
  /** The block, while its section is shown. */
  block: string;
  condition: string;
}

export class Breaks {
  private readonly box = part("standing", HTMLElement);
  private readonly list = part("points", HTMLElement);
  private readonly step = part("step-run", HTMLButtonElement);
  private readonly kept: string;
  private all: Point[];
  private shown = -1;

  /** `begin` starts a run that stands still at its first step. */
  constructor(
    private readonly desk: Desk,
    private readonly recording: Recording,
    begin: () => Promise<void>,
  ) {
    this.kept = `${KEPT}${location.pathname}`;
    const points = JSON.parse(localStorage.getItem(this.kept) ?? "{}") as { [path: string]: string };
    this.all = Object.entries(points).map(([path, condition]) => ({ path, block: `at ${path}`, condition }));
    this.step.addEventListener("click", () => void (this.standing ? this.go(true) : begin()));
    recording.addEventListener("change", () => this.draw());
    desk.doc.addEventListener("change", () => this.follow());
    document.addEventListener("keydown", (event) => {
      const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
      if (!plain || (event.key !== "F8" && event.key !== "F10") || !this.standing) return;
      event.preventDefault();
      void this.go(event.key === "F10");
    });
    this.offer();
    this.follow();
  }

  /** Conditions by the addresses of steps. */
  get points(): { [path: string]: string } {
    return Object.fromEntries(this.all.map(({ path, condition }) => [path, condition]));
  }

  private get standing(): boolean {
    return this.recording.going && this.recording.ending === null && this.recording.events.at(-1)?.kind === "pause";
  }

  private offer(): void {
    let weight = 30;
    const item = (id: string, words: (point: Point | undefined) => string, act: (block: Blockly.BlockSvg) => void) =>
      Blockly.ContextMenuRegistry.registry.register({
        id,
        scopeType: Blockly.ContextMenuRegistry.ScopeType.BLOCK,
        weight: weight++,
        displayText: ({ block }) => words(block ? this.at(block) : undefined),
        preconditionFn: ({ block }) => (block && isStep(block) ? "enabled" : "hidden"),
        callback: ({ block }) => block && act(block),
      });
    item("break", (point) => (point ? t("Don't stand still here") : t("Stand still here when it runs")), (block) => this.toggle(block));
    item("break-if", (point) => (point?.condition ? t("Change when to stand still here…") : t("Stand still here only if…")), (block) => void this.askWhen(block));
    Blockly.ShortcutRegistry.registry.register({
      name: "blockloom-break",
      keyCodes: [Blockly.utils.KeyCodes.F9],
      preconditionFn: (workspace) => !workspace.isFlyout,
      callback: () => {
        const step = stepOf(Blockly.getSelected() as Blockly.BlockSvg | null);
        if (step) this.toggle(step);
        return step !== null;
      },
    });
  }

  private at(block: Blockly.Block): Point | undefined {
    return this.all.find((point) => point.block === block.id);
  }

  private toggle(block: Blockly.Block): void {
    const point = this.at(block);
    if (point) this.all = this.all.filter((other) => other !== point);
    else this.add(block, "");
    this.follow();
  }

  private add(block: Blockly.Block, condition: string): void {
    const path = this.desk.blocks.pathOf(block);
    if (path) this.all.push({ path, block: block.id, condition });
  }

  private async askWhen(block: Blockly.Block): Promise<void> {
    const asked = await ask(t("Stand still here only if…"), t("Condition, for example total > 100"), this.at(block)?.condition ?? "", async ({ text }) => (text ? "" : t("Type a condition first.")));
    if (!asked) return;
    this.all = this.all.filter((point) => point.block !== block.id);
    this.add(block, asked.text);
    this.follow();
  }

  /** Find the points' blocks again: they have other addresses, or another section is shown. */
  private follow(): void {
    const { blocks, doc } = this.desk;
    const { workspace } = blocks;
    for (const point of this.all) {
      const block = workspace.getBlockById(point.block);
      const path = block && blocks.pathOf(block);
      if (path) point.path = path;
      else if (this.desk.sectionOf(point.path) === doc.section) {
        const there = blocks.blockAt(point.path);
        point.block = there && blocks.pathOf(there) === point.path ? there.id : "";
      } else if (!this.desk.sectionOf(point.path)) point.block = "";
      else continue;
    }
    this.all = this.all.filter(({ block }, at) => block && this.all.findIndex((other) => other.block === block) === at);
    for (const block of workspace.getAllBlocks(false)) dot(block, this.at(block));
    if (this.all.length) localStorage.setItem(this.kept, JSON.stringify(this.points));
    else localStorage.removeItem(this.kept);
    this.rows();
    this.draw();
  }

  private rows(): void {
    this.list.hidden = this.all.length === 0;
    const rows = this.all.map((point) => {
      const there = make("button", { type: "button", class: "place" }, this.words(point.path));
      there.addEventListener("click", () => void this.desk.reveal(point.path));
      const gone = make("button", { type: "button", class: "button button-quiet", "aria-label": t("Don't stand still at {place}", { place: this.words(point.path) }) }, "×");
      gone.addEventListener("click", () => {
        this.all = this.all.filter((other) => other !== point);
        this.follow();
      });
      return make("li", {}, there, point.condition ? make("code", {}, t("if {condition}", { condition: point.condition })) : "", gone);
    });
    this.list.replaceChildren(make("h3", {}, t("Stands still at")), make("ul", {}, ...rows));
  }

  private words(path: string): string {
    const line = this.desk.doc.lineOf(path);
    const [first, name] = path.split("/");
    return (first === "functions" ? `${name}, ` : "") + (line ? t("line {line}", { line }) : path);
  }

  private draw(): void {
    const { events } = this.recording;
    const { standing } = this;
    this.box.hidden = !standing;
    this.step.disabled = this.recording.going ? !standing : !this.desk.doc.ok;
    if (!standing || this.shown === events.length) return;
    this.shown = events.length;
    const moment = this.recording.moment(events.length - 1);
    const why = moment?.event.value;
    const on = make("button", { type: "button", class: "button button-main", title: "F8" }, t("Go on"));
    on.addEventListener("click", () => void this.go(false));
    const step = make("button", { type: "button", class: "button", title: "F10" }, t("Step"));
    step.addEventListener("click", () => void this.go(true));
    const known = moment?.variables ?? {};
    this.box.replaceChildren(
      make("p", {}, make("b", {}, t("The run stands still at line {line}.", { line: moment?.event.line ?? "?" })), ...(why ? [` ${brief(why, 300)}`] : [])),
      make("p", { class: "run-bar" }, on, step),
      ...(Object.keys(known).length ? [tree(known)] : []),
    );
    if (document.activeElement === document.body || document.activeElement === part("stop", HTMLButtonElement)) on.focus();
  }

  private async go(step: boolean): Promise<void> {
    this.box.hidden = true;
    try {
      await send("POST", `/calls/runs/${this.recording.run}/go`, { step, points: this.points });
    } catch (thrown) {
      tell(part("run-problem", HTMLElement), sentence(thrown));
      this.shown = -1;
      this.draw();
    }
  }
}

/** A dot on the left edge of a block at which a run stands still; hollow where that depends on a condition. */
function dot(block: Blockly.BlockSvg, point: Point | undefined): void {
  const root = block.getSvgRoot();
  root.querySelector(":scope > .stands")?.remove();
  if (!point) return;
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [key, value] of Object.entries({ class: point.condition ? "stands stands-if" : "stands", cx: "-5", cy: "24", r: "8" })) circle.setAttribute(key, value);
  root.append(circle);
}
