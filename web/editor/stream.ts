/** The one stream of a page: browsers open only a few connections to a server, whatever the page watches. */

import type { PhoneNews } from "./data.js";
import type { Phonebook } from "./phonebook.js";

const AGAIN = 3000;
let book: Phonebook | null = null;
let current: EventSource | null = null;

/** Let the page's stream tell this phonebook what changes on the phones, from now on and whatever else it tells. */
export function followPhones(phones: Phonebook): void {
  book = phones;
  idle();
}

/** Open the stream at `path` as the page's one, with the phones along if the page shows any. Its end is theirs too, after
 * which they are followed alone again. */
export function pageStream(path: string): EventSource {
  const source = open(book ? `${path}?phones=${book.newest}` : path);
  source.addEventListener("end", () => queueMicrotask(idle));
  return source;
}

function idle(): void {
  if (book) open(`/phones/events?since=${book.newest}`);
}

function open(path: string): EventSource {
  current?.close();
  const source = new EventSource(path);
  current = source;
  source.addEventListener("phones", (event) => book?.news(JSON.parse((event as MessageEvent<string>).data) as PhoneNews));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => source === current && idle(), AGAIN);
  });
  return source;
}
