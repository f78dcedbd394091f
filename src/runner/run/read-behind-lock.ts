import type { Connection } from "../../driver/driver.js";
import type { Remembered } from "../records/memory.js";
import type { ToolTables } from "../records/tool-tables.js";

interface ReadBehindLock {
  /** See `LockRequest.alongside`. */
  readonly ask: () => void;
  /** Of the last attempt; undefined where the database cannot be asked like that. */
  readonly last: () => Promise<Remembered | undefined>;
}

/**
 * History and journal, asked behind each attempt at the lock on the way to the server: what came back behind
 * the attempt that succeeded was read under the lock.
 */
export function readBehindLock(tables: ToolTables, connection: Connection): ReadBehindLock {
  let last: Promise<Remembered> | undefined;
  const read = (): Promise<Remembered> => tables.read(connection);
  return {
    ask: () => {
      // One after the other, so that what the tables know of themselves is of the last.
      last = last?.then(read, read) ?? read();
      last.catch(() => undefined);
    },
    last: async () => await last,
  };
}
