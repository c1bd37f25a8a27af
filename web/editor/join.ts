/** Joining a class: the code, a name, a look; then this browser is one more phone. */

import { Refused, send, sentence } from "./calls.js";
import { part, tell } from "./dom.js";
import { DEFAULT, register, type Registering } from "./phoneapp.js";

export function wakeJoin(form: HTMLFormElement): void {
  const problem = part("join-problem", HTMLElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(problem, "");
    join(Object.fromEntries(new FormData(form))).catch((thrown: unknown) => {
      tell(problem, sentence(thrown));
      const field = thrown instanceof Refused ? form.elements.namedItem(String(thrown.data["field"])) : null;
      if (field instanceof HTMLInputElement) field.focus();
    });
  });
}

async function join(fields: object): Promise<void> {
  const phone = await send<Registering>("POST", "/calls/join", fields);
  await register(phone, DEFAULT);
  location.assign("/phone");
}
