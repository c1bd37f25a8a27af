/** Asking the server. */

import { t } from "./words.js";

export const SILENT = t("Blockloom does not answer. Is it still running?");

/** What the server said no with: a sentence for people, and more for the page, such as the field that it is about. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly data: Record<string, unknown> = {},
    readonly status = 0,
  ) {
    super(message);
  }
}

/** Send JSON and answer the JSON that comes back; throws Refused. */
export async function send<Answer>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(SILENT);
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer as Answer;
  const message = typeof answer["message"] === "string" ? answer["message"] : t("The server said {status}.", { status: String(response.status) });
  throw new Refused(message, (answer["errorData"] ?? {}) as Record<string, unknown>, response.status);
}

/** Whether what was thrown may be over soon: the server is away, or has a trouble of its own. */
export function passes(thrown: unknown): boolean {
  return !(thrown instanceof Refused) || thrown.status === 0 || thrown.status >= 500;
}

/** The sentence of whatever was thrown. */
export function sentence(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
