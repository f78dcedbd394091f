import { DriverError } from "./driver-error.js";

/** The name is shown, so it must not be a piece of a password. */
const PLAIN_NAME = /^[\w.-]{1,40}$/;

/**
 * A database URL as the standard reads it, undefined when that cannot. A password with characters
 * that mean something in a URL would be read as host, path or parameters: the connection would go
 * astray, and pieces of the password would be shown. So what can only come of that is refused.
 *
 * @throws DriverError `DRIVER_URL_INVALID`; its text never repeats the URL.
 */
export function readUrl(text: string): URL | undefined {
  // The standard refuses "user@/database" (an empty host with credentials), which libpq documents.
  const whole = text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@]*@)(?=[/?]|$)/i, "$1localhost");
  if (!URL.canParse(whole) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(whole)) return undefined;
  const url = new URL(whole);
  if (url.hash !== "") throw unescaped("#");
  if (url.pathname.includes("@") || url.search.includes("@")) throw unescaped("@");
  return url;
}

/** A part of a database URL without its escapes. @throws DriverError `DRIVER_URL_INVALID`. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUrl(
      "The database URL holds a percent sign that is not an escape",
      'Write a percent sign inside a user, password or database name as "%25".',
    );
  }
}

/** The URL of a file that may be called anything: a question mark would begin its parameters. */
export function urlOfFile(scheme: string, file: string): string {
  return `${scheme}://${file.replace(/[%?]/g, encodeURIComponent)}`;
}

function unescaped(character: string): DriverError {
  return invalidUrl(
    `The database URL holds a "${character}" where none can be`,
    'Inside a user, password, name or parameter write "@" as %40, "#" as %23, "/" as %2F, "?" as %3F and ":" as %3A.',
  );
}

/** Where a URL points to, in the database that is meant instead, see `ConnectOptions`. */
export function inDatabase<Target extends { readonly database: string | undefined }>(
  target: Target,
  { database }: { readonly database?: string | undefined },
): Target {
  return database === undefined ? target : { ...target, database: database || undefined };
}

/** The port in a URL, `usual` where it says none; `server` is whose that is. */
export function portOf(text: string, server: { readonly name: string; readonly port: number }) {
  if (text === "") return server.port;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw invalidUrl(
    "The database URL has a port that is not a number from 1 to 65535",
    `Write the port as a number, ${server.port} is ${server.name}'s own.`,
  );
}

/** Milliseconds of a parameter that is a number of seconds; 0 is no limit. */
export function timeoutOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds === 0 ? undefined : seconds * 1000;
  throw invalidUrl(
    `The database URL has a "${name}" that is not a number of seconds`,
    `Write it as whole seconds, "${name}=10".`,
  );
}

export function invalidUrl(message: string, hint: string, cause?: unknown): DriverError {
  return new DriverError({ code: "DRIVER_URL_INVALID", message, hint, cause });
}

/**
 * What applications write for their own clients and pools, folded. None of it changes what a
 * migration does, so one URL can serve both; a driver that ignores one says so.
 */
const APPLICATION = new Set(
  `allowpublickeyretrieval applicationintent autoreconnect bignumberstrings binaryparameters cache
  channelbinding characterencoding charset checkouttimeout clientencoding collation
  connectionlifetime connectionlimit connectionpooltimeout connectiontimeout connecttimeout
  datestrings encoding fallbackapplicationname gssencmode idleintransactionsessiontimeout idletimeout
  isolationlevel keepalives keepalivescount keepalivesidle keepalivesinterval loadbalancehosts loc
  locktimeout max maxconnections maxidle maxlifetime maxpoolsize maxuses min minpoolsize
  multiplestatements parsetime pgbouncer pool poolmax poolmaxconns poolmin poolminconns poolsize
  pooltimeout preparedstatements preparethreshold querytimeout queuelimit reconnect
  rewritebatchedinserts rewritebatchedstatements servertimezone singleuseconnections socketmode
  sockettimeout sslcompression sslsni statementcachesize statementtimeout supportbignumbers
  targetsessionattrs tcpkeepalive tcpusertimeout timeout timezone useunicode
  waitforconnections`.split(/\s+/),
);

/** The parameters of a database URL. */
interface UrlParameters {
  /** By the name that the driver gives them. */
  readonly settings: ReadonlyMap<string, string>;
  /** As they were written: for the application, without meaning here. */
  readonly ignored: readonly string[];
}

/**
 * Folded spelling -> name, of the names that the driver gives to parameters and of others that mean one
 * of them.
 */
export function spellings(
  names: string,
  others: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const own = names.split(" ").map((name) => [foldParameter(name), name] as const);
  return { ...Object.fromEntries(own), ...others };
}

/** The spelling in which `connect_timeout`, `connectTimeout` and `connect-timeout` are one. */
function foldParameter(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/**
 * Sorts parameters into what the driver knows and what is the application's.
 *
 * @param known see {@link spellings}.
 * @throws DriverError `DRIVER_URL_INVALID` for any other: a typo must not go unnoticed.
 */
export function readParameters(
  given: Iterable<readonly [name: string, value: string]>,
  known: Readonly<Record<string, string>>,
  shown: (name: string) => string = (name) => name,
): UrlParameters {
  const settings = new Map<string, string>();
  const ignored: string[] = [];
  for (const [name, value] of given) {
    const folded = foldParameter(name);
    const own = Object.hasOwn(known, folded) ? known[folded] : undefined;
    if (own !== undefined) {
      if (value !== "") settings.set(own, value);
    } else if (APPLICATION.has(folded)) ignored.push(name);
    else throw unknown(shown(name), [...new Set(Object.values(known))].join(", "));
  }
  return { settings, ignored };
}

function unknown(name: string, known: string): DriverError {
  const shown = PLAIN_NAME.test(name) ? ` "${name}"` : "";
  return invalidUrl(
    `The database URL has an unknown parameter${shown}`,
    `Remove it; known are ${known}.`,
  );
}
