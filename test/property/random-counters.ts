/** How a field numbers its rows. */
export interface Counter {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The ways in which an `id` numbers its rows. */
export const COUNTERS: readonly Counter[] = [
  { type: "serial" },
  { type: "serial", sequence: true, nullable: false },
  { type: "integer", identity: "always" },
  { type: "integer", identity: "by_default", counter: { increment: 2, max: 1_000_000 } },
];
