/** How a phone makes itself heard: a short sound, unless it is muted, and a sentence for whoever listens to the page. */

import { part, partIfAny } from "./dom.js";
import type { Phonebook } from "./phonebook.js";
import { nameOf, type Push } from "./data.js";
import { t, tn } from "./words.js";

const MUTED = "blockloom-muted";
const GAP = 250;
/** Two tones for each system, in hertz. */
const TONES: Record<string, [number, number]> = { ANDROID: [880, 1175], IOS: [1047, 1319], OSX: [1047, 1319], WP: [659, 988] };

export class Ringer {
  private readonly button = partIfAny("mute", HTMLButtonElement);
  private readonly said = part("phones-said", HTMLElement);
  private context: AudioContext | null = null;
  private last = 0;

  constructor(private readonly book: Phonebook) {
    this.show();
    this.button?.addEventListener("click", () => {
      localStorage.setItem(MUTED, this.muted ? "" : "yes");
      this.show();
    });
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => void this.wake(), { once: true });
    book.heardBy((pushes) => this.heard(pushes));
  }

  private get muted(): boolean {
    return localStorage.getItem(MUTED) === "yes";
  }

  private show(): void {
    if (!this.button) return;
    this.button.setAttribute("aria-pressed", String(this.muted));
    this.button.querySelector("span")?.replaceChildren(this.muted ? t("Sound is off") : t("Sound is on"));
  }

  /** Browsers let a page make sounds only after a person has touched it. */
  private async wake(): Promise<void> {
    this.context ??= new AudioContext();
    await this.context.resume();
  }

  private heard(pushes: Push[]): void {
    const [first] = pushes;
    if (!first) return;
    const phone = this.book.phones.get(first.phone);
    const name = phone ? nameOf(phone) : first.phone;
    const words = [first.title, first.text, first.data].filter(Boolean).join(". ");
    const more = pushes.length > 1 ? ` ${tn("And {count} more.", "And {count} more.", pushes.length - 1)}` : "";
    this.said.textContent = t("Push on {phone}: {words}.", { phone: name, words }) + more;
    this.sound(this.book.phones.get(first.phone)?.os ?? "ANDROID");
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([120, 60, 120]);
  }

  private sound(os: string): void {
    const context = this.context;
    if (this.muted || context?.state !== "running" || performance.now() - this.last < GAP) return;
    this.last = performance.now();
    for (const [index, tone] of (TONES[os] ?? [880, 1175]).entries()) {
      const at = context.currentTime + index * 0.12;
      const [oscillator, volume] = [context.createOscillator(), context.createGain()];
      oscillator.frequency.value = tone;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.16, at + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(at);
      oscillator.stop(at + 0.25);
    }
    document.documentElement.dataset["rang"] = String(Number(document.documentElement.dataset["rang"] ?? 0) + 1);
  }
}
