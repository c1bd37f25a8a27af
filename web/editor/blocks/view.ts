/** The blocks of one section on the page: shows sheets, tells of edits, finds and marks blocks by their address. */

import * as Blockly from "blockly/core";
import { allOpened, keepAllOpened } from "../desk/first.js";
import type { PlacedFinding, Sheet } from "../desk/shapes.js";
import { Curtain } from "./curtain.js";
import { focusedBlock } from "./keyboard.js";
import { quietly } from "./kinds.js";
import { Known } from "./known.js";
import type { Palette } from "./palette.js";
import { Patch } from "./patch.js";
import type { Shaped } from "./shape.js";
import { dropAnywhere } from "./drop.js";
import { Loader, sheetOf } from "./wire.js";
import { Fit, makeWorkspace, type Around } from "./workspace.js";

/** Where the first block lies of which the text does not say it. */
const HOME: [number, number] = [24, 24];

export type Mark = "now" | "wrong" | "here";

/** What the blocks ask of the page, and tell it. */
export interface Hooks extends Around {
  /** A sentence for the person. */
  say(message: string): void;
  /** A person edited the blocks; `typing`: they are in the middle of a text. */
  edited(typing: boolean): void;
  /** A person chose a block; its address, null for none. */
  chosen(path: string | null): void;
}

export class BlocksView {
  readonly workspace: Blockly.WorkspaceSvg;
  readonly known = new Known();
  private marked = new Map<Mark, Blockly.BlockSvg>();
  private readonly fitting: Fit;
  private readonly curtain: Curtain;
  private readonly unplaced = new Map<string, string>();
  private asked: { path: string; open: boolean } | null = null;
  private all = allOpened();

  constructor(
    host: HTMLElement,
    readonly palette: Palette,
    private readonly hooks: Hooks,
    media: string,
  ) {
    this.workspace = makeWorkspace(host, palette, hooks, media);
    this.fitting = new Fit(this.workspace);
    this.curtain = new Curtain(this.workspace);
    this.workspace.addChangeListener((event) => this.happened(event));
    dropAnywhere(this.workspace, palette, hooks.say);
  }

  /** Show a sheet: `anew` for another section, otherwise with as few changes as can be. */
  show(sheet: Sheet, anew: boolean): void {
    this.whole();
    const name = (id: string) => `${this.known.state.shown}-${id}`;
    const loader = new Loader(sheet, this.palette, name);
    const patch = new Patch(this.workspace, sheet, loader, this.known.sure);
    const focused = focusedBlock(this.workspace);
    const at = focused && this.known.pathOf(focused.id);
    quietly(() => {
      const hat = this.hat();
      const top = sheet.tops[0];
      if (!top) return;
      const same = !anew && hat?.type === sheet.blocks[top.id]?.type ? hat : undefined;
      if (same) for (const block of this.workspace.getTopBlocks(false)) block !== same && block.dispose(false);
      else this.workspace.clear();
      this.workspace.setResizesEnabled(false); // it would find out anew with each block how far all reach
      try {
        if (same) patch.hat(same, top.id);
        else this.load(top, loader);
        this.loose(sheet, loader);
      } finally {
        this.workspace.setResizesEnabled(true);
      }
    });
    this.asked = null;
    const id = (wire: string) => patch.ids.get(wire) ?? name(wire);
    const mine = (said: { [wire: string]: string }) => Object.entries(said).map(([wire, one]): [string, string] => [id(wire), one]);
    this.known.show(mine(sheet.places), mine(sheet.prints));
    const hat = this.hat();
    if (anew && hat) {
      this.fitting.fit(hat);
      this.fitting.home(hat);
      this.curtain.drop(hat);
    }
    const again = at && focused.isDisposed() ? this.blockAt(at) : null;
    if (again) Blockly.getFocusManager().focusNode(again);
  }

  private load({ id, at }: Sheet["tops"][number], loader: Loader): void {
    const hat = Blockly.serialization.blocks.append(loader.state(id), this.workspace) as Blockly.BlockSvg;
    hat.moveTo(new Blockly.utils.Coordinate(...(at ?? HOME)));
  }

  private loose(sheet: Sheet, loader: Loader): void {
    sheet.tops.slice(1).forEach(({ id, at }, number) => {
      const block = Blockly.serialization.blocks.append(loader.state(id), this.workspace) as Blockly.BlockSvg;
      const spot: [number, number] = at ?? [520, 24 + 120 * number];
      if (!at) this.unplaced.set(block.id, String(spot));
      block.moveTo(new Blockly.utils.Coordinate(...spot));
    });
  }

  private hat(): Shaped | undefined {
    return this.workspace.getTopBlocks(false).find((block) => block.type === "start" || block.type === "function") as Shaped | undefined;
  }

  /** Put the top left corner of the blocks into that of the view. */
  home(): void {
    const hat = this.hat();
    if (hat) this.fitting.home(hat);
  }

  sheet(): Sheet {
    return sheetOf(this.workspace, Object.fromEntries(this.known.all()), this.unplaced);
  }

  /** Whether every formula is shown as blocks. */
  get allOpened(): boolean {
    return this.all;
  }

  set allOpened(all: boolean) {
    this.all = all;
    keepAllOpened(all);
    this.known.forget();
  }

  /** Ask for a formula as blocks, or for blocks as a formula, when the section is shown next. */
  ask(block: Blockly.Block, open: boolean): void {
    const path = this.pathOf(block);
    if (path === undefined) return;
    this.asked = { path, open };
    let step: Blockly.Block | null = block;
    while (step?.outputConnection) step = step.getParent();
    const { prints } = this.known;
    if (step) prints.delete(step.id);
    for (let outer = step?.getSurroundParent(); outer; outer = outer.getSurroundParent()) {
      const print = prints.get(outer.id);
      if (print) prints.set(outer.id, `${print.split(".")[0]}.`);
    }
  }

  /** The addresses of the values that are shown as blocks: of formulas those that are opened. */
  opened(): string[] {
    if (this.all) return ["*"];
    const values = this.known.all().filter(([id]) => {
      const block = this.workspace.getBlockById(id);
      return block?.outputConnection && block.type !== "pill" && block.type !== "list" && block.type !== "unknown";
    });
    const paths = values.map(([, path]) => path);
    const asked = this.asked;
    if (!asked) return paths;
    return asked.open ? [...paths, `${asked.path}/*`] : paths.filter((path) => !`${path}/`.startsWith(`${asked.path}/`));
  }

  /** The block at an address, or the nearest around it. */
  blockAt(path: string): Blockly.BlockSvg | null {
    for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
      const block = this.workspace.getBlockById(this.known.idAt(at) ?? "");
      if (block) return block;
    }
    return null;
  }

  pathOf(block: Blockly.Block): string | undefined {
    return this.known.pathOf(block.id);
  }

  /** What a step's block says, as a fingerprint: the part before its dot leaves out the steps inside. */
  printOf(block: Blockly.Block): string | undefined {
    return this.known.prints.get(block.id);
  }

  /** Mark the block at an address, and no other, in one of the ways; null for none at all. */
  mark(mark: Mark, path: string | null): void {
    const block = path === null ? null : this.blockAt(path);
    const before = this.marked.get(mark);
    if (before === block) return;
    before?.getSvgRoot().classList.remove(`mark-${mark}`);
    block?.getSvgRoot().classList.add(`mark-${mark}`);
    if (block) this.marked.set(mark, block);
    else this.marked.delete(mark);
  }

  /** Have all blocks on the page, not only those near the view: what asks where one is there wants that. */
  whole(): void {
    this.curtain.lift();
  }

  /** Bring a block into view and choose it. */
  reveal(path: string): void {
    this.whole();
    const block = this.blockAt(path);
    if (!block) return;
    this.workspace.centerOnBlock(block.id);
    Blockly.getFocusManager().focusNode(block);
  }

  /** Put each finding on its block. */
  findings(findings: PlacedFinding[]): void {
    const told = new Map<Blockly.BlockSvg, string[]>();
    for (const finding of findings) {
      const block = finding.path ? this.blockAt(finding.path) : null;
      const holder = block?.type === "pill" ? block.getParent() : block;
      if (holder) told.set(holder, [...(told.get(holder) ?? []), finding.message]);
    }
    quietly(() => {
      for (const block of this.workspace.getAllBlocks(false)) {
        block.setWarningText(told.get(block)?.join("\n") ?? null);
        block.getSvgRoot().classList.toggle("has-finding", told.has(block));
      }
    });
  }

  /** Say for a moment what was done. */
  tell(message: string): void {
    Blockly.Toast.show(this.workspace, { message, duration: 6 });
  }

  resize(): void {
    Blockly.svgResize(this.workspace);
  }

  private happened(event: Blockly.Events.Abstract): void {
    if (event.type === Blockly.Events.SELECTED) {
      const id = (event as Blockly.Events.Selected).newElementId;
      const block = id ? this.workspace.getBlockById(id) : null;
      this.hooks.chosen((block && this.pathOf(block)) ?? null);
    }
    if (event.isUiEvent || this.workspace.isDragging() || event.type === Blockly.Events.FINISHED_LOADING) return;
    this.known.edited();
    this.hooks.edited(event.type === Blockly.Events.BLOCK_FIELD_INTERMEDIATE_CHANGE);
  }
}
