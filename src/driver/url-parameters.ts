import { unknownParameter } from "./read-url.js";

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
export interface UrlParameters {
  /** By the name that the driver gives them. */
  readonly settings: ReadonlyMap<string, string>;
  /** As they were written: for the application, without meaning here. */
  readonly ignored: readonly string[];
}

/** The spelling in which `connect_timeout`, `connectTimeout` and `connect-timeout` are one. */
function foldParameter(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/**
 * Sorts parameters into what the driver knows and what is the application's.
 *
 * @param known folded spelling -> the driver's name.
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
    else throw unknownParameter(shown(name), [...new Set(Object.values(known))].join(", "));
  }
  return { settings, ignored };
}
