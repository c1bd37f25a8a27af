/** A small question in a dialog: a line of text, and where there is a choice, which of several it is about. */

import { make } from "../dom.js";
import { t } from "../words.js";

export interface Asked {
  text: string;
  choice: string;
}

/** Ask for a text; null where a person goes away from the question. `check` answers what is wrong with it, "" for nothing. */
export function ask(
  title: string,
  label: string,
  text: string,
  check: (asked: Asked) => Promise<string>,
  choices: { label: string; all: string[]; first: string } | null = null,
): Promise<Asked | null> {
  const field = make("input", { type: "text", id: "ask-text", maxlength: 100, autocomplete: "off", value: text });
  const select = make("select", { id: "ask-choice" }, ...(choices?.all ?? []).map((one) => make("option", { selected: one === choices?.first }, one)));
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const cancel = make("button", { type: "button", class: "button" }, t("Cancel"));
  const form = make("form", { class: "ask" }, make("h3", { id: "ask-title" }, title));
  if (choices) form.append(make("label", { for: "ask-choice" }, choices.label), select);
  form.append(make("label", { for: "ask-text" }, label), field, problem, make("p", { class: "ask-bar" }, make("button", { class: "button button-main" }, "OK"), cancel));
  const dialog = make("dialog", { class: "ask-box", "aria-labelledby": "ask-title" }, form);
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  field.select();
  return new Promise((answer) => {
    let asked: Asked | null = null;
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(asked);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = { text: field.value.trim(), choice: select.value };
      void check(given).then((wrong) => {
        problem.textContent = wrong;
        problem.hidden = wrong === "";
        if (wrong) return field.focus();
        asked = given;
        dialog.close();
      });
    });
  });
}
