/** Two changes of one flow that touch each other: whoever made one of them says what becomes of both. */

import { sentence } from "../calls.js";
import { make, part } from "../dom.js";
import { difference, linesList, saidList } from "./difference.js";
import { t } from "../words.js";

export type Choice = "mine" | "theirs" | "together" | "copy";

export interface Sides {
  base: string;
  mine: string;
  /** What is there now; null if the flow was deleted or renamed. */
  theirs: string | null;
  /** Whether both can stand one behind the other. */
  together: boolean;
  filename: string;
}

/** Ask, and answer with what the person chose. */
export async function ask({ base, mine, theirs, together, filename }: Sides): Promise<Choice> {
  const host = part("edit-conflict", HTMLElement);
  const buttons = {
    mine: make("button", { class: "button", type: "button" }, theirs === null ? t("Save mine under this name again") : t("Keep mine")),
    theirs: make("button", { class: "button", type: "button" }, t("Take theirs")),
    together: make("button", { class: "button button-main", type: "button" }, t("Put both in, theirs first")),
    copy: make("button", { class: "button", type: "button" }, t("Keep both, mine as a copy")),
  };
  host.replaceChildren(
    make("h3", { id: "edit-conflict-head" }, theirs === null ? t("This flow was deleted or renamed elsewhere.") : t("This flow was changed elsewhere, at the same place.")),
    make("p", {}, t("Nothing of yours is lost: it is on this page, and not saved yet.")),
  );
  if (theirs === null) host.append(buttons.mine);
  else {
    host.append(await sides(base, mine, theirs, filename), ...(together ? [buttons.together] : []), buttons.copy, buttons.mine, buttons.theirs);
  }
  host.hidden = false;
  host.querySelector("button")?.focus();
  return new Promise((resolve) => {
    for (const choice of ["mine", "theirs", "together", "copy"] as const) {
      buttons[choice].addEventListener("click", () => {
        host.hidden = true;
        resolve(choice);
      });
    }
  });
}

async function sides(base: string, mine: string, theirs: string, filename: string): Promise<HTMLElement> {
  try {
    const [ours, other, between] = await Promise.all([
      difference(base, mine, filename),
      difference(base, theirs, filename),
      difference(theirs, mine, filename),
    ]);
    return make(
      "div",
      { class: "sides" },
      make("div", {}, make("h4", {}, t("Yours")), saidList(ours.said)),
      make("div", {}, make("h4", {}, t("Theirs")), saidList(other.said)),
      make("details", {}, make("summary", {}, t("Line by line, from theirs to yours")), linesList(between.lines)),
    );
  } catch (thrown) {
    return make("p", {}, sentence(thrown));
  }
}
