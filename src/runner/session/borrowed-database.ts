import { dialects } from "../../dialect/index.js";
import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";

/**
 * A client that is open: a `Client` or `Pool` of `pg`, a connection or pool of `mysql2`, a handle of
 * `better-sqlite3`. Told apart by what they can do, so that no types of theirs are needed.
 */
export type OpenClient =
  | { query(...values: never[]): unknown }
  | { prepare(...values: never[]): unknown; pragma(...values: never[]): unknown };

/**
 * The database behind an open client.
 *
 * @throws DriverError `DRIVER_CLIENT_UNKNOWN`, `DRIVER_CLIENT_UNFIT`
 */
export async function borrowedDatabase(client: OpenClient) {
  for (const entry of dialects) {
    const dialect = await entry.load();
    const borrowed = await dialect.createDriver().borrow?.(client);
    if (borrowed === undefined) continue;
    const { label, single } = borrowed;
    const open = async (options: {
      readonly readOnly: boolean;
      readonly forLock?: boolean | undefined;
    }): Promise<Connection> => {
      const { readOnly, forLock } = options;
      const connection = await borrowed.open({ readOnly });
      try {
        await dialect.session.prepare(connection, { forLock });
        return connection;
      } catch (error) {
        await connection.close();
        throw error;
      }
    };
    return { dialect, label, ignored: [], single, open };
  }
  throw new DriverError({
    code: "DRIVER_CLIENT_UNKNOWN",
    message: "What was handed over is neither a database URL nor a client that is known",
    hint: "Give a URL, a Client or Pool of pg, a connection or pool of mysql2, or a handle of better-sqlite3.",
  });
}
