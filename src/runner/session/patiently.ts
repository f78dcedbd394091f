interface Patience {
  /** Milliseconds to go on trying. */
  readonly wait: number;
  /** Milliseconds between two attempts: by default what suits a server that is coming up. */
  readonly pause?: number | undefined;
  /** May the next attempt go better than one that ended like this? */
  readonly isPassing: (error: unknown) => boolean;
}

/** What an attempt comes to that may have to be made again. @throws what the last one threw. */
export async function patiently<Result>(
  { wait, pause = 250, isPassing }: Patience,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + wait;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || performance.now() + pause > deadline) throw error;
      const { setTimeout: sleep } = await import("node:timers/promises");
      await sleep(pause);
    }
  }
}
