/** The one stream of a page: browsers open only a few connections to a server, whatever the page watches. */

import type { PhoneNews } from "./data.js";
import type { Going } from "./going.js";
import type { Phonebook } from "./phonebook.js";

const AGAIN = 3000;
let book: Phonebook | null = null;
let current: EventSource | null = null;
let going: { flow: string; hear: (runs: Going[]) => void } | null = null;

/** Let the page's stream tell this phonebook what changes on the phones, from now on and whatever else it tells. */
export function followPhones(phones: Phonebook): void {
  book = phones;
  idle();
}

/** Let the page's stream tell which runs of a flow go on, each time they are others. To be called before any is open. */
export function followGoing(flow: string, hear: (runs: Going[]) => void): void {
  going = { flow, hear };
}

/** Open the stream at `path` as the page's one, with the phones along if the page shows any. Its end is theirs too, after
 * which they are followed alone again. */
export function pageStream(path: string): EventSource {
  const source = open(path, "phones");
  source.addEventListener("end", () => queueMicrotask(idle));
  return source;
}

function idle(): void {
  if (book) open("/phones/events", "since");
}

/** `newest` is what the path calls the push from which on the phones are told of. */
function open(path: string, newest: string): EventSource {
  current?.close();
  const asked = new URLSearchParams({ ...(book && { [newest]: String(book.newest) }), ...(going && { flow: going.flow }) });
  const source = new EventSource(`${path}?${asked}`);
  current = source;
  source.addEventListener("phones", (event) => book?.news(JSON.parse((event as MessageEvent<string>).data) as PhoneNews));
  source.addEventListener("going", (event) => going?.hear((JSON.parse((event as MessageEvent<string>).data) as { runs: Going[] }).runs));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => source === current && idle(), AGAIN);
  });
  return source;
}
