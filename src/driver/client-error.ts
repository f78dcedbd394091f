import { command, type Hint, hint } from "../errors.js";
import { memberOf } from "../text/record.js";
import { DriverError } from "./driver-error.js";

/** What the errors of one client library say: its codes as data, and how an error of it is read. */
export interface ClientErrors {
  /** What to do about a code of the server, of the client or of the operating system. */
  readonly hints: Readonly<Record<string, Hint>>;
  /** The same by the text, where that tells more than the code. */
  readonly hintsByText: readonly (readonly [text: RegExp, hint: string])[];
  /** The same for codes that are not in the table as they are. */
  readonly hintOf?: (code: string, place: Place) => string | undefined;
  /** Codes with which the session has ended. */
  readonly lost: ReadonlySet<string>;
  /** What to do when it has. */
  readonly again: string;
  /** Is there no server, but a file that is opened? */
  readonly embedded?: boolean;
  read(error: unknown, place: Place): ClientFacts;
}

/** What was being done when the client threw. */
export interface Place {
  /** The database, for people. */
  readonly label: string;
  /** The statement; undefined while connecting. */
  readonly sql?: string | undefined;
  /** Of an embedded database. */
  readonly file?: string | undefined;
}

/** What a {@link DriverError} is made of, as the client's error has it. */
interface ClientFacts {
  readonly text: string;
  readonly serverCode: string | undefined;
  readonly position?: number | undefined;
  readonly detail?: string | undefined;
  /** A whole sentence of what the server or the client itself advises. */
  readonly advice?: string | undefined;
  /** Has the session ended, whatever the code? */
  readonly lost?: boolean | undefined;
  /** Had the transaction been rolled back before the statement? */
  readonly rolledBack?: boolean | undefined;
  /** Only where the client's error cannot carry the settings of a connection into logs. */
  readonly cause?: unknown;
}

/** What codes of several databases mean, and what to do about it. */
export const meaning = {
  badSql: "Check the SQL at the position shown; one call takes exactly one statement.",
  cancelled: "The statement was cancelled by a timeout or by an operator.",
  checkBroken: "Existing rows break the check; repair them first.",
  deadlock: "Two sessions waited for each other; run again.",
  diskFull: "The server's disk is full; free space and run again.",
  duplicate: "Rows share a value that must be unique; remove the duplicates first.",
  failedBefore: "An earlier statement of this transaction failed; its error is the one to look at.",
  hungUp:
    "The server, or something on the way, hung up: look into its log, and check that the port is that of the server.",
  locked: "Another session holds a lock on this object; wait for it or end it, then run again.",
  noConnections: "The server has no free connection; close some, or raise max_connections.",
  noDatabase: hint`Make it with ${command("db create")}, or correct its name in the URL.`,
  noValue:
    "A row has no value for a column that needs one; give the field a default or a backfill.",
  outOfRange: "A number does not fit its column's type; use a wider type.",
  password:
    "Check the user and the password; special characters in the URL must be percent-encoded.",
  tooLong: "A value is longer than its column; shorten it or make the column wider.",
  unreadable: "A text cannot be read as the column's type; check the value or convert it.",
} as const;

const UNTRUSTED =
  "This machine does not trust the authority of the server's certificate; name its file in the URL.";

/** What to do about an error of the network or of TLS, whatever the server is. */
const NETWORK: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate has expired; renew it on the server.",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The server's certificate is signed by itself; name it as the authority in the URL.",
  EACCES: "The user may not open the server's socket; check the permissions of its folder.",
  ECONNREFUSED: "Check host and port and that the server runs; --wait waits for it.",
  ECONNRESET: "The server or something on the way closed the connection; run again.",
  EHOSTUNREACH: "There is no route to the host; check the address and the network.",
  ENOENT: "There is no socket (or certificate file) at this path; check the URL.",
  ENOTFOUND: "The host name is unknown; check its spelling and the DNS.",
  EAI_AGAIN: "The DNS does not answer; check the host name and the network.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The server's certificate is for another host name; use that name in the URL, or verify the authority only (verify-ca).",
  ETIMEDOUT:
    "The host did not answer; check address, port and firewall, and that it is this kind of server.",
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
};

/**
 * Whatever a client library throws as the one error that drivers throw. The client's own error is
 * not kept as the cause, unless its table says so: it may carry the connection's settings into logs.
 */
export function toDriverError(error: unknown, errors: ClientErrors, place: Place): DriverError {
  if (error instanceof DriverError) return error;
  const connecting = place.sql === undefined;
  const { text, advice, rolledBack, ...facts } = errors.read(error, place);
  const { serverCode } = facts;
  const lost = facts.lost === true || (serverCode !== undefined && errors.lost.has(serverCode));
  const known = knownHint(errors, text, serverCode, place);
  const all =
    known === undefined || advice === undefined ? (known ?? advice) : hint`${known} ${advice}`;
  return new DriverError({
    code: codeOf(connecting, lost, rolledBack === true),
    message: messageOf(errors, place, text, lost),
    hint: lost && !connecting ? errors.again : all,
    serverCode,
    position: facts.position,
    detail: facts.detail,
    connectionLost: lost || (connecting && errors.embedded !== true),
    cause: facts.cause,
  });
}

/** The session is gone, and a statement was asked of it. */
export function sessionGone(errors: ClientErrors, label: string, reason: string): DriverError {
  return new DriverError({
    code: "DRIVER_CONNECTION_LOST",
    message: `The connection to "${label}" is gone: ${reason}`,
    hint: errors.again,
    connectionLost: true,
  });
}

/** A host with several addresses, and a statement with several errors, fail with all of them. */
export function errorsOf(error: unknown): readonly unknown[] {
  if (!(error instanceof AggregateError) || error.errors.length === 0) return [error];
  return error.errors.flatMap(errorsOf);
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

/** A text that the client's error has under a name. */
export function wordOf(error: unknown, name: string): string | undefined {
  const value = memberOf(error, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function codeOf(connecting: boolean, lost: boolean, rolledBack: boolean): string {
  if (connecting) return "DRIVER_CONNECT_FAILED";
  if (lost) return "DRIVER_CONNECTION_LOST";
  return rolledBack ? "DRIVER_ROLLED_BACK" : "DRIVER_STATEMENT_FAILED";
}

function messageOf(errors: ClientErrors, place: Place, text: string, lost: boolean): string {
  if (place.sql === undefined) {
    return `Cannot ${errors.embedded === true ? "open" : "connect to"} "${place.label}": ${text}`;
  }
  return lost ? `The connection was lost: ${text}` : text;
}

function knownHint(
  { hints, hintsByText, hintOf }: ClientErrors,
  text: string,
  code: string | undefined,
  place: Place,
): Hint | undefined {
  const byText = hintsByText.find(([pattern]) => pattern.test(text));
  if (byText !== undefined || code === undefined) return byText?.[1];
  const table = [hints, NETWORK].find((known) => Object.hasOwn(known, code));
  return table?.[code] ?? hintOf?.(code, place);
}
