import type { Client, CustomTypesConfig } from "pg";
import type { SqlRules } from "../text/sql-rules.js";
import type { SessionEnd } from "./driver.js";
import type { QueryClass } from "./postgresql-group.js";
import { decoderOf } from "./postgresql-values.js";

/** How values are read, whatever the client was told by the caller who opened it. */
export const TYPES: CustomTypesConfig = { getTypeParser: (oid: number) => decoderOf(oid) };

/**
 * What the driver's reading and writing of values relies on, set once per session: moments and days
 * are UTC, text forms are ISO, a backslash in a string is a backslash.
 */
const SESSION = `SELECT pg_backend_pid() AS pid,
  set_config('DateStyle', 'ISO, YMD', false),
  set_config('IntervalStyle', 'postgres', false),
  set_config('TimeZone', 'UTC', false),
  set_config('bytea_output', 'hex', false),
  set_config('extra_float_digits', '1', false),
  set_config('standard_conforming_strings', 'on', false)`;

/** Not a parameter of the start-up packet: poolers refuse those that they do not know. */
const SEARCH_PATH = ", set_config('search_path', $1, false)";

export interface PostgresqlSession {
  readonly client: Client;
  /** The server's number of it; known with the first answer. */
  readonly pid: number;
  /** What it begins with is still on its way, in front of every statement: fails when that does. */
  readonly ready?: Promise<void> | undefined;
}

export interface PostgresqlAccess {
  readonly label: string;
  /** How the server cuts SQL into tokens. */
  readonly sqlRules: SqlRules;
  /** See `Connection.likelyNamespace`. */
  readonly likelyNamespace?: string | undefined;
  readonly connect: () => Promise<PostgresqlSession>;
  /** Of the library of its clients, where that is known: BEGIN travels with the next statement. */
  readonly query?: QueryClass | undefined;
  /** Asks the server, over a session of its own, to stop what the backend `pid` runs. */
  readonly stop: (pid: number) => Promise<void>;
  readonly end: (session: PostgresqlSession, end: SessionEnd) => Promise<void>;
}

/** In one round trip. */
export async function beginSession(
  client: Client,
  searchPath: string | undefined,
): Promise<PostgresqlSession> {
  const [text, values] =
    searchPath === undefined ? [SESSION, []] : [SESSION + SEARCH_PATH, [searchPath]];
  const result = await client.query<{ readonly pid: unknown }>({ text, values, types: TYPES });
  return { client, pid: Number(result.rows[0]?.pid ?? 0) };
}

/** The same in front of the first statement, with which it travels. */
export function sendSession(
  client: Client,
  how: { readonly searchPath: string | undefined; readonly explain: (error: unknown) => never },
): PostgresqlSession {
  let pid = 0;
  const ready = beginSession(client, how.searchPath).then((begun) => {
    pid = begun.pid;
  }, how.explain);
  // It is told with the first answer.
  ready.catch(() => undefined);
  return {
    client,
    ready,
    get pid() {
      return pid;
    },
  };
}
