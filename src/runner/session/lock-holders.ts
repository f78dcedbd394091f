import type { LockHolder } from "../../dialect/dialect.js";
import { DriverError } from "../../driver/driver-error.js";
import { toolTablesOf } from "../../plan/tool-tables.js";
import type { Database } from "./open-database.js";

/** What the lock of one history shows, and can be asked of it; closed by `withLock`. */
export interface LockView {
  /** Mostly none. */
  holders(): Promise<readonly LockHolder[]>;
  /** See `DialectSession.breakLock`. */
  end(holder: LockHolder): Promise<boolean>;
}

/**
 * Looks at the lock that the runners of one history take, without taking it.
 *
 * @throws DriverError; DialectError where a lock cannot be broken from here.
 */
export async function withLock<T>(
  about: { readonly database: Database; readonly historyTable: string },
  work: (lock: LockView) => Promise<T>,
): Promise<T> {
  const { database, historyTable } = about;
  const { dialect } = database;
  const connection = await openThere(database);
  // A file that is not there is not locked.
  if (connection === undefined) {
    return await work({ holders: async () => [], end: async () => false });
  }
  try {
    const place = await dialect.session.defaultNamespace(connection);
    const name = dialect.fullName(toolTablesOf(historyTable, place).history, place);
    return await work({
      holders: () => dialect.session.lockHolders(connection, name),
      end: (holder) => dialect.session.breakLock(connection, name, holder),
    });
  } finally {
    await connection.close();
  }
}

async function openThere(database: Database) {
  try {
    return await database.open({ readOnly: true });
  } catch (error) {
    if (error instanceof DriverError && error.code === "DRIVER_FILE_MISSING") return undefined;
    throw error;
  }
}
