import type { Connection } from "../../driver/driver.js";

/** Not every server that is spoken to has it. */
const JIT = (value: string): string =>
  `SELECT set_config('jit', ${value}, false) FROM pg_settings WHERE name = 'jit'`;

/**
 * Asks while the server compiles no query. Those on the catalogue are long and have few rows: to
 * compile one takes a hundred times as long as to answer it.
 */
export async function withoutJit<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query(JIT("'off'"));
  try {
    return await work();
  } finally {
    await connection.query(JIT("reset_val"));
  }
}
