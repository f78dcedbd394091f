import { DriverError } from "./driver-error.js";
import { percentDecoded, readUrl, unknownParameter } from "./read-url.js";

/** How much of the server's identity is checked; libpq's words. */
export type PostgresqlTlsMode = "disable" | "prefer" | "require" | "verify-ca" | "verify-full";

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
  /** What messages show. */
  readonly label: string;
}

const KNOWN_PARAMETERS = [
  "application_name",
  "connect_timeout",
  "dbname",
  "host",
  "options",
  "password",
  "port",
  "ssl",
  "sslcert",
  "sslkey",
  "sslmode",
  "sslpassword",
  "sslrootcert",
  "user",
];

/**
 * Takes `postgresql://user:password@host:port/database?sslmode=...` apart, the forms of libpq:
 * a unix socket is `?host=/var/run/postgresql` or a percent-encoded host.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; the text never quotes the URL, because it may hold a password.
 */
export function parsePostgresqlUrl(text: string): PostgresqlTarget {
  const url = parse(text);
  const parameters = url.searchParams;
  for (const name of parameters.keys()) {
    if (!KNOWN_PARAMETERS.includes(name)) {
      throw unknownParameter(name, KNOWN_PARAMETERS.join(", "));
    }
  }
  const given = (name: string): string | undefined => parameters.get(name) || undefined;
  const host =
    given("host") ?? (percentDecoded(url.hostname.replace(/^\[|\]$/g, "")) || "localhost");
  if (host.includes(",")) {
    throw invalid(
      "The database URL names several hosts",
      "Name the one host that accepts writes; migrations must not run on whichever answers first.",
    );
  }
  const port = portOf(given("port") ?? url.port);
  const database =
    given("dbname") ?? (percentDecoded(url.pathname.replace(/^\//, "")) || undefined);
  return {
    host,
    port,
    user: given("user") ?? (percentDecoded(url.username) || undefined),
    password: given("password") ?? (percentDecoded(url.password) || undefined),
    database,
    tls: tlsOf({ mode: given("sslmode"), flag: given("ssl"), root: given("sslrootcert"), host }),
    rootCertificate: given("sslrootcert"),
    certificate: given("sslcert"),
    key: given("sslkey"),
    keyPassword: given("sslpassword"),
    applicationName: given("application_name") ?? "makemigrations",
    connectTimeout: timeoutOf(given("connect_timeout")),
    options: given("options"),
    label: labelOf(host, port, database),
  };
}

function parse(text: string): URL {
  // WHATWG URLs refuse "user@/database" (an empty host with credentials), which libpq documents.
  const patched = text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/i, "$1localhost");
  const url = /^postgres(ql)?:\/\//i.test(text) ? readUrl(patched) : undefined;
  if (url === undefined) {
    throw invalid(
      "The database URL is not a PostgreSQL URL",
      'Write it as "postgresql://user:password@host:5432/database" and percent-encode special characters of the password ("@" is %40, "/" is %2F).',
    );
  }
  return url;
}

function portOf(text: string): number {
  if (text === "") return 5432;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw invalid(
      "The database URL has a port that is not a number from 1 to 65535",
      "Write the port as a number, 5432 is PostgreSQL's own.",
    );
  }
  return port;
}

function timeoutOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 0) {
    throw invalid(
      'The database URL has a "connect_timeout" that is not a number of seconds',
      'Write it as whole seconds, "connect_timeout=10".',
    );
  }
  return seconds === 0 ? undefined : seconds * 1000;
}

interface TlsRequest {
  readonly mode: string | undefined;
  readonly flag: string | undefined;
  readonly root: string | undefined;
  readonly host: string;
}

function tlsOf({ mode, flag, root, host }: TlsRequest): PostgresqlTlsMode {
  if (host.startsWith("/")) return "disable";
  switch (mode) {
    case undefined:
      if (flag === "true" || flag === "1") return "verify-full";
      if (flag !== undefined) return "disable";
      return root === undefined ? "prefer" : "verify-full";
    case "allow":
      return "prefer";
    case "require":
      // libpq's rule: with an authority at hand, "require" verifies against it.
      return root === undefined ? "require" : "verify-ca";
    case "no-verify":
      return "require";
    case "disable":
    case "prefer":
    case "verify-ca":
    case "verify-full":
      return mode;
    default:
      throw invalid(
        `The database URL has an unknown "sslmode" "${mode}"`,
        "Use disable, prefer, require, verify-ca or verify-full.",
      );
  }
}

function labelOf(host: string, port: number, database: string | undefined): string {
  const name = database === undefined ? "" : `/${database}`;
  if (host.startsWith("/")) return `postgresql://${name}?host=${host}`;
  const address = host.includes(":") ? `[${host}]` : host;
  return `postgresql://${address}${port === 5432 ? "" : `:${port}`}${name}`;
}

function invalid(message: string, hint: string): DriverError {
  return new DriverError({ code: "DRIVER_URL_INVALID", message, hint });
}
