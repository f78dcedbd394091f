import {
  invalidUrl,
  percentDecoded,
  portOf,
  readParameters,
  readUrl,
  spellings,
  timeoutOf,
} from "./read-url.js";

/** A SQL Server URL taken apart. `password` must never reach a message. */
export interface SqlserverTarget {
  readonly host: string;
  /** undefined with an instance name: the server's browser service knows the port. */
  readonly port: number | undefined;
  readonly instance: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Windows domain: with it the login is NTLM. */
  readonly domain: string | undefined;
  readonly database: string | undefined;
  /** `strict` is TDS 8.0: TLS before anything else. */
  readonly encrypt: boolean | "strict";
  readonly trustServerCertificate: boolean;
  /** Name in the server's certificate, where it is not the host's. */
  readonly certificateHost: string | undefined;
  readonly applicationName: string;
  /** Milliseconds, from `connectTimeout` (seconds) in the URL. */
  readonly connectTimeout: number | undefined;
  readonly multiSubnetFailover: boolean;
  /** Parameters of the application's. */
  readonly ignored: readonly string[];
  /** What messages show. */
  readonly label: string;
}

/** JDBC's own, and those of ADO and Prisma. */
const PARAMETERS = spellings(
  "applicationName connectTimeout database domain encrypt hostNameInCertificate instanceName " +
    "multiSubnetFailover password port schema trustServerCertificate user",
  {
    appname: "applicationName",
    connectiontimeout: "connectTimeout",
    databasename: "database",
    initialcatalog: "database",
    instance: "instanceName",
    logintimeout: "connectTimeout",
    pwd: "password",
    uid: "user",
    userid: "user",
    username: "user",
  },
);

const FORM =
  'Write it as "sqlserver://user:password@host:1433/database?encrypt=true" (special characters of the password percent-encoded: "@" is %40, "/" is %2F) or as "sqlserver://host:1433;database=name;user=name;password={...}".';

/**
 * Takes both forms apart: the ordinary URL, and JDBC's with semicolons.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; the text never quotes the URL, because it may hold a password.
 */
export function parseSqlserverUrl(text: string): SqlserverTarget {
  const rest = /^(?:sqlserver|mssql):\/\/(.*)$/is.exec(text)?.[1];
  if (rest === undefined) throw invalidUrl("The database URL is not a SQL Server URL", FORM);
  const semicolon = rest.indexOf(";");
  const isJdbc = semicolon >= 0 && !rest.slice(0, semicolon).includes("@");
  return isJdbc ? jdbc(rest.slice(0, semicolon), rest.slice(semicolon)) : standard(text);
}

function standard(text: string): SqlserverTarget {
  const url = readUrl(text);
  if (url === undefined) throw invalidUrl("The database URL is not a SQL Server URL", FORM);
  const given = new Map<string, string>();
  const set = (name: string, value: string): void => {
    if (value !== "") given.set(name, value);
  };
  set("user", percentDecoded(url.username));
  set("password", percentDecoded(url.password));
  set("port", url.port);
  set("database", percentDecoded(url.pathname.replace(/^\//, "")));
  const { settings, ignored } = readParameters(url.searchParams, PARAMETERS);
  const host = percentDecoded(url.hostname.replace(/^\[|\]$/g, ""));
  return targetOf(host, new Map([...given, ...settings]), ignored);
}

function jdbc(address: string, text: string): SqlserverTarget {
  const match = /^(\[[^\]]*\]|[^:\\]*)(?:\\([^:]*))?(?::(.*))?$/.exec(address);
  if (match === null) throw invalidUrl("The database URL is not a SQL Server URL", FORM);
  const [, host = "", instance, port] = match;
  const given = new Map<string, string>();
  if (instance !== undefined) given.set("instanceName", instance);
  if (port !== undefined) given.set("port", port);
  const properties: (readonly [string, string])[] = [];
  for (const [, name = "", braced, closed, plain = ""] of text.matchAll(
    /;([^=;]+)=\s*(?:\{((?:[^}]|\}\})*)(\}?)|([^;]*))/g,
  )) {
    if (closed === "") throw invalidUrl("A brace in the database URL is not closed", FORM);
    properties.push([name.trim(), braced?.replaceAll("}}", "}") ?? plain.trim()]);
  }
  // What follows a semicolon inside a password looks like a name.
  const { settings, ignored } = readParameters(properties, PARAMETERS, () => "");
  return targetOf(host.replace(/^\[|\]$/g, ""), new Map([...given, ...settings]), ignored);
}

function targetOf(
  name: string,
  given: ReadonlyMap<string, string>,
  ignored: readonly string[],
): SqlserverTarget {
  assertStandardSchema(given.get("schema"));
  const host = name || "localhost";
  const instance = given.get("instanceName");
  const text = given.get("port") ?? "";
  const isFound = text === "" && instance !== undefined;
  const port = isFound ? undefined : portOf(text, { name: "SQL Server", port: 1433 });
  const database = given.get("database");
  return {
    host,
    port,
    instance,
    user: given.get("user"),
    password: given.get("password"),
    domain: given.get("domain"),
    database,
    encrypt: encryptOf(given.get("encrypt")),
    trustServerCertificate: flagOf("trustServerCertificate", given) ?? false,
    certificateHost: given.get("hostNameInCertificate"),
    applicationName: given.get("applicationName") ?? "makemigrations",
    connectTimeout: timeoutOf("connectTimeout", given.get("connectTimeout")),
    multiSubnetFailover: flagOf("multiSubnetFailover", given) ?? false,
    ignored,
    label: labelOf({ host, port, instance, database }),
  };
}

/** A session of SQL Server has no search path: only the login's default schema, nearly always dbo. */
function assertStandardSchema(schema: string | undefined): void {
  if (schema === undefined || schema.toLowerCase() === "dbo") return;
  throw invalidUrl(
    'The database URL has a "schema" other than dbo, and SQL Server has no search path',
    "Leave it out, and give the login that schema as its default: ALTER USER name WITH DEFAULT_SCHEMA = other.",
  );
}

function encryptOf(text: string | undefined): boolean | "strict" {
  const word = text?.toLowerCase() ?? "true";
  if (word === "strict") return word;
  if (["true", "yes", "1", "mandatory"].includes(word)) return true;
  if (["false", "no", "0", "optional"].includes(word)) return false;
  throw invalidUrl('The database URL has an unknown "encrypt"', "Use true, false or strict.");
}

function flagOf(name: string, given: ReadonlyMap<string, string>): boolean | undefined {
  const word = given.get(name)?.toLowerCase();
  if (word === undefined) return undefined;
  if (["true", "yes", "1"].includes(word)) return true;
  if (["false", "no", "0"].includes(word)) return false;
  throw invalidUrl(`The database URL has an unknown "${name}"`, "Use true or false.");
}

function labelOf(target: Pick<SqlserverTarget, "host" | "port" | "instance" | "database">): string {
  const address = target.host.includes(":") ? `[${target.host}]` : target.host;
  const instance = target.instance === undefined ? "" : `\\${target.instance}`;
  const port = target.port === undefined || target.port === 1433 ? "" : `:${target.port}`;
  const name = target.database === undefined ? "" : `/${target.database}`;
  return `sqlserver://${address}${instance}${port}${name}`;
}
