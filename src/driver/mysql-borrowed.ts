import type { Connection as Client, Pool, RowDataPacket } from "mysql2/promise";
import { isRecord, memberOf } from "../text/record.js";
import { giveBack, inTransaction, take, unfit } from "./borrowed-client.js";
import { toDriverError } from "./client-error.js";
import type { BorrowedClient, Connection } from "./driver.js";
import { MysqlConnection } from "./mysql-connection.js";
import { mysqlErrors } from "./mysql-error.js";
import { type MysqlAccess, READING } from "./mysql-session.js";

/** The work, the lock, and who looks what keeps the work waiting. */
const SESSIONS = 3;

/** What `mysql2` uses when a pool is told nothing. */
const USUAL_LIMIT = 10;

/** A bit of the server's status: a transaction is open. */
const IN_TRANSACTION = 1;

/** What is set for migrations, or by them. */
const SETTINGS = [
  "time_zone",
  "sql_mode",
  "foreign_key_checks",
  "unique_checks",
  "autocommit",
  "completion_type",
  "sql_select_limit",
  "lock_wait_timeout",
  "innodb_lock_wait_timeout",
  "max_statement_time",
  "max_execution_time",
  "wait_timeout",
  "explicit_defaults_for_timestamp",
  "character_set_client",
  "character_set_results",
  "collation_connection",
];

/**
 * The sessions of a connection or a pool of the package `mysql2`, with callbacks or with promises;
 * undefined when it is neither.
 *
 * @throws DriverError `DRIVER_CLIENT_UNFIT` when it is of another copy of the package: the two would
 *   not understand each other's numbers.
 */
export function borrowMysql(
  client: object,
  library: object,
  typed: MysqlAccess["typed"],
): BorrowedClient | undefined {
  const inner: unknown = memberOf(client, "connection") ?? memberOf(client, "pool");
  const raw = isRecord(inner) && "promise" in inner ? inner : client;
  const isLike = "promise" in raw && ("getConnection" in raw || "threadId" in raw);
  if (!isLike) return undefined;
  if (isOne(raw, memberOf(library, "Pool"))) return ofPool(raw, typed);
  if (isOne(raw, memberOf(library, "Connection"))) {
    const label = labelOf(configOf(raw));
    const done = (): void => undefined;
    return { label, single: true, open: () => openOne(raw, { label, typed, done }) };
  }
  throw unfit(
    "it is of another copy of the package mysql2",
    "Bring the two versions together (npm dedupe), or give the URL of the database.",
  );
}

function isOne(client: object, of: unknown): boolean {
  return typeof of === "function" && client instanceof of;
}

function ofPool(pool: object, typed: MysqlAccess["typed"]): BorrowedClient {
  const limit = Number(memberOf(memberOf(pool, "config"), "connectionLimit") ?? USUAL_LIMIT);
  const label = labelOf(memberOf(memberOf(pool, "config"), "connectionConfig"));
  const promised = promiseOf<Pool>(pool);
  const single = limit < SESSIONS;
  return {
    label,
    single,
    open: async () => {
      if (single) {
        const client = await promised.getConnection();
        return await openOne(client.connection, { label, typed, done: () => client.release() });
      }
      const access = pooled(promised, label, typed);
      return new MysqlConnection(access, await access.connect());
    },
  };
}

/** Connections of the pool are ended behind the work: they are told too much to be given back. */
function pooled(pool: Pool, label: string, typed: MysqlAccess["typed"]): MysqlAccess {
  return {
    label,
    typed,
    connect: async () => {
      try {
        const client = await pool.getConnection();
        Object.assign(configOf(client.connection), READING);
        return client;
      } catch (error) {
        throw toDriverError(error, mysqlErrors, { label });
      }
    },
    stop: async (thread) => {
      await pool.query(`KILL QUERY ${thread}`);
    },
    end: async (client) => client.destroy(),
  };
}

interface OneSession {
  readonly label: string;
  readonly typed: MysqlAccess["typed"];
  /** Called when the session is not needed any more, its settings being what they were. */
  readonly done: () => void;
}

async function openOne(raw: object, { label, typed, done }: OneSession): Promise<Connection> {
  const client = promiseOf<Client>(raw);
  const config = configOf(raw);
  let putBack: () => Promise<void> = async () => undefined;
  const access: MysqlAccess = {
    label,
    typed,
    connect: async () => {
      take(raw);
      try {
        const [header] = await client.query("DO 0");
        if ((Number(memberOf(header, "serverStatus")) & IN_TRANSACTION) !== 0)
          throw inTransaction();
        putBack = await remember(client, config);
        Object.assign(config, READING);
        return client;
      } catch (error) {
        giveBack(raw);
        done();
        throw toDriverError(error, mysqlErrors, { label });
      }
    },
    // There is no second session to ask from.
    stop: async () => undefined,
    end: async (_client, { isLost, isRenewed }) => {
      try {
        if (!isLost) await putBack();
      } finally {
        giveBack(raw);
        if (!isRenewed) done();
      }
    },
  };
  return new MysqlConnection(access, await access.connect());
}

/** The way back to what the session, and its client, were told. */
async function remember(client: Client, config: Record<string, unknown>) {
  const names = SETTINGS.map((name) => `'${name}'`).join(", ");
  const [rows] = await client.query<RowDataPacket[]>(
    `SHOW SESSION VARIABLES WHERE Variable_name IN (${names})`,
  );
  const [places] = await client.query<RowDataPacket[]>("SELECT DATABASE() AS name");
  const settings = rows.map(
    ({ Variable_name: name, Value: value }) => `SESSION ${name} = ${literal(String(value))}`,
  );
  const reading = Object.fromEntries(Object.keys(READING).map((name) => [name, config[name]]));
  const place: unknown = places[0]?.name;
  return async (): Promise<void> => {
    Object.assign(config, reading);
    if (typeof place === "string") await client.query(`USE \`${place.replaceAll("`", "``")}\``);
    await client.query(`SET ${settings.join(", ")}`);
  };
}

function literal(value: string): string {
  if (value === "") return "''";
  return /^\d+(?:\.\d+)?$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function promiseOf<Promised>(raw: object): Promised {
  return (raw as { promise(): Promised }).promise();
}

function configOf(raw: object): Record<string, unknown> {
  return (raw as { readonly config: Record<string, unknown> }).config;
}

function labelOf(config: unknown): string {
  return `mysql://${memberOf(config, "host") ?? ""}/${memberOf(config, "database") ?? ""}`;
}
