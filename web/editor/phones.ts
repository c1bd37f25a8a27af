/** The phone chooser: add a phone by its name. */

import { send, sentence } from "./calls.js";
import { icon, make, part, tell } from "./dom.js";

export function wakePhones(): void {
  const name = part("new-phone", HTMLInputElement);
  const button = part("add-phone", HTMLButtonElement);
  const problem = part("phone-problem", HTMLElement);

  const add = async (): Promise<void> => {
    tell(problem, "");
    try {
      const answer = await send<{ phones: string[]; name: string }>("POST", "/calls/phones", { name: name.value });
      show(answer.phones, answer.name);
      name.value = "";
    } catch (thrown) {
      tell(problem, sentence(thrown));
      name.focus();
    }
  };

  button.addEventListener("click", () => void add());
  name.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void add();
  });
}

function show(names: string[], chosen: string): void {
  const phones = names.map((name) => {
    const radio = make("input", { type: "radio", name: "phone", value: name, checked: name === chosen });
    return make("label", { class: "phone" }, radio, make("span", {}, icon("phone"), make("span", {}, name)));
  });
  part("phones", HTMLElement).replaceChildren(...phones);
  document.querySelector<HTMLInputElement>("#phones input:checked")?.focus();
}
