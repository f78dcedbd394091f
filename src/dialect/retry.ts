/** Pauses between the attempts in milliseconds, so that the queue behind a table drains. */
const PAUSES = [500, 1_000, 2_000, 4_000, 8_000] as const;

/**
 * Runs `attempt`, again and again with growing pauses while it fails only because of other sessions:
 * what failed like that has done nothing.
 */
export async function withRetries<T>(
  isTransient: (error: unknown) => boolean,
  attempt: (at: number) => Promise<T>,
  pauses: readonly number[] = PAUSES,
): Promise<T> {
  for (const [at, pause] of pauses.entries()) {
    try {
      return await attempt(at);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await sleep(pause);
    }
  }
  return await attempt(pauses.length);
}

/** Milliseconds, up to half as much again so that runners do not march in step. */
export function sleep(milliseconds: number): Promise<void> {
  const jitter = Math.random() * milliseconds * 0.5;
  return new Promise((resolve) => setTimeout(resolve, milliseconds + jitter));
}
