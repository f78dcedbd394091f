import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { WithSettings } from "../dialect.js";
import { sameValues } from "../same-values.js";
import { mysqlText } from "./text-literal.js";

const NOW = `SELECT @@character_set_client AS client, @@collation_connection AS collation,
  @@character_set_results AS results, @@time_zone AS zone, CURRENT_ROLE() AS role`;

/** What of a session decides how the tool's own rows are read and written, and whether they may be. */
interface State {
  readonly texts: readonly string[];
  readonly role: string;
}

/** See `DialectSession.captureSettings`. */
export async function captureMysqlSettings(connection: Connection): Promise<WithSettings> {
  const begun = await read(connection);
  return async (work) => {
    const now = await read(connection);
    await change(connection, now, begun);
    await withoutTableLocks(connection, work);
    await change(connection, begun, now);
  };
}

async function read(connection: Connection): Promise<State> {
  const [row] = await connection.query(NOW);
  const { client, collation, results, zone, role } = row ?? {};
  return { texts: [client, collation, results, zone].map(String), role: roleSql(role) };
}

/** MySQL answers with quotes, MariaDB with the bare name of the one role there can be. */
function roleSql(role: unknown): string {
  if (role === null || role === undefined || role === "NONE") return "NONE";
  const name = String(role);
  return name.startsWith("`") ? name : `\`${name.replaceAll("`", "``")}\``;
}

async function change(connection: Connection, from: State, to: State): Promise<void> {
  if (!sameValues(from.texts, to.texts)) {
    const [client = "", collation = "", results = "", zone = ""] = to.texts.map(mysqlText);
    await connection.execute(
      `SET character_set_client = ${client}, collation_connection = ${collation},` +
        ` character_set_results = ${results}, time_zone = ${zone}`,
    );
  }
  if (from.role !== to.role) await connection.execute(`SET ROLE ${to.role}`);
}

/**
 * Under `LOCK TABLES` a session sees no other tables. Such locks end with the next transaction, and
 * here every statement that changes rows is one: ending them now takes nothing from anybody.
 */
async function withoutTableLocks(connection: Connection, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DriverError && error.serverCode === "ER_TABLE_NOT_LOCKED")) throw error;
    await connection.execute("UNLOCK TABLES");
    await work();
  }
}
