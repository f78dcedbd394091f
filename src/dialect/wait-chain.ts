/** Two sessions, one in the way of the other, by the server's numbers. */
export interface Wait {
  readonly waiting: number;
  readonly blocking: number;
}

/**
 * Why `session` does not go on: its own waits first, then those of whom it waits for. All waits
 * when it is not known which session it is.
 */
export function waitsOf<W extends Wait>(
  waits: readonly W[],
  session: number | undefined,
): readonly W[] {
  if (session === undefined) return waits;
  const reached = new Set([session]);
  // A set is walked in the order of its growth.
  for (const one of reached) {
    for (const { waiting, blocking } of waits) if (waiting === one) reached.add(blocking);
  }
  return [...reached].flatMap((one) => waits.filter(({ waiting }) => waiting === one));
}
