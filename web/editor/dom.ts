/** Making and finding elements. Text only ever becomes text: nothing here parses HTML. */

type Child = Node | string;

/** An element with attributes and children; an attribute that is null or false is left out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | null> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** The element of this id, which the page's template is known to hold. */
export function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} called ${id}.`);
  return found;
}

/** The element of this id if the page holds it. */
export function partIfAny<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind | null {
  const found = document.getElementById(id);
  return found instanceof kind ? found : null;
}

/** Show a sentence in an element that is hidden while it has none. */
export function tell(element: HTMLElement, sentence: string): void {
  element.textContent = sentence;
  element.hidden = sentence === "";
}

const DRAWINGS = {
  screen: "M2.5 3.5h15v9.5h-15zM10 13v3.5M6.5 16.5h7",
  ok: "M10 1.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM6.4 10.3l2.5 2.5 4.8-5.2",
  error: "M10 2.2 18.4 17H1.6zM10 7.6v4.2M10 14.2v.4",
  stopped: "M10 1.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM7.3 7.3h5.4v5.4H7.3z",
  phone: "M7.7 2h4.6a2.2 2.2 0 0 1 2.2 2.2v11.6a2.2 2.2 0 0 1-2.2 2.2H7.7a2.2 2.2 0 0 1-2.2-2.2V4.2A2.2 2.2 0 0 1 7.7 2zM9 15.2h2",
};

/** A small drawing that stands beside words and says nothing of its own. */
export function icon(name: keyof typeof DRAWINGS): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  const look = { d: DRAWINGS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.7", "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [key, value] of Object.entries(look)) path.setAttribute(key, value);
  svg.append(path);
  return svg;
}
