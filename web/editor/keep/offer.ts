/** Changes that an earlier page left unsaved are offered back. */

import { sentence } from "../calls.js";
import { moment } from "../data.js";
import { make, part } from "../dom.js";
import type { Desk } from "../desk/desk.js";
import { difference, saidList } from "./difference.js";

/** Offer what is left of this flow, the newest first, one after another. */
export async function offerDrafts(desk: Desk): Promise<void> {
  const host = part("draft-offer", HTMLElement);
  const { drafts } = desk.saving;
  for (const [key, draft] of await drafts.left()) {
    if (draft.text === desk.doc.text) {
      drafts.drop(key);
      continue;
    }
    const said = await difference(draft.base, draft.text, desk.doc.filename).catch((thrown: unknown) => ({ said: [sentence(thrown)] }));
    const yes = make("button", { class: "button button-main", type: "button" }, "Put them in");
    const no = make("button", { class: "button", type: "button" }, "Throw them away");
    host.replaceChildren(make("p", {}, `Changes of ${moment(draft.at)} were never saved. They are still in this browser.`), saidList(said.said), yes, no);
    host.hidden = false;
    const wanted = await new Promise<boolean>((resolve) => {
      yes.addEventListener("click", () => resolve(true));
      no.addEventListener("click", () => resolve(false));
    });
    host.hidden = true;
    if (wanted) await desk.settled().then(() => desk.saving.resume(draft));
    drafts.drop(key);
    part("save-state", HTMLElement).focus();
  }
}
