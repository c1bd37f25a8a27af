/** What the page knows of its blocks from the server: where each stands in the text, and what each says. */

import type { AboutAnswer, TextAnswer } from "../desk/shapes.js";

/** Tells what stood on the page from what stands there now: how often a sheet was shown, and how often a person edited. */
export interface State {
  readonly shown: number;
  readonly edits: number;
}

export class Known {
  /** The addresses of the blocks, by their ids. */
  private places = new Map<string, string>();
  /** The fingerprints of the steps, by their ids. Those of edited ones are old until the server is asked. */
  readonly prints = new Map<string, string>();
  private ids: Map<string, string> | null = null;
  private now: State = { shown: 0, edits: 0 };
  private told = this.now;
  private exact = true;

  get state(): State {
    return this.now;
  }

  /** What a step has to have for it to be sure that it says the same: none where that is not known. */
  get sure(): ReadonlyMap<string, string> {
    return this.exact ? this.prints : new Map();
  }

  /** Another sheet is shown. */
  show(places: Iterable<[string, string]>, prints: Iterable<[string, string]>): void {
    this.now = { ...this.now, shown: this.now.shown + 1 };
    this.put(new Map(places));
    this.print(prints);
  }

  /** A person edited the blocks. */
  edited(): void {
    this.now = { ...this.now, edits: this.now.edits + 1 };
    this.exact = false;
  }

  /** The server made a text of the blocks as they were `then`. */
  accepted({ places }: TextAnswer, then: State): void {
    if (then.shown !== this.now.shown) return;
    this.put(new Map(Object.entries(places)));
    this.told = then;
  }

  /** The fingerprints of the blocks that were accepted last, by their addresses. */
  printed(prints: AboutAnswer["prints"]): void {
    if (this.told !== this.now) return;
    this.print([...this.places].flatMap(([id, path]) => (prints[path] ? [[id, prints[path]] as [string, string]] : [])));
  }

  /** Where blocks stand is not known any more. */
  forget(): void {
    this.put(new Map());
  }

  pathOf(id: string): string | undefined {
    return this.places.get(id);
  }

  /** The block at an address. */
  idAt(path: string): string | undefined {
    this.ids ??= new Map([...this.places].map(([id, place]) => [place, id.split(".")[0] as string]));
    return this.ids.get(path);
  }

  /** Ids with addresses. */
  all(): [string, string][] {
    return [...this.places];
  }

  private put(places: Map<string, string>): void {
    this.places = places;
    this.ids = null;
  }

  private print(prints: Iterable<[string, string]>): void {
    this.prints.clear();
    for (const [id, print] of prints) this.prints.set(id, print);
    this.exact = true;
  }
}
