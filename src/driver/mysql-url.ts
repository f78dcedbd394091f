import { readFile } from "node:fs/promises";
import type { SslOptions } from "mysql2";
import type { DriverError } from "./driver-error.js";
import { invalidUrl, percentDecoded, readParameters, readUrl, spellings } from "./read-url.js";
import { type TlsWord, tlsWordOf, withAcceptance } from "./tls-word.js";

/** Where a `mysql://` or `mariadb://` URL points to. */
export interface MysqlTarget {
  /** `mysql://db.example.com/shop`: for people, never a password. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | undefined;
  readonly user: string;
  readonly password: string;
  /** undefined when the URL names none. */
  readonly database: string | undefined;
  readonly ssl: SslOptions | undefined;
  /** A server without TLS will do. */
  readonly sslOptional: boolean;
  /** Parameters of the application's. */
  readonly ignored: readonly string[];
}

const SCHEMES = new Set(["mysql:", "mariadb:"]);
/** MySQL's own, and those of JDBC, Go, Prisma and mysql2. */
const KNOWN = spellings("charset socket ssl ssl-mode sslaccept ssl-ca ssl-cert ssl-key", {
  socketpath: "socket",
  unixsocket: "socket",
  tls: "ssl",
  usessl: "ssl",
});

/**
 * Reads `mysql://user:password@host:3306/database?ssl-mode=verify-identity&ssl-ca=ca.pem` or
 * `...?socket=/run/mysqld/mysqld.sock`. Certificates are read from their files here.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; its text never repeats the URL, which may hold a password.
 */
export async function parseMysqlUrl(text: string): Promise<MysqlTarget> {
  const url = readMysqlUrl(text);
  const { settings, ignored } = readParameters(url.searchParams, KNOWN);
  const mode = sslMode(settings);
  const socketPath = settings.get("socket");
  const database = percentDecoded(url.pathname.replace(/^\//, "")) || undefined;
  const host = percentDecoded(url.hostname.replace(/^\[(.*)\]$/, "$1")) || "localhost";
  const port = url.port === "" ? 3306 : Number(url.port);
  const place = socketPath === undefined ? url.host || host : `localhost(${socketPath})`;
  return {
    label: `${url.protocol}//${place}/${database ?? ""}`,
    host,
    port,
    socketPath,
    user: percentDecoded(url.username),
    password: percentDecoded(url.password),
    database,
    ssl: await readSsl(mode, settings),
    sslOptional: mode === "prefer",
    // The session is in utf8mb4 whatever the application asks for.
    ignored: isUtf8(settings.get("charset")) ? ignored : [...ignored, "charset"],
  };
}

function readMysqlUrl(text: string): URL {
  const url = readUrl(text);
  if (url === undefined) throw invalid("The database URL cannot be read.");
  if (!SCHEMES.has(url.protocol)) {
    throw invalid(
      `A MySQL URL starts with "mysql://" or "mariadb://", not with "${url.protocol}".`,
    );
  }
  return url;
}

function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^utf8mb4(?:_|$)/i.test(charset);
}

async function readSsl(
  mode: TlsWord,
  settings: ReadonlyMap<string, string>,
): Promise<SslOptions | undefined> {
  if (mode === "disable") return undefined;
  const [ca, cert, key] = await Promise.all([
    readPem(settings, "ssl-ca"),
    readPem(settings, "ssl-cert"),
    readPem(settings, "ssl-key"),
  ]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: mode === "verify-ca" || mode === "verify-full",
    verifyIdentity: mode === "verify-full",
  };
}

function sslMode(settings: ReadonlyMap<string, string>): TlsWord {
  const word = (name: string) =>
    tlsWordOf(settings, name, (value) =>
      invalid(`The URL parameter "${name}" cannot be "${value}".`),
    );
  const accept = word("sslaccept");
  const usual = settings.has("ssl-ca") ? "verify-ca" : accept === undefined ? "disable" : "prefer";
  return withAcceptance(word("ssl-mode") ?? word("ssl") ?? usual, accept);
}

async function readPem(
  settings: ReadonlyMap<string, string>,
  name: string,
): Promise<Buffer | undefined> {
  const path = settings.get(name);
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    throw invalid(`The file "${path}" of the URL parameter "${name}" cannot be read.`, cause);
  }
}

function invalid(message: string, cause?: unknown): DriverError {
  const form =
    "Write it as mysql://user:password@host:3306/database, with special characters of the password " +
    "percent-encoded; known parameters are ssl-mode, ssl-ca, ssl-cert, ssl-key and socket.";
  return invalidUrl(message, form, cause);
}
