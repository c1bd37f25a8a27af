/** The toolbox: a search, and every category with its blocks. */

import * as Blockly from "blockly/core";
import { titled, type Definition, type Palette } from "./palette.js";
import { fresh, pill } from "./starts.js";
import { t, tn } from "../words.js";

type Items = Blockly.utils.toolbox.FlyoutItemInfoArray;
const FOUND = 25;

export function toolbox(palette: Palette): Blockly.utils.toolbox.ToolboxDefinition {
  const search = { kind: "find", name: t("Search"), contents: [] };
  const categories = palette.categories.map(({ name, label }) => ({
    kind: "category",
    name: label ?? titled(name.replace(/^.*\./, "")),
    categorystyle: name,
    contents: blocksOf(palette, ({ category }) => category === name).concat(name === "lists" ? listItem() : []),
  }));
  const contents = [search, ...categories.filter(({ contents }) => contents.length), values()];
  return { kind: "categoryToolbox", contents: contents as Blockly.utils.toolbox.ToolboxItemInfo[] };
}

function values(): object {
  const kinds = [pill("text", "hello"), pill("number", "1"), pill("boolean", "true"), pill("nothing", "")];
  return { kind: "category", name: t("Values"), categorystyle: "text", contents: [...kinds.map(item), ...listItem()] };
}

function listItem(): Items {
  const inputs = { "0": { shadow: pill("text", "one") }, "1": { shadow: pill("text", "two") } };
  return [item({ type: "list", extraState: { items: { "": 2 } }, inputs })];
}

function item(state: Blockly.serialization.blocks.State): Blockly.utils.toolbox.FlyoutItemInfo {
  return { kind: "block", ...state } as Blockly.utils.toolbox.FlyoutItemInfo;
}

function blocksOf(palette: Palette, wanted: (definition: Definition, name: string) => boolean): Items {
  const found = Object.entries(palette.blocks).filter(([name, definition]) => wanted(definition, name));
  return found.map(([name, definition]) => item(fresh(name, definition)));
}

/** Blocks of which each word is told, those that have them all in their words first. */
export function search(palette: Palette, query: string): Items {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const said = (definition: Definition, name: string) => `${name} ${definition.words.flat().join(" ")}`;
  const first = blocksOf(palette, (definition, name) => all(said(definition, name)));
  const rest = blocksOf(palette, (definition, name) => {
    return !all(said(definition, name)) && all(`${said(definition, name)} ${definition.help ?? ""} ${definition.category}`);
  });
  return words.length ? [...first, ...rest].slice(0, FOUND) : [];
}

/** A row of the toolbox with a search field; what is found stands in the flyout. */
export function defineSearch(palette: Palette): void {
  class SearchRow extends Blockly.ToolboxCategory {
    private field: HTMLInputElement | undefined;

    protected override createDom_(): HTMLDivElement {
      const dom = super.createDom_();
      const field = document.createElement("input");
      field.type = "search";
      field.placeholder = t("Search blocks");
      field.setAttribute("aria-label", t("Search blocks"));
      field.className = "toolbox-search";
      field.addEventListener("input", () => this.find());
      field.addEventListener("keydown", (event) => this.pressed(event));
      field.id = super.getId();
      dom.removeAttribute("id");
      this.field = field;
      this.rowContents_?.replaceChildren(field);
      return dom;
    }

    override getFocusableElement(): HTMLElement | SVGElement {
      return this.field ?? super.getFocusableElement();
    }

    override onNodeFocus(): void {
      super.onNodeFocus();
      this.field?.select();
    }

    /** Enter takes the first block that was found; the arrow leads to those found, without a question to the categories. */
    private pressed(event: KeyboardEvent): void {
      if (event.key === "Escape" || event.key === "Tab") return;
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      Blockly.keyboardNavigationController.setIsActive(true);
      const found = this.parentToolbox_.getFlyout()?.getWorkspace().getTopBlocks(true)[0];
      const manager = Blockly.getFocusManager();
      if (this.field?.value.trim() && found) {
        manager.focusNode(found);
        if (event.key === "Enter") found.performAction(event);
      } else if (event.key === "ArrowDown") {
        const next = this.parentToolbox_.getToolboxItems().find((item) => item !== this && item.isSelectable?.());
        if (next) manager.focusNode(next as Blockly.IToolboxItem & Blockly.IFocusableNode);
      }
    }

    private find(): void {
      const query = this.field?.value ?? "";
      const found = search(palette, query);
      const words = query.trim() ? t("No block is told of that.") : t("Type what you are looking for.");
      this.flyoutItems_ = found.length ? found : [{ kind: "label", text: words } as Blockly.utils.toolbox.FlyoutItemInfo];
      if (this.parentToolbox_.getSelectedItem() !== this) this.parentToolbox_.setSelectedItem(this);
      this.parentToolbox_.refreshSelection();
      const first = found.length ? tn("{count} block was found; Enter takes it.", "{count} blocks were found; Enter takes the first.", found.length) : words;
      Blockly.utils.aria.announceDynamicAriaState(first);
    }
  }
  Blockly.registry.register(Blockly.registry.Type.TOOLBOX_ITEM, "find", SearchRow, true);
}
