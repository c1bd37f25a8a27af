/** Changes that an earlier page left unsaved are offered back. */

import { passes, sentence } from "../calls.js";
import { moment } from "../data.js";
import { make, part } from "../dom.js";
import type { Desk } from "../desk/desk.js";
import { difference, saidList } from "./difference.js";
import { whole } from "./drafts.js";
import { t } from "../words.js";

/** Offer what is left of this flow, the newest first, one after another. */
export async function offerDrafts(desk: Desk): Promise<void> {
  const host = part("draft-offer", HTMLElement);
  const { drafts } = desk.saving;
  for (const [key, left] of await drafts.left()) {
    const draft = await whole(left, desk.doc.filename).then((text) => ({ ...left, text }), (thrown: unknown) => (passes(thrown) ? null : left));
    if (!draft) continue; // the server is away again
    if (draft.text === desk.doc.text) {
      drafts.drop(key);
      continue;
    }
    const said = await difference(draft.base, draft.text, desk.doc.filename).catch((thrown: unknown) => ({ said: [sentence(thrown)] }));
    const yes = make("button", { class: "button button-main", type: "button" }, t("Put them in"));
    const no = make("button", { class: "button", type: "button" }, t("Throw them away"));
    host.replaceChildren(make("p", {}, t("Changes of {time} were never saved. They are still in this browser.", { time: moment(draft.at) })), saidList(said.said), yes, no);
    host.hidden = false;
    const wanted = await new Promise<boolean>((resolve) => {
      yes.addEventListener("click", () => resolve(true));
      no.addEventListener("click", () => resolve(false));
    });
    host.hidden = true;
    part("save-state", HTMLElement).focus(); // at once: later they may be writing somewhere already
    if (wanted) await desk.settled().then(() => desk.saving.resume(draft));
    drafts.drop(key);
  }
}
