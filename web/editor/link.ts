/** Links that carry a whole flow in their fragment: compressed, and never sent to any server. */

import { t } from "./words.js";

const START = "#flow=";
const FORMAT = "deflate-raw";
const LONGEST_LINK = 32 * 1024;
const LONGEST_FLOW = 2 * 1024 * 1024;

/** The link that opens this text on the page of the flows; throws an Error that says why there can't be one. */
export async function linkTo(text: string): Promise<string> {
  const packed = await bytesOf(new Blob([text]).stream().pipeThrough(new CompressionStream(FORMAT)), Infinity);
  const link = new URL(`/${START}${toBase64(packed)}`, location.href).href;
  if (link.length > LONGEST_LINK) {
    throw new Error(t("This flow would make a link of {size} kB, and browsers take 32 safely. Download the flow file instead.", { size: Math.ceil(link.length / 1024) }));
  }
  return link;
}

/** The text that the fragment of an address holds; null if it holds none. Throws an Error for one that is damaged. */
export async function flowIn(fragment: string): Promise<string | null> {
  if (!fragment.startsWith(START)) return null;
  try {
    const packed = new Blob([fromBase64(fragment.slice(START.length))]);
    const bytes = await bytesOf(packed.stream().pipeThrough(new DecompressionStream(FORMAT)), LONGEST_FLOW);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(t("The flow in this link is damaged or cut off. Ask for the link again, or for the file."));
  }
}

async function bytesOf(stream: ReadableStream<BufferSource | Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = (stream as ReadableStream<Uint8Array>).getReader();
  for (let { done, value } = await reader.read(); !done && value; { done, value } = await reader.read()) {
    length += value.length;
    if (length > most) throw new Error("too long");
    pieces.push(value);
  }
  const bytes = new Uint8Array(length);
  pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0);
  return bytes;
}

function toBase64(bytes: Uint8Array): string {
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
