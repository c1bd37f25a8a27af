/** Own flows: make one, copy an example. */

import { send, sentence } from "./calls.js";
import { part, partIfAny, tell } from "./dom.js";
import { keyOf, named } from "./naming.js";
import { t } from "./words.js";

const EMPTY = `flow: 1
name: My flow
do:
- print: Hello
`;

/** The form that names a new flow: in the gallery a small one, on an example's page a copy. */
export function wakeNew(form: HTMLFormElement, problem: HTMLElement, text: () => string | Promise<string> = () => EMPTY, made?: () => void): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("input");
    const name = field?.value.trim() ?? "";
    const key = keyOf(name);
    tell(problem, key ? "" : t("Give it a name first, for example My first flow."));
    if (!key) return field?.focus();
    make(text, key, name).then(
      (answer) => {
        made?.();
        location.assign(`/flows/${encodeURIComponent(answer.key)}`);
      },
      (thrown: unknown) => {
        tell(problem, sentence(thrown));
        field?.focus();
      },
    );
  });
}

async function make(text: () => string | Promise<string>, key: string, name: string): Promise<{ key: string }> {
  return send("PUT", `/calls/flows/${encodeURIComponent(key)}`, { text: named(await text(), name) });
}

/** The form that copies an example, with what was changed in the page; `made` hears of it when that is done. */
export function wakeChange(text: () => string | Promise<string>, made?: () => void): void {
  const copy = partIfAny("copy-form", HTMLFormElement);
  if (copy) wakeNew(copy, part("copy-problem", HTMLElement), text, made);
}
