/** The question that a flow from elsewhere brings along before it first runs: may it touch all this? */

import type { Refused } from "./calls.js";
import { make, part, partIfAny } from "./dom.js";
import { t } from "./words.js";

/** Show what the flow can touch; `run` is called with the version that the person allows. */
export function askLeave(refused: Refused, run: (version: string) => void): void {
  const can = refused.data["can"] as string[];
  const host = part("consent", HTMLElement);
  const yes = make("button", { class: "button button-main", type: "button" }, can.length ? t("Let it do that, and run it") : t("Run it"));
  const no = make("button", { class: "button", type: "button" }, t("Leave it"));
  const told = can.length ? [make("p", {}, t("It can:")), make("ul", { class: "said" }, ...can.map((one) => make("li", {}, one)))] : [make("p", {}, t("It touches nothing outside itself."))];
  yes.addEventListener("click", () => {
    host.hidden = true;
    run(String(refused.data["version"]));
  });
  no.addEventListener("click", () => {
    host.hidden = true;
    part("run", HTMLButtonElement).focus();
  });
  host.replaceChildren(make("p", {}, refused.message), ...told, make("div", { class: "line-form" }, yes, no));
  host.hidden = false;
  host.tabIndex = -1;
  const before = partIfAny("foreign", HTMLElement);
  if (before) before.hidden = true;
  host.focus(); // not the button: who pressed Enter twice has allowed nothing
}
