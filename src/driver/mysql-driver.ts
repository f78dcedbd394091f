import { connect as connectSocket, isIP, Socket } from "node:net";
import type { ConnectionOptions } from "mysql2";
import type { Connection as Client } from "mysql2/promise";
import { memberOf } from "../text/record.js";
import { toDriverError, wordOf } from "./client-error.js";
import { ConnectTime } from "./connect-time.js";
import type {
  BorrowedClient,
  Connection,
  ConnectOptions,
  Driver,
  UrlDescription,
} from "./driver.js";
import { EarlySocket } from "./early-socket.js";
import { loadClient } from "./load-client.js";
import { borrowMysql } from "./mysql-borrowed.js";
import { MysqlConnection } from "./mysql-connection.js";
import { mysqlErrors } from "./mysql-error.js";
import { type MysqlAccess, READING } from "./mysql-session.js";
import { type MysqlTarget, parseMysqlUrl } from "./mysql-url.js";
import { inDatabase } from "./read-url.js";

/** How long a goodbye may take before the socket is simply closed. */
const GOODBYE = 2_000;

/** Codes of the client: the connection ended, and nothing was said about it. */
const HUNG_UP = new Set(["ECONNRESET", "EPIPE", "PROTOCOL_CONNECTION_LOST"]);

/** MySQL and MariaDB by the `mysql2` package, loaded at the first connection. */
export class MysqlDriver implements Driver {
  readonly name = "mysql";

  async preload(): Promise<void> {
    await mysql2();
  }

  async describe(url: string): Promise<UrlDescription> {
    const { label, ignored, host, socketPath, database } = await parseMysqlUrl(url);
    return { label, ignored, host: socketPath ?? host, database, files: [] };
  }

  /** @throws DriverError `DRIVER_URL_INVALID`, `DRIVER_CLIENT_MISSING`, `DRIVER_CONNECT_FAILED`. */
  async connect(options: ConnectOptions): Promise<Connection> {
    const target = inDatabase(await parseMysqlUrl(options.url), options);
    const { connectTimeout } = options;
    // The server greets while its client is loaded.
    const first = new ConnectTime(connectTimeout);
    let early = target.socketPath === undefined ? await EarlySocket.dial(target, first) : undefined;
    const { TypedParameter: typed } = await mysql2().catch((error: unknown) => {
      early?.leave();
      throw error;
    });
    const access: MysqlAccess = {
      label: target.label,
      typed,
      connect: () => {
        const dialled = early;
        early = undefined;
        return dialled === undefined
          ? dial(target, new ConnectTime(connectTimeout))
          : dial(target, first, dialled);
      },
      stop: (thread) => stopThread(target, new ConnectTime(connectTimeout), thread),
      end: async (client, { isLost }) => {
        if (!isLost) await sayGoodbye(client);
        leave(client);
      },
    };
    return new MysqlConnection(access, await access.connect());
  }

  async borrow(client: object): Promise<BorrowedClient | undefined> {
    // What is not installed cannot have been opened.
    const library = await import("mysql2").catch(() => undefined);
    if (library === undefined) return undefined;
    return borrowMysql(client, library.default, (await mysql2()).TypedParameter);
  }
}

/** A CommonJS package of getters: only its default export has them all. */
async function mysql2(): Promise<typeof import("mysql2/promise")> {
  return (await loadClient("mysql2", () => import("mysql2/promise"))).default;
}

async function dial(
  target: MysqlTarget,
  time: ConnectTime,
  dialled?: EarlySocket,
): Promise<Client> {
  const { createConnection } = await mysql2();
  let stream: Socket | undefined;
  try {
    stream = dialled?.take() ?? socketTo(target);
    return await time.spend(createConnection({ ...settings(target, time.left), stream }));
  } catch (error) {
    // The client leaves it open, and a server that never hangs up would keep the process.
    stream?.destroy();
    // The server, or a proxy, may have waited for a word for longer than it does.
    if (dialled !== undefined && HUNG_UP.has(wordOf(error, "code") ?? "")) {
      return await dial(target, time);
    }
    if (target.sslOptional && target.ssl !== undefined && lacksTls(error)) {
      return await dial({ ...target, ssl: undefined }, time);
    }
    throw toDriverError(error, mysqlErrors, { label: target.label });
  }
}

function lacksTls(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "HANDSHAKE_NO_SSL_SUPPORT";
}

function settings(target: MysqlTarget, timeout: number): ConnectionOptions {
  const { socketPath, user, password, database, ssl } = target;
  return {
    ...(socketPath === undefined ? placeOf(target) : { socketPath }),
    ...(database === undefined ? {} : { database }),
    ...(ssl === undefined ? {} : { ssl }),
    user,
    password,
    connectTimeout: timeout,
    charset: "utf8mb4",
    ...READING,
    // A server must not be able to ask for files, nor the flag change how names are parsed.
    flags: ["-LOCAL_FILES", "-IGNORE_SPACE"],
    connectAttributes: { program_name: "makemigrations" },
    maxPreparedStatements: 64,
  };
}

function socketTo({ socketPath, host, port }: MysqlTarget): Socket {
  if (socketPath !== undefined) return connectSocket(socketPath);
  return connectSocket({ host, port, noDelay: true, keepAlive: true });
}

/**
 * The client hands no name to the check of a certificate when the host is an address, and the check
 * then takes a certificate for `localhost`. With a dot at the end the address counts as a name there,
 * and is compared as the address that it is; the way to the server is another matter.
 */
function placeOf({ host, port, ssl }: MysqlTarget): ConnectionOptions {
  const isCompared = ssl?.verifyIdentity === true && isIP(host) !== 0;
  return { host: isCompared ? `${host}.` : host, port };
}

async function stopThread(target: MysqlTarget, time: ConnectTime, thread: number): Promise<void> {
  const client = await dial(target, time);
  try {
    await client.query(`KILL QUERY ${thread}`);
  } catch (error) {
    const known = toDriverError(error, mysqlErrors, { label: target.label, sql: "KILL QUERY" });
    // The session ended meanwhile, and its statement with it.
    if (known.serverCode !== "ER_NO_SUCH_THREAD") throw known;
  } finally {
    await client.end();
  }
}

async function sayGoodbye(client: Client): Promise<void> {
  const timer = setTimeout(() => client.destroy(), GOODBYE);
  try {
    await client.end();
  } catch {
    // Only the goodbye failed; the session ends either way.
    client.destroy();
  } finally {
    clearTimeout(timer);
  }
}

/** The goodbye has no answer, and the server hangs up behind it: the process need not stay for that. */
function leave(client: Client): void {
  const stream: unknown = memberOf(memberOf(client, "connection"), "stream");
  if (stream instanceof Socket) stream.destroySoon();
}
