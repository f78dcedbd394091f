import { readFile } from "node:fs/promises";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { Client, ClientConfig } from "pg";
import type { SqlRules } from "../text/sql-rules.js";
import { toDriverError } from "./client-error.js";
import { ConnectTime } from "./connect-time.js";
import type {
  BorrowedClient,
  Connection,
  ConnectOptions,
  Driver,
  UrlDescription,
} from "./driver.js";
import { EarlySocket } from "./early-socket.js";
import { borrowPostgresql } from "./postgresql-borrowed.js";
import { leave, loadPg, openClient } from "./postgresql-client.js";
import { PostgresqlConnection } from "./postgresql-connection.js";
import { postgresqlErrors } from "./postgresql-error.js";
import {
  type PostgresqlAccess,
  type PostgresqlSession,
  sendSession,
} from "./postgresql-session.js";
import { type PreferredWay, preferTls } from "./postgresql-tls.js";
import { type PostgresqlTarget, parsePostgresqlUrl } from "./postgresql-url.js";
import { inDatabase } from "./read-url.js";

/**
 * PostgreSQL by the `pg` package, loaded at the first connection. User, password and a password
 * file that the URL does not name come from where libpq looks: `PGUSER`, `PGPASSWORD`, `~/.pgpass`.
 */
export class PostgresqlDriver implements Driver {
  readonly name = "postgresql";
  readonly #sqlRules: SqlRules;
  /** Labels of servers that were asked for TLS and have none. */
  readonly #plain = new Set<string>();

  /** @param sqlRules the dialect's, which knows its SQL. */
  constructor(sqlRules: SqlRules) {
    this.#sqlRules = sqlRules;
  }

  async preload(): Promise<void> {
    await loadPg();
  }

  async describe(url: string): Promise<UrlDescription> {
    const { label, ignored, host, database } = parsePostgresqlUrl(url);
    return { label, ignored, host, database, files: [] };
  }

  /** A server that has no TLS is not asked again for each session. */
  #known(target: PostgresqlTarget): PostgresqlTarget {
    const plain = target.tls === "prefer" && this.#plain.has(target.label);
    return plain ? { ...target, tls: "disable" } : target;
  }

  /** @throws DriverError `DRIVER_URL_INVALID`, `DRIVER_CLIENT_MISSING`, `DRIVER_CONNECT_FAILED`. */
  async connect(options: ConnectOptions): Promise<Connection> {
    const target = inDatabase(parsePostgresqlUrl(options.url), options);
    const timeout = target.connectTimeout ?? options.connectTimeout;
    // The server answers while its client is loaded.
    const first = new ConnectTime(timeout);
    let way = await askAhead(this.#known(target), first);
    const { default: pg } = await loadPg().catch(async (error: unknown) => {
      way?.answer.then(
        ({ stream }) => stream.destroy(),
        () => undefined,
      );
      throw error;
    });
    const access: PostgresqlAccess = {
      label: target.label,
      likelyNamespace: target.likelySchema,
      sqlRules: this.#sqlRules,
      query: pg.Query,
      connect: () => {
        const asked = way?.answer;
        const time = asked === undefined ? new ConnectTime(timeout) : first;
        way = undefined;
        const onPlain = () => void this.#plain.add(target.label);
        return begin(this.#known(target), { time, onPlain, asked });
      },
      stop: (backend) => stopBackend(target, new ConnectTime(timeout), backend),
      end: async ({ client }, { isLost, isRenewed }) => {
        if (isLost) return;
        // A server may have no room for one more.
        await (isRenewed ? client.end() : leave(client));
      },
    };
    return new PostgresqlConnection(access, await access.connect());
  }

  async borrow(client: object): Promise<BorrowedClient | undefined> {
    return borrowPostgresql(client, this.#sqlRules);
  }
}

interface Opening {
  readonly time: ConnectTime;
  /** The server has no TLS. */
  readonly onPlain?: () => void;
  /** It was asked already. */
  readonly asked?: Promise<PreferredWay> | undefined;
}

async function begin(target: PostgresqlTarget, opening: Opening): Promise<PostgresqlSession> {
  const explain = (error: unknown): never => {
    throw toDriverError(error, postgresqlErrors, target);
  };
  const client = await open(target, opening).catch(explain);
  return sendSession(client, { searchPath: target.searchPath, explain });
}

/** Undefined where it is not asked. Never rejects. */
async function askAhead(
  target: PostgresqlTarget,
  time: ConnectTime,
): Promise<{ readonly answer: Promise<PreferredWay> } | undefined> {
  if (target.tls !== "prefer") return undefined;
  const early = await EarlySocket.dial(target, time);
  const answer = preferTls(early, { host: target.host, time });
  answer.catch(() => undefined);
  return { answer };
}

async function open(target: PostgresqlTarget, opening: Opening): Promise<Client> {
  const { time, onPlain } = opening;
  const config = await configOf(target);
  const connect = (more: ClientConfig = {}) =>
    openClient({ ...config, connectionTimeoutMillis: time.left, ...more });
  if (target.tls !== "prefer") return connect();
  const asked = opening.asked ?? (await askAhead(target, time))?.answer;
  if (asked === undefined) return connect();
  const { stream, encrypted } = await time.spend(asked);
  if (!encrypted) onPlain?.();
  // The client has nothing to ask any more.
  return await connect({ ssl: false, stream: () => stream });
}

async function stopBackend(
  target: PostgresqlTarget,
  time: ConnectTime,
  backend: number,
): Promise<void> {
  try {
    const client = await open(target, { time });
    try {
      await client.query("SELECT pg_cancel_backend($1)", [backend]);
    } finally {
      await client.end();
    }
  } catch (error) {
    throw toDriverError(error, postgresqlErrors, target);
  }
}

async function configOf(target: PostgresqlTarget): Promise<ClientConfig> {
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    ssl: await tlsOptions(target),
    application_name: target.applicationName,
    keepAlive: true,
    pipeline: true,
    options: target.options,
  };
}

async function tlsOptions(target: PostgresqlTarget): Promise<false | TlsOptions> {
  const { tls, rootCertificate, certificate, key, keyPassword } = target;
  if (tls === "disable") return false;
  const system = rootCertificate === undefined || rootCertificate === "system";
  return {
    rejectUnauthorized: tls === "verify-ca" || tls === "verify-full",
    ...(system ? {} : { ca: await readFile(rootCertificate, "utf8") }),
    ...(certificate === undefined ? {} : { cert: await readFile(certificate, "utf8") }),
    ...(key === undefined ? {} : { key: await readFile(key, "utf8") }),
    ...(keyPassword === undefined ? {} : { passphrase: keyPassword }),
    ...(tls === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  };
}
