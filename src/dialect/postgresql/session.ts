import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  RunSituation,
  SessionUse,
  WithSettings,
} from "../dialect.js";
import { inOrderOf } from "../field-order.js";
import { withRetries } from "../retry.js";
import type { RowWatch } from "../row-watch.js";
import { runStatement } from "../run-statement.js";
import { sameValues } from "../same-values.js";
import { type ExpectedRequest, StandardSession } from "../standard-session.js";
import type { LiveColumn, Statement } from "../statement.js";
import { waitsOf } from "../wait-chain.js";
import { withDeferredChecks } from "./deferred-checks.js";
import { PostgresqlIntrospector } from "./introspector.js";
import { makeReadyForLock, postgresqlLock } from "./lock.js";
import { withServerExpressions } from "./server-expressions.js";
import {
  LOCK_FAILURES,
  prepareSession,
  untilNoneRuns,
  withIndexTimeouts,
  withLockRetries,
  withStatementRetries,
} from "./timeouts.js";

const BLOCKED = `SELECT w.pid AS waiting, b.pid AS blocking, coalesce(b.usename, '') AS "user",
    coalesce(b.client_addr::text, 'local socket') AS address,
    coalesce(b.application_name, '') AS application, coalesce(b.state, b.backend_type) AS state,
    coalesce(extract(epoch FROM clock_timestamp() - b.xact_start) * 1000, 0)::int AS transaction,
    left(coalesce(b.query, ''), 200) AS query
  FROM pg_stat_activity w
  CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS p (pid)
  JOIN pg_stat_activity b ON b.pid = p.pid
  WHERE w.datname = current_database() AND w.wait_event_type = 'Lock'
  ORDER BY w.pid, b.pid`;

const NOW = `SELECT session_user::text AS "user", current_setting('role') AS role,
  current_setting('client_encoding') AS encoding`;

/** In this order: another user gives up the role. */
const SET = `SELECT set_config('session_authorization', $1, false), set_config('role', $2, false),
  set_config('client_encoding', $3, false)`;

type Retype = Extract<LiveColumn, { readonly kind: "retype" }>;

/**
 * What SET DATA TYPE takes from a column unless it is said again: a collation other than that of the
 * type, and how its values are stored. `jsonb`, because compression is younger than some servers.
 */
const BESIDES = `SELECT
    (SELECT format('%I.%I', s.nspname, c.collname) FROM pg_collation c
      JOIN pg_namespace s ON s.oid = c.collnamespace
      WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation AND n.typcollation <> 0) AS collation,
    CASE WHEN a.attstorage <> t.typstorage AND n.typstorage <> 'p' THEN CASE a.attstorage
      WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage,
    CASE WHEN n.typstorage <> 'p' THEN CASE to_jsonb(a) ->> 'attcompression'
      WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END END AS compression
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type n ON n.oid = to_regtype($3)
  WHERE a.attrelid = to_regclass($1) AND a.attname = $2 AND NOT a.attisdropped`;

const CHANGES = `SELECT current_setting('track_counts') AS counting,
    coalesce(pg_stat_get_xact_tuples_inserted(c.oid) - pg_stat_get_xact_tuples_deleted(c.oid), 0)::int AS change
  FROM unnest($1::text[]) WITH ORDINALITY AS t (name, place)
  LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
  ORDER BY t.place`;

const ORDER = `SELECT c.relname AS name,
    CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END AS namespace,
    ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`;

/** What takes long and blocks no other session meanwhile: it may wait, and run, for longer. */
const LONG = /\b(?:CONCURRENTLY|VALIDATE\s+CONSTRAINT|VACUUM)\b/i;

/** Milliseconds: a process that takes a schema apart is through with it at some time. */
const READ_PAUSES = [0, 20, 50, 100, 200, 400, 800];

/** Undefined table, object (type, index, constraint), column, function, database schema. */
const MISSING = ["42P01", "42704", "42703", "42883", "3F000"];

/** Sessions of PostgreSQL. */
export class PostgresqlSession extends StandardSession {
  /** Where each session began: known with the answer to what it was told. */
  readonly #namespaces = new WeakMap<Connection, Promise<string | undefined>>();

  /** Begins again when what is read goes while it is read. */
  createIntrospector(connection: Connection): Introspector {
    const inner = new PostgresqlIntrospector(connection);
    return {
      read: (...given) => withRetries(isGone, () => inner.read(...given), READ_PAUSES),
      objects: (...given) => withRetries(isGone, () => inner.objects(...given), READ_PAUSES),
    };
  }

  override async snapshot(connection: Connection): Promise<void> {
    await connection.begin();
    await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  }

  override async prepare(
    connection: Connection,
    { forLock = false, ahead = false }: SessionUse = {},
  ): Promise<void> {
    // Given together, they are one question.
    const namespace = prepareSession(connection);
    this.#namespaces.set(connection, namespace);
    const told = Promise.all([namespace, forLock ? makeReadyForLock(connection) : undefined]);
    if (ahead) told.catch(() => undefined);
    else await told;
  }

  override async captureSettings(connection: Connection): Promise<WithSettings> {
    const read = async (): Promise<readonly string[]> => {
      const [row] = await connection.query(NOW);
      return [row?.user, row?.role, row?.encoding].map(String);
    };
    const begun = await read();
    return async (work) => {
      const now = await read();
      if (sameValues(now, begun)) return await work();
      await connection.query(SET, begun);
      await work();
      // Not behind a failure: the transaction takes it all back, or is over with the session.
      await connection.query(SET, now);
    };
  }

  override likelyNamespace({ likelyNamespace }: Connection): DefaultNamespace | undefined {
    return likelyNamespace === undefined
      ? undefined
      : { database: undefined, namespace: likelyNamespace };
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    if (!this.#namespaces.has(connection)) await this.prepare(connection);
    return { database: undefined, namespace: await this.#namespaces.get(connection) };
  }

  protected readonly lock = postgresqlLock;

  /** `work` runs again after a rollback when all that failed it was a lock held by another. */
  override atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    return withLockRetries(connection, (begun) =>
      super.atomic(connection, {
        ...request,
        work: async () => {
          await begun();
          await request.work();
        },
      }),
    );
  }

  /**
   * COMMIT takes a transaction back in which a statement has failed, so it need not wait for the last; and what
   * may get lost goes behind it, where it can fail alone.
   */
  protected override async finish(
    connection: Connection,
    request: Omit<AtomicRequest, "work">,
  ): Promise<void> {
    const last = request.last?.();
    if (last === undefined) return await this.commit(connection);
    const [written, committed] = await Promise.allSettled([
      connection.execute(last.sql, last.parameters),
      this.commit(connection),
      request.keep?.({ inside: false }),
    ]);
    for (const one of [written, committed]) if (one.status === "rejected") throw one.reason;
  }

  /**
   * The savepoint travels with the work, and its end with what comes behind: where one of them failed,
   * the transaction refuses whatever follows.
   */
  override async attempt(connection: Connection, work: () => Promise<void>): Promise<void> {
    const begun = connection.execute("SAVEPOINT mm_attempt");
    begun.catch(() => undefined);
    try {
      await work();
      await begun;
    } catch (error) {
      await this.rollBackAttempt(connection);
      throw error;
    }
    connection.execute("RELEASE SAVEPOINT mm_attempt").catch(() => undefined);
  }

  protected override async reported(request: ExpectedRequest): Promise<Schema> {
    const { connection, source, live } = request;
    const [row] = await connection.query("SELECT current_schema() AS name");
    const name = String(row?.name);
    const bare = withoutNamespace(source, name);
    const expected =
      bare === source
        ? request.expected
        : this.dialect.expected(bare, withoutNamespace(request.horizon, name));
    const editor = this.dialect.createSchemaEditor({ horizon: expected, rowsTable: "" });
    const reported = await withServerExpressions({
      ...{ connection, schema: expected, editor, live },
      asText: request.asText,
    });
    return inOrderOf(reported, await connection.query(ORDER));
  }

  override run(
    connection: Connection,
    statement: Statement,
    situation?: RunSituation,
  ): Promise<number> {
    const { live } = statement;
    const run = (): Promise<number> =>
      live?.kind === "retype"
        ? retypeColumn(connection, { statement, live, quote: (name) => this.dialect.quote(name) })
        : super.run(connection, statement);
    if (statement.transactional) {
      const pending = situation?.afterRows === true;
      return pending ? withDeferredChecks(connection, statement.sql, run) : run();
    }
    return LONG.test(statement.sql)
      ? withIndexTimeouts(connection, run)
      : withStatementRetries(connection, run);
  }

  /** Inside a transaction the server refuses whatever comes behind a failure. */
  override travels({ transactional, live, executeRows }: Statement): boolean {
    return transactional && live === undefined && executeRows !== true;
  }

  /** What a killed runner began may be under way still: it is over before anything is cleared. */
  override async repair(connection: Connection, statement: Statement): Promise<void> {
    if (statement.repair === undefined) return;
    await untilNoneRuns(connection, statement.sql);
    await super.repair(connection, statement);
  }

  override async blockers(connection: Connection, waiting: Connection): Promise<readonly string[]> {
    const rows = await connection.query(BLOCKED);
    const waits = rows.map((row) => ({
      waiting: Number(row.waiting),
      blocking: Number(row.blocking),
      row,
    }));
    return waitsOf(waits, waiting.sessionId).map(({ row }) => describeBlocked(row));
  }

  /** Counted only where the server was told to keep no account. */
  override async watchRows(connection: Connection, tables: readonly Table[]): Promise<RowWatch> {
    const names = tables.map((table) => this.dialect.quoteTable(table));
    return (await watchRowChanges(connection, names)) ?? super.watchRows(connection, tables);
  }

  protected override readonly lockFailures = LOCK_FAILURES;

  protected override readonly missing = MISSING;
}

/**
 * The schema with the session's default namespace left out where it was written (`public.users` is
 * `users`), as the introspector does.
 */
function withoutNamespace(schema: Schema, namespace: string): Schema {
  const every = [...schema.tables.values()];
  if (!every.some((table) => table.namespace === namespace)) return schema;
  const prefix = `${namespace}.`;
  const bare = (key: string): string =>
    schema.tables.get(key)?.namespace === namespace ? key.slice(prefix.length) : key;
  const tables = every.map((table): readonly [string, Table] => {
    const foreignKeys = table.foreignKeys.map((key) => ({ ...key, table: bare(key.table) }));
    const own = table.namespace === namespace ? undefined : table.namespace;
    const made: Table = { ...table, namespace: own, foreignKeys };
    return [tableKey(made), made];
  });
  tables.sort(([left], [right]) => (left < right ? -1 : 1));
  return { ...schema, tables: new Map(tables) };
}

/**
 * Watches by how many rows this session's open transaction changes each table. The server counts this for autovacuum anyway, so it costs nothing on a table of any size, and what other sessions
 * delete meanwhile is not in it. A TRUNCATE is not either.
 *
 * @returns undefined when the server was told not to count.
 */
async function watchRowChanges(
  connection: Connection,
  names: readonly string[],
): Promise<RowWatch | undefined> {
  const before = await rowChanges(connection, names);
  if (before === undefined) return undefined;
  return async () => {
    const after = (await rowChanges(connection, names)) ?? before;
    return before.map((change, at) => ({
      lost: Math.max(0, change - (after[at] ?? change)),
      of: undefined,
    }));
  };
}

async function rowChanges(
  connection: Connection,
  names: readonly string[],
): Promise<readonly number[] | undefined> {
  const list = names.map((name) => `"${name.replaceAll(/["\\]/g, "\\$&")}"`).join(",");
  const rows = await connection.query(CHANGES, [`{${list}}`]);
  if (rows.some(({ counting }) => counting !== "on")) return undefined;
  return rows.map(({ change }) => Number(change));
}

/** Changes a column's type; what the column has besides stays. */
async function retypeColumn(
  connection: Connection,
  request: { readonly statement: Statement; readonly live: Retype; quote(name: string): string },
): Promise<number> {
  const { statement, live, quote } = request;
  const [row] = await connection.query(BESIDES, [live.table, live.field, live.type]);
  const { collation, storage, compression } = row ?? {};
  const typed = `SET DATA TYPE ${live.type}`;
  const collated = typeof collation === "string" && live.keepsCollation;
  const also = [
    ...(typeof storage === "string" ? [`SET STORAGE ${storage}`] : []),
    ...(typeof compression === "string" ? [`SET COMPRESSION ${compression}`] : []),
  ].map((action) => `, ALTER COLUMN ${quote(live.field)} ${action}`);
  const sql = collated
    ? statement.sql.replace(typed, () => `${typed} COLLATE ${collation}`)
    : statement.sql;
  return await runStatement(connection, { ...statement, sql: sql + also.join("") });
}

/** One line for people; the query is what the blocker runs, or ran last. */
function describeBlocked(row: Row): string {
  const text = (name: string): string => String(row[name] ?? "");
  return (
    `pid ${text("waiting")} waits for pid ${text("blocking")} (user "${text("user")}" at ${text("address")}, ` +
    `application "${text("application")}", ${text("state")}, in a transaction for ${Math.round(Number(row.transaction) / 1000)} s): ${text("query")}`
  );
}

/**
 * Does the error of a query of the catalogue mean that a thing was dropped meanwhile? The functions
 * that spell a view or an index see what is there now, whatever the rest of the query sees, and fail
 * with an internal error.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof DriverError)) return false;
  const isInternal = error.serverCode === "XX000";
  return (
    MISSING.includes(error.serverCode ?? "") ||
    (isInternal && /could not (?:open|find)|lookup failed/.test(error.message))
  );
}
