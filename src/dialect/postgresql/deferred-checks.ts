import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";

/** Everything but what cannot change a table's definition. */
const ROWS_OR_SETTING =
  /^(?:\s|\()*(?:comment|delete|explain|grant|insert|merge|reset|revoke|select|set|show|update|values|with)\b/i;

const DEFERRED = `SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ') AS names
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.condeferred`;

/**
 * Runs a statement in a transaction that may have written rows before. The server alters no table on
 * which deferred constraints wait for the end of the transaction; when that is what it says, they are
 * checked now, the statement runs again, and they wait as before. Only then: rows that refer to each
 * other in a circle may need the deferral until the migration is at its end.
 */
export async function withDeferredChecks<T>(
  connection: Connection,
  sql: string,
  run: () => Promise<T>,
): Promise<T> {
  if (ROWS_OR_SETTING.test(sql)) return await run();
  await connection.execute("SAVEPOINT mm_statement");
  try {
    const result = await run();
    await connection.execute("RELEASE SAVEPOINT mm_statement");
    return result;
  } catch (error) {
    if (!isPending(error)) throw error;
  }
  await connection.execute("ROLLBACK TO SAVEPOINT mm_statement");
  await connection.execute("RELEASE SAVEPOINT mm_statement");
  await connection.execute("SET CONSTRAINTS ALL IMMEDIATE");
  const result = await run();
  const [row] = await connection.query(DEFERRED);
  if (typeof row?.names === "string") {
    await connection.execute(`SET CONSTRAINTS ${row.names} DEFERRED`);
  }
  return result;
}

function isPending(error: unknown): boolean {
  return (
    error instanceof DriverError &&
    error.serverCode === "55006" &&
    /pending trigger events/.test(error.message)
  );
}
