/** The app on a phone: it registers and leaves channels through the REST call that any app makes, and tells the server
 * what a person did with the phone. */

import { send } from "./calls.js";
import type { Phone } from "./data.js";

const REGISTRATIONS = "/api/messaging/registrations";
export const DEFAULT = "default";

/** What it takes to register. */
export type Registering = Pick<Phone, "id" | "token" | "os" | "version">;

/** Put a phone on a channel, for so many `seconds` or for ever. */
export async function register(phone: Registering, channel: string, seconds = 0): Promise<void> {
  const expiration = seconds ? Date.now() + seconds * 1000 : null;
  const { id: deviceId, token: deviceToken, os, version: osVersion } = phone;
  await send("POST", REGISTRATIONS, { deviceId, deviceToken, os, osVersion, channels: [channel], expiration });
}

export async function leave(phone: Phone, channel: string): Promise<void> {
  await send("DELETE", `${REGISTRATIONS}/${encodeURIComponent(phone.id)}?channels=${encodeURIComponent(channel)}`);
}

/** Add a phone, whose app has not registered yet. */
export function addPhone(name: string, os: string): Promise<Registering & { name: string }> {
  return send("POST", "/calls/phones", { name, os });
}

/** Put a phone into a state; installed again, its app registers anew on the channels that it was on. */
export async function turn(phone: Phone, state: string): Promise<void> {
  const { token } = await send<{ token: string }>("POST", "/calls/phones/state", { id: phone.id, state });
  if (phone.state !== "uninstalled" || state === "uninstalled") return;
  for (const [channel, ends] of Object.entries(phone.channels)) {
    await register({ ...phone, token }, channel, ends === null ? 0 : (ends - Date.now()) / 1000);
  }
}

export function markRead(phone: Phone): Promise<unknown> {
  return send("POST", "/calls/phones/read", { id: phone.id, upto: phone.tray.at(-1) ?? 0 });
}

export function clearTray(phone: Phone): Promise<unknown> {
  return send("POST", "/calls/phones/clear", { id: phone.id });
}

export function removePhone(phone: Phone): Promise<unknown> {
  return send("POST", "/calls/phones/remove", { id: phone.id });
}
