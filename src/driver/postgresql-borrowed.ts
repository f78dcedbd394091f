import type { Client, Pool, PoolClient } from "pg";
import type { SqlRules } from "../text/sql-rules.js";
import { giveBack, inTransaction, take, unfit } from "./borrowed-client.js";
import { toDriverError } from "./client-error.js";
import type { BorrowedClient, Connection } from "./driver.js";
import { PostgresqlConnection } from "./postgresql-connection.js";
import { postgresqlErrors } from "./postgresql-error.js";
import { beginSession, type PostgresqlAccess, TYPES } from "./postgresql-session.js";
import { parsePostgresqlUrl } from "./postgresql-url.js";

/** The work, the lock, and who looks what keeps the work waiting. */
const SESSIONS = 3;

/** What `pg` uses when a pool is told nothing. */
const USUAL_MAX = 10;

/** In a transaction block `now()` is the time of its beginning. By the simple protocol: one time for both. */
const IN_TRANSACTION = "SELECT now() <> statement_timestamp() AS inside";

/** What this session was told since it began; RESET takes all of it away, with what we told it. */
const TOLD = `SELECT name, setting FROM pg_settings WHERE source = 'session'
  UNION ALL SELECT 'session_authorization', session_user
  UNION ALL SELECT 'role', current_setting('role')`;

const PUT_BACK = `SELECT count(set_config(t.name, t.setting, false))
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS t (name, setting, place)`;

interface Setting {
  readonly name: string;
  readonly setting: string;
}

/** The sessions of a `Client` or a `Pool` of the package `pg`; undefined when it is neither. */
export function borrowPostgresql(client: object, sqlRules: SqlRules): BorrowedClient | undefined {
  if (isPool(client)) return ofPool(client, sqlRules);
  if (!isClient(client)) return undefined;
  const label = labelOf(client.host, client.database);
  const done = (): void => undefined;
  return { label, single: true, open: () => openOne(client, { label, sqlRules, done }) };
}

function isPool(client: object): client is Pool {
  return "totalCount" in client && "idleCount" in client && "connect" in client;
}

function isClient(client: object): client is Client {
  return "escapeIdentifier" in client && "getTypeParser" in client && "query" in client;
}

function ofPool(pool: Pool, sqlRules: SqlRules): BorrowedClient {
  const { host, database, connectionString, max = USUAL_MAX } = pool.options;
  const label =
    connectionString === undefined
      ? labelOf(host, database)
      : parsePostgresqlUrl(connectionString).label;
  const single = max < SESSIONS;
  return {
    label,
    single,
    open: async ({ readOnly }) => {
      if (single) {
        const client = await pool.connect();
        return await openOne(sessionOf(client), { label, sqlRules, done: () => client.release() });
      }
      // A session that only reads does not wait for what the application has taken.
      if (readOnly && pool.idleCount === 0 && pool.totalCount >= max) {
        throw unfit("the pool has no session left", "Give the pool more sessions.");
      }
      const access = pooled(pool, label, sqlRules);
      return new PostgresqlConnection(access, await access.connect());
    },
  };
}

/** The type says less than a client of a pool is. */
function sessionOf(client: PoolClient): Client {
  return client as unknown as Client;
}

/** Sessions of the pool are ended behind the work, so that the application gets none with our settings. */
function pooled(pool: Pool, label: string, sqlRules: SqlRules): PostgresqlAccess {
  let taken: PoolClient | undefined;
  return {
    label,
    sqlRules,
    connect: async () => {
      try {
        taken = await pool.connect();
        return await beginSession(sessionOf(taken), undefined);
      } catch (error) {
        taken?.release(true);
        throw toDriverError(error, postgresqlErrors, { label });
      }
    },
    stop: async (pid) => {
      await pool.query("SELECT pg_cancel_backend($1)", [pid]);
    },
    end: async () => {
      taken?.release(true);
      taken = undefined;
    },
  };
}

interface OneSession {
  readonly label: string;
  readonly sqlRules: SqlRules;
  /** Called when the session is not needed any more, its settings being what they were. */
  readonly done: () => void;
}

async function openOne(client: Client, { label, sqlRules, done }: OneSession): Promise<Connection> {
  let told: readonly Setting[] = [];
  const access: PostgresqlAccess = {
    label,
    sqlRules,
    connect: async () => {
      take(client);
      try {
        await refuseTransaction(client);
        told = (await client.query<Setting>({ text: TOLD, types: TYPES })).rows;
        return await beginSession(client, undefined);
      } catch (error) {
        giveBack(client);
        done();
        throw toDriverError(error, postgresqlErrors, { label });
      }
    },
    // There is no second session to ask from.
    stop: async () => undefined,
    end: async (_session, { isLost, isRenewed }) => {
      try {
        if (isLost) return;
        await client.query("RESET ALL");
        const names = told.map(({ name }) => name);
        await client.query(PUT_BACK, [names, told.map(({ setting }) => setting)]);
      } finally {
        giveBack(client);
        if (!isRenewed) done();
      }
    },
  };
  return new PostgresqlConnection(access, await access.connect());
}

async function refuseTransaction(client: Client): Promise<void> {
  if ("processID" in client && client.processID === null) {
    throw unfit("the client is not connected", "Wait for its connect() first.");
  }
  const { rows } = await client.query<{ readonly inside: unknown }>({
    text: IN_TRANSACTION,
    types: TYPES,
  });
  if (rows[0]?.inside === true) throw inTransaction();
}

function labelOf(host: string | undefined, database: string | undefined): string {
  return `postgresql://${host ?? ""}/${database ?? ""}`;
}
