/** From the name that a person gives a flow to its file's name and the `name:` in its text. */

const LONGEST = 80;
const PLAIN = /^\p{L}[\p{L}\p{N} _-]*$/u;
const NO_TEXTS = new Set(["true", "false", "null"]);

/** The file's name for a flow called `name`: `My first flow!` is `My-first-flow`. Empty if nothing of it can stay. */
export function keyOf(name: string): string {
  const key = name.normalize("NFC").replace(/[^\p{L}\p{N}_-]+/gu, "-").replace(/^[-_]+/, "");
  return [...key].slice(0, LONGEST).join("").replace(/-+$/, "");
}

/** The text with `name` as the flow's name, if it has a name on one line of its own. */
export function named(text: string, name: string): string {
  const written = PLAIN.test(name) && !NO_TEXTS.has(name.toLowerCase()) ? name : JSON.stringify(name);
  return text.replace(/^name:[ \t].*(?=\r?\n\S)/m, () => `name: ${written}`);
}
