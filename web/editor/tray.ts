/** The page of the phones: it asks every two seconds, while somebody sees it, whether a push has arrived. */

const EVERY = 2_000;

export function wakeTray(tray: HTMLElement): void {
  setTimeout(() => void look(tray), EVERY);
}

async function look(tray: HTMLElement): Promise<void> {
  const last = document.hidden ? undefined : await newest();
  if (last !== undefined && last !== tray.dataset["newest"]) {
    location.reload();
    return;
  }
  setTimeout(() => void look(tray), EVERY);
}

/** What arrived last, as the server counts; nothing while the server can't be asked. */
async function newest(): Promise<string | undefined> {
  try {
    const answer = await fetch("/phones/newest");
    return answer.ok ? ((await answer.json()) as { newest: string }).newest : undefined;
  } catch {
    return undefined;
  }
}
