/** What the page says, in the language it is shown in. The English sentence is the message's id; a page in another
 * language gets the others before any of its scripts begins. */

interface Said {
  plural: Record<string, number>;
  messages: Record<string, string | string[]>;
}

type Holes = Record<string, string | number>;

const root = document.documentElement;
export const language = root.lang || "en";
/** The person's own kind of the language, such as British English, for numbers and dates. */
export const locale = navigator.languages.find((one) => one.split("-")[0] === language.split("-")[0] && isKnown(one)) ?? language;

const said = await read(root.dataset["words"]);
const plurals = new Intl.PluralRules(language);

/** Some systems give their browser a language that is none, such as en-US@posix. */
function isKnown(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

async function read(address: string | undefined): Promise<Said> {
  const nothing = { plural: {}, messages: {} };
  if (!address) return nothing;
  try {
    const answer = await fetch(address);
    return answer.ok ? ((await answer.json()) as Said) : nothing;
  } catch {
    return nothing;
  }
}

/** The message in the page's language, each `{hole}` filled. */
export function t(message: string, holes: Holes = {}): string {
  const found = said.messages[message];
  return filled(typeof found === "string" ? found : message, holes);
}

/** The form of the message that fits the number, which fills the hole `{count}`. */
export function tn(one: string, many: string, count: number, holes: Holes = {}): string {
  const found = said.messages[one];
  const form = Array.isArray(found) ? found[said.plural[plurals.select(count)] ?? found.length - 1] : undefined;
  return filled(form ?? (count === 1 ? one : many), { count: number(count), ...holes });
}

/** What `t` said, with nodes in the holes that it left. */
export function parts(said: string, holes: Record<string, Node | string>): (Node | string)[] {
  return said.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? (holes[part] ?? "") : part));
}

/** A number as this language writes it. */
export function number(value: number, digits = 0): string {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function filled(message: string, holes: Holes): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = holes[name];
    return value === undefined ? whole : String(value);
  });
}
