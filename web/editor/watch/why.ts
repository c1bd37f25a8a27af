/** Why a block did not run, as far as the events of the run can say. */

import * as Blockly from "blockly/core";
import type { Definition } from "../blocks/palette.js";
import type { Desk } from "../desk/desk.js";
import { make } from "../dom.js";
import { brief } from "../tree.js";
import { beside } from "./card.js";
import type { Ran } from "./ran.js";
import type { Recording } from "./recording.js";
import { t } from "../words.js";

const LONGEST = 60;

export class Why {
  private readonly box = make("div", { class: "bubble-card", popover: "auto", role: "dialog", tabindex: -1, "aria-label": t("Why it did not run") });

  constructor(
    private readonly desk: Desk,
    private readonly recording: Recording,
    private readonly ran: Ran,
  ) {}

  /** Offer the question in the menu of each step that did not run. */
  offer(): void {
    document.body.append(this.box);
    Blockly.ContextMenuRegistry.registry.register({
      id: "why-not",
      scopeType: Blockly.ContextMenuRegistry.ScopeType.BLOCK,
      weight: 10,
      displayText: t("Why did this not run?"),
      preconditionFn: ({ block }) => (block && this.asks(block) ? "enabled" : "hidden"),
      callback: ({ block }) => block && this.say(block),
    });
  }

  private say(block: Blockly.BlockSvg): void {
    this.box.replaceChildren(make("h3", {}, t("Why it did not run")), make("p", {}, this.answer(block)));
    this.box.showPopover();
    this.box.focus();
    beside(this.box, block.pathObject.svgPath);
  }

  private asks(block: Blockly.BlockSvg): boolean {
    if (!block.previousConnection || block.isInFlyout || !this.recording.events.length) return false;
    const path = this.ran.pathOf(block);
    return path === undefined || this.times(path) === 0;
  }

  private answer(block: Blockly.BlockSvg): string {
    const path = this.ran.pathOf(block);
    if (!path) return t("It was added or changed after the run. Run the flow again.");
    if (!block.isEnabled()) return t("It is switched off.");
    return this.reason(path);
  }

  private reason(path: string): string {
    const place = /^(?:(.+)\/)?([^/]+)\/(\d+)$/.exec(path);
    if (!place) return t("Nothing led to it.");
    const [, around, slot = "", number] = place;
    const stack = path.slice(0, -(number?.length ?? 0));
    for (let at = Number(number) - 1; at >= 0; at--) if (this.times(stack + at)) return this.after(stack + at);
    const parent = around ? this.block(around) : null;
    if (around && parent?.previousConnection) return this.inside(around, parent, slot);
    const [first, name] = path.split("/");
    return first === "functions" ? t("Nothing called {name} in this run.", { name: name ?? "" }) : this.howItEnded();
  }

  /** A step in the same stack ran, and this one, after it, did not. */
  private after(before: string): string {
    const { events, ending } = this.recording;
    const last = events.findLast(({ kind, path = "" }) => kind === "step" && (path === before || path.startsWith(`${before}/`)));
    const words = this.words(last?.path ?? before);
    if (!ending) return t("The run has not come here yet. It is at {words}.", { words });
    const ends = this.definition(last?.path ?? before)?.ends;
    if (ends && !ending.error) return t("{words} came before it and left these steps.", { words });
    if (ending.status === "stopped") return t("The run was stopped at {words}, before it came here.", { words });
    if (ending.error) return t("The run failed at {words}, before it came here: {message}", { words, message: ending.error.message });
    return t("The last step before it was {words}, which led elsewhere.", { words });
  }

  /** It is in a block whose steps there never began. */
  private inside(around: string, parent: Blockly.BlockSvg, slot: string): string {
    const times = this.times(around);
    if (!times) return t("{words} around it did not run either.", { words: this.words(around) }) + " " + this.reason(around);
    const definition = this.definition(around);
    const test = parent.getInput("test")?.connection?.targetBlock();
    const holes = { test: test ? quoted(test) : "", times, known: test ? this.known(around, test) : "" };
    if (test && slot === definition?.otherwise) {
      return times > 1 ? t("The condition {test} was true each of the {times} times, so the other steps ran.", holes) : t("The condition {test} was true, so the other steps ran.", holes);
    }
    if (test && definition?.otherwise) {
      return times > 1 ? t("The condition {test} was false each of the {times} times{known}.", holes) : t("The condition {test} was false{known}.", holes);
    }
    if (test) return t("The condition {test} let no round begin{known}.", holes);
    if (slot === "catch") return t("Nothing failed in the steps above it.");
    return slot === "do" ? t("{words} had nothing to go through.", { words: this.words(around) }) : t("{words} did not lead to it.", { words: this.words(around) });
  }

  /** The variables of a condition as they were when it was asked last. */
  private known(path: string, test: Blockly.Block): string {
    const at = this.recording.events.findLastIndex((event) => event.kind === "step" && event.path === path);
    const said = new Set(test.toString().match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    const values = Object.entries(this.recording.moment(at)?.variables ?? {}).filter(([name]) => said.has(name));
    const words = values.map(([name, value]) => t("{name} was {value}", { name, value: brief(value, LONGEST) })).join(", ");
    return words ? ": " + (this.times(path) > 1 ? t("the last time {words}", { words }) : words) : "";
  }

  private howItEnded(): string {
    const { ending } = this.recording;
    return ending ? (ending.error ? t("The run ended ({message}) before its first step.", { message: ending.error.message }) : t("The run ended before its first step.")) : t("The run is before its first step.");
  }

  private times(path: string): number {
    return this.recording.events.filter((event) => event.kind === "step" && event.path === path).length;
  }

  /** The block at just this address, if it is shown. */
  private block(path: string): Blockly.BlockSvg | null {
    const block = this.desk.blocks.blockAt(path);
    return block && this.desk.blocks.pathOf(block) === path ? block : null;
  }

  private definition(path: string): Definition | undefined {
    const { palette } = this.desk.blocks;
    return palette.blocks[this.block(path)?.type ?? ""];
  }

  private words(path: string): string {
    const block = this.block(path);
    return block ? quoted(block) : t("the step at {path}", { path });
  }
}

function quoted(block: Blockly.Block): string {
  return `“${brief(standing(block).join(" ").replace(/\s+/g, " ").replace(/^=/, "").trim(), LONGEST)}”`;
}

/** What stands on a block, without its buttons and the steps inside. */
function standing(block: Blockly.Block): string[] {
  const inputs = block.inputList.filter(({ type }) => type !== Blockly.inputs.inputTypes.STATEMENT);
  return inputs.flatMap(({ fieldRow, connection }) => {
    const value = connection?.targetBlock();
    return [...fieldRow.filter((field) => !(field instanceof Blockly.FieldImage)).map((field) => field.getText()), ...(value ? standing(value) : [])];
  });
}
