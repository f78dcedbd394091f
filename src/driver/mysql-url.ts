import { readFile } from "node:fs/promises";
import type { SslOptions } from "mysql2";
import { DriverError } from "./driver-error.js";
import { percentDecoded, readUrl, unknownParameter } from "./read-url.js";

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
}

const SCHEMES = new Set(["mysql:", "mariadb:"]);
const SSL_MODES = new Set(["disabled", "required", "verify-ca", "verify-identity"]);
const KNOWN = new Set(["socket", "ssl", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key"]);
/** Spellings of other tools that mean one of ours. */
const ALIASES: Readonly<Record<string, string>> = {
  sslmode: "ssl-mode",
  tls: "ssl",
  sslca: "ssl-ca",
  sslcert: "ssl-cert",
  sslkey: "ssl-key",
  socketpath: "socket",
  "unix-socket": "socket",
};

/**
 * Reads `mysql://user:password@host:3306/database?ssl-mode=verify-identity&ssl-ca=ca.pem` or
 * `...?socket=/run/mysqld/mysqld.sock`. Certificates are read from their files here.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; its text never repeats the URL, which may hold a password.
 */
export async function parseMysqlUrl(text: string): Promise<MysqlTarget> {
  const url = readMysqlUrl(text);
  const settings = readSettings(url);
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
    ssl: await readSsl(settings),
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

function readSettings(url: URL): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const [key, value] of url.searchParams) {
    const folded = key.toLowerCase().replaceAll("_", "-");
    const name = ALIASES[folded] ?? folded;
    if (!KNOWN.has(name)) throw unknownParameter(key, [...KNOWN].join(", "));
    settings.set(name, value);
  }
  return settings;
}

async function readSsl(settings: ReadonlyMap<string, string>): Promise<SslOptions | undefined> {
  const mode = sslMode(settings);
  if (mode === "disabled") return undefined;
  const [ca, cert, key] = await Promise.all([
    readPem(settings, "ssl-ca"),
    readPem(settings, "ssl-cert"),
    readPem(settings, "ssl-key"),
  ]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: mode !== "required",
    verifyIdentity: mode === "verify-identity",
  };
}

function sslMode(settings: ReadonlyMap<string, string>): string {
  const given = settings.get("ssl-mode")?.toLowerCase().replaceAll("_", "-");
  if (given !== undefined) {
    const mode = given === "require" ? "required" : given === "disable" ? "disabled" : given;
    if (!SSL_MODES.has(mode)) {
      throw invalid(`The URL parameter "ssl-mode" cannot be "${given}".`);
    }
    return mode;
  }
  if (settings.has("ssl-ca")) return "verify-ca";
  const ssl = settings.get("ssl")?.toLowerCase();
  return ssl === undefined || ssl === "false" || ssl === "0" ? "disabled" : "verify-identity";
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
  return new DriverError({
    code: "DRIVER_URL_INVALID",
    message,
    hint:
      "Write it as mysql://user:password@host:3306/database, with special characters of the password " +
      "percent-encoded; known parameters are ssl-mode, ssl-ca, ssl-cert, ssl-key and socket.",
    cause,
  });
}
