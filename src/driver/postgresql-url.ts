import {
  invalidUrl,
  percentDecoded,
  portOf,
  readParameters,
  readUrl,
  spellings,
  timeoutOf,
} from "./read-url.js";
import { tlsWordOf, withAcceptance } from "./tls-word.js";

/** How much of the server's identity is checked; libpq's words. */
type PostgresqlTlsMode = "disable" | "prefer" | "require" | "verify-ca" | "verify-full";

/** A PostgreSQL URL taken apart. `password` must never reach a message. */
export interface PostgresqlTarget {
  /** Host name, address, or the folder of a unix socket (starts with `/`). */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly tls: PostgresqlTlsMode;
  /** File of the certificate authority; undefined = Node's own list. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly keyPassword: string | undefined;
  readonly applicationName: string;
  /** Milliseconds, from `connect_timeout` (seconds) in the URL. */
  readonly connectTimeout: number | undefined;
  /** Server settings for the session, `-c search_path=app`. */
  readonly options: string | undefined;
  /** The schemas of the session as PostgreSQL writes them; undefined = what the role has. */
  readonly searchPath: string | undefined;
  /** The schema in which a session is likely to begin; undefined where the URL leaves that to others. */
  readonly likelySchema: string | undefined;
  /** Parameters of the application's. */
  readonly ignored: readonly string[];
  /** What messages show. */
  readonly label: string;
}

/** libpq's own, and those of JDBC, Prisma and node-postgres. */
const KNOWN_PARAMETERS = spellings(
  "application_name connect_timeout search_path dbname host options password port schema ssl sslaccept " +
    // What the last one asks for, libpq's meaning of sslmode, is the meaning here.
    "sslcert sslkey sslmode sslpassword sslrootcert user uselibpqcompat",
  { currentschema: "search_path" },
);

/**
 * Takes `postgresql://user:password@host:port/database?sslmode=...` apart, the forms of libpq:
 * a unix socket is `?host=/var/run/postgresql` or a percent-encoded host.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; the text never quotes the URL, because it may hold a password.
 */
export function parsePostgresqlUrl(text: string): PostgresqlTarget {
  const url = parse(text);
  const { settings, ignored } = readParameters(url.searchParams, KNOWN_PARAMETERS);
  const given = (name: string): string | undefined => settings.get(name);
  const host =
    given("host") ?? (percentDecoded(url.hostname.replace(/^\[|\]$/g, "")) || "localhost");
  if (host.includes(",")) {
    throw invalidUrl(
      "The database URL names several hosts",
      "Name the one host that accepts writes; migrations must not run on whichever answers first.",
    );
  }
  const port = portOf(given("port") ?? url.port, { name: "PostgreSQL", port: 5432 });
  const database =
    given("dbname") ?? (percentDecoded(url.pathname.replace(/^\//, "")) || undefined);
  return {
    host,
    port,
    user: given("user") ?? (percentDecoded(url.username) || undefined),
    password: given("password") ?? (percentDecoded(url.password) || undefined),
    database,
    tls: tlsOf(settings, host),
    rootCertificate: given("sslrootcert"),
    certificate: given("sslcert"),
    key: given("sslkey"),
    keyPassword: given("sslpassword"),
    applicationName: given("application_name") ?? "makemigrations",
    connectTimeout: timeoutOf("connect_timeout", given("connect_timeout")),
    options: given("options"),
    searchPath: searchPathOf(settings),
    likelySchema: given("options") === undefined ? likelySchemaOf(settings) : undefined,
    ignored,
    label: labelOf(host, port, { database, schema: given("schema") ?? given("search_path") }),
  };
}

function parse(text: string): URL {
  const url = /^postgres(ql)?:\/\//i.test(text) ? readUrl(text) : undefined;
  if (url === undefined) {
    throw invalidUrl(
      "The database URL is not a PostgreSQL URL",
      'Write it as "postgresql://user:password@host:5432/database" and percent-encode special characters of the password ("@" is %40, "/" is %2F).',
    );
  }
  return url;
}

function tlsOf(settings: ReadonlyMap<string, string>, host: string): PostgresqlTlsMode {
  if (host.startsWith("/")) return "disable";
  const word = (name: string) =>
    tlsWordOf(settings, name, (value) =>
      invalidUrl(
        `The database URL has an unknown "${name}" "${value}"`,
        "Use sslmode=disable, prefer, require, verify-ca or verify-full.",
      ),
    );
  const root = settings.has("sslrootcert");
  const usual = root ? "verify-full" : "prefer";
  const mode = withAcceptance(word("sslmode") ?? word("ssl") ?? usual, word("sslaccept"));
  // libpq's rule: with an authority at hand, "require" verifies against it.
  if (mode === "require") return root ? "verify-ca" : "require";
  return mode === "no-verify" ? "require" : mode;
}

/** Prisma's `schema` is one name as it is; the others are a list in PostgreSQL's own spelling. */
function searchPathOf(settings: ReadonlyMap<string, string>): string | undefined {
  const schema = settings.get("schema");
  return schema === undefined ? settings.get("search_path") : `"${schema.replaceAll('"', '""')}"`;
}

/** A schema named for the user would come first; that is rare, and known with the first answer. */
function likelySchemaOf(settings: ReadonlyMap<string, string>): string | undefined {
  const schema = settings.get("schema");
  if (schema !== undefined) return schema;
  const path = settings.get("search_path") ?? "public";
  const [, quoted, plain] = /^\s*(?:"([^"]+)"|([a-z_][a-z0-9_]*))\s*(?:,|$)/.exec(path) ?? [];
  return quoted ?? plain;
}

function labelOf(
  host: string,
  port: number,
  about: { readonly database: string | undefined; readonly schema: string | undefined },
): string {
  const name = about.database === undefined ? "" : `/${about.database}`;
  const schema = about.schema === undefined ? "" : `schema=${about.schema}`;
  if (host.startsWith("/")) {
    return `postgresql://${name}?host=${host}${schema === "" ? "" : `&${schema}`}`;
  }
  const address = host.includes(":") ? `[${host}]` : host;
  const place = `postgresql://${address}${port === 5432 ? "" : `:${port}`}${name}`;
  return schema === "" ? place : `${place}?${schema}`;
}
