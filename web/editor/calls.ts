/** Asking the server. */

/** What the server said no with: a sentence for people, and which field it is about if it is about one. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly data: Record<string, unknown>,
  ) {
    super(message);
  }
}

/** Send JSON and answer the JSON that comes back; throws Refused. */
export async function send<Answer>(method: "POST" | "PUT", path: string, body: object): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused("Blockloom does not answer. Is it still running?", {});
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer as Answer;
  const message = typeof answer["message"] === "string" ? answer["message"] : `The server said ${response.status}.`;
  throw new Refused(message, (answer["errorData"] ?? {}) as Record<string, unknown>);
}

/** The sentence of whatever was thrown. */
export function sentence(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
