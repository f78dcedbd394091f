import type { Connection } from "../driver/driver.js";
import type { Statement } from "./statement.js";

/**
 * Runs one statement of a plan: the only way to do so, because of {@link Statement.executeRows}.
 *
 * @returns how many rows it changed, as the database counts them.
 * @throws DriverError
 */
export async function runStatement(connection: Connection, statement: Statement): Promise<number> {
  if (statement.executeRows !== true) {
    return (await connection.execute(statement.sql, statement.parameters)).rowsAffected;
  }
  let changed = 0;
  for (const row of await connection.query(statement.sql, statement.parameters)) {
    const sql = Object.values(row)[0];
    if (typeof sql === "string") changed += (await connection.execute(sql)).rowsAffected;
  }
  return changed;
}
