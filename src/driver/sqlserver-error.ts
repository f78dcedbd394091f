import { DriverError } from "./driver-error.js";
import { NETWORK_HINTS } from "./network-hints.js";

/** What to do about an error number of the server or a code of the client, in plain words. */
const HINTS: Readonly<Record<string, string>> = {
  ...NETWORK_HINTS,
  "102": "Check the SQL near the word shown.",
  "156": "Check the SQL near the keyword shown; a name that is a keyword needs [brackets].",
  "207": "Check the column's name, and which operations come before.",
  "208": "Check the table's name and its schema.",
  "229": "The user of the URL may not do this; grant the right, or use another user.",
  "245": "A text cannot be read as the column's type; check the value or convert it.",
  "262": "The user of the URL may not do this; grant the right, or use another user.",
  "297": "The user needs VIEW SERVER STATE for this question.",
  "300": "The user needs VIEW SERVER STATE for this question.",
  "334": "A table with triggers takes no OUTPUT clause without INTO.",
  "515": "A row has no value for a column that needs one; give the field a default or a backfill.",
  "544":
    "The column counts by itself; switch IDENTITY_INSERT on for the statement, or leave it out.",
  "547": "Rows break a foreign key or a check; repair them first.",
  "911": "Create the database first, or correct its name in the URL.",
  "1088": "Check the table's name and its schema, and the rights of the user.",
  "1205": "Two sessions waited for each other; run again.",
  "1222": "Another session holds a lock on this object; wait for it or end it, then run again.",
  "1505": "Rows share a value that must be unique; remove the duplicates first.",
  "1785": "Give one of the foreign keys on the way onDelete NO_ACTION.",
  "1913": "An index of this name is there already; it was made by something else.",
  "1919": "A column of unlimited length cannot be in an index; give the field a length.",
  "2601": "Rows share a value that must be unique; remove the duplicates first.",
  "2627": "Rows share a value that must be unique; remove the duplicates first.",
  "2628": "A value is longer than its column; shorten it or make the column wider.",
  "2714": "An object of this name is there already; it was made by something else.",
  "3701": "The object is not there, or the user may not drop it.",
  "3902": "An earlier statement of this transaction failed; its error is the one to look at.",
  "3930": "An earlier statement of this transaction failed; its error is the one to look at.",
  "3952": "Snapshot isolation is not allowed in this database.",
  "4060": "Create the database first, or correct its name in the URL; the user needs access to it.",
  "4902": "Check the table's name and its schema, and the rights of the user.",
  "4922": "Something is built on the column; drop or change it first.",
  "5074": "Something is built on the column that was made by hand; drop it first.",
  "8115": "A number does not fit its column's type; use a wider type.",
  "8152": "A value is longer than its column; shorten it or make the column wider.",
  "15225": "Check the name; names in the arguments of sp_rename are quoted.",
  "18456":
    "Check the user and the password; special characters in the URL must be percent-encoded.",
  "40613": "The database is not available now; wait, or use --wait.",
  ECANCEL: "The statement was cancelled.",
  EINSTLOOKUP:
    "No SQL Server Browser answers on UDP port 1434; check the instance's name, or give its port.",
  ELOGIN: "Check the user, the password and the database in the URL.",
  ESOCKET: "Check host and port and that the server runs; --wait waits for it.",
  ETIMEOUT: "The host did not answer; check address and firewall, or raise connectTimeout.",
};

const CERTIFICATE =
  "The server's certificate is not trusted; install its authority (NODE_EXTRA_CA_CERTS), or add trustServerCertificate=true for a server of your own.";

/** The server (or its session) is gone; no statement can be asked of this connection. */
const LOST = ["ECLOSE", "ECONNRESET", "EINVALIDSTATE", "EPIPE", "ESOCKET", "ETIMEDOUT"];

/** Why the error is made: while connecting, or by a statement. */
export type SqlserverErrorStage = "connect" | "statement";

/**
 * Whatever `tedious` throws as the one error that drivers throw. `serverCode` is the error's number
 * where the server has spoken, else the code of the client. The client's own error is not kept as
 * the cause: it could carry the connection's settings into logs.
 */
export function toSqlserverError(
  error: unknown,
  stage: SqlserverErrorStage,
  label: string,
  sql = "",
): DriverError {
  if (error instanceof DriverError) return error;
  const [first, ...others] = errorsOf(error);
  const text = textOf(first);
  const code = serverCodeOf(first);
  const lost = stage === "statement" && LOST.includes(code ?? "");
  return new DriverError({
    code: codeOf(stage, lost, code),
    message: messageOf({ stage, lost, text, label }),
    hint: hintOf(code, text, lost),
    serverCode: code,
    position: positionOf(first, sql),
    detail: detailOf(first, others),
    connectionLost: stage === "connect" || lost || (numberOf(first, "class") ?? 0) >= 20,
  });
}

/** The session is gone and a statement was asked of it. */
export function sqlserverConnectionLost(label: string, reason: string): DriverError {
  return new DriverError({
    code: "DRIVER_CONNECTION_LOST",
    message: `The connection to "${label}" is gone: ${reason}`,
    hint: "Run again: what was not committed has been rolled back by the server.",
    connectionLost: true,
  });
}

/** Several errors of one statement come as one; the first is the reason of the others. */
function errorsOf(error: unknown): readonly unknown[] {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.flatMap(errorsOf);
  }
  const cause = error instanceof Error ? error.cause : undefined;
  // The client wraps what the socket says; the inner code is the one that people know.
  if (cause instanceof Error && serverCodeOf(error) === "ESOCKET") return errorsOf(cause);
  return [error];
}

/** The server tells a line; one of several says something, and one of a procedure is elsewhere. */
function positionOf(error: unknown, sql: string): number | undefined {
  const line = numberOf(error, "lineNumber");
  const lines = sql.split("\n");
  const text = lines[(line ?? 0) - 1];
  if (line === undefined || text === undefined || lines.length === 1) return undefined;
  if (fact(error, "procName") !== undefined) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + text.search(/\S|$/) + 1;
}

function codeOf(stage: SqlserverErrorStage, lost: boolean, code: string | undefined): string {
  if (stage === "connect") return "DRIVER_CONNECT_FAILED";
  if (lost) return "DRIVER_CONNECTION_LOST";
  return code === "3902" ? "DRIVER_ROLLED_BACK" : "DRIVER_STATEMENT_FAILED";
}

interface Said {
  readonly stage: SqlserverErrorStage;
  readonly lost: boolean;
  readonly text: string;
  readonly label: string;
}

function messageOf({ stage, lost, text, label }: Said): string {
  if (stage === "connect") return `Cannot connect to "${label}": ${text}`;
  return lost ? `The connection was lost: ${text}` : text;
}

function hintOf(code: string | undefined, text: string, lost: boolean): string | undefined {
  if (/certificate|self[- ]signed/i.test(text)) return CERTIFICATE;
  const known = code !== undefined && Object.hasOwn(HINTS, code) ? HINTS[code] : undefined;
  if (known !== undefined) return known;
  return lost ? "Run again: what was not committed has been rolled back by the server." : undefined;
}

function detailOf(first: unknown, others: readonly unknown[]): string | undefined {
  const state = numberOf(first, "state");
  const procedure = fact(first, "procName");
  const parts = [
    ...(state === undefined ? [] : [`state ${state}`]),
    ...(procedure === undefined ? [] : [`in ${procedure}`]),
    ...others.map(textOf),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function serverCodeOf(error: unknown): string | undefined {
  const number = numberOf(error, "number");
  return number === undefined ? fact(error, "code") : String(number);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}

function numberOf(error: unknown, name: string): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === "number" && value > 0 ? value : undefined;
}

function fact(error: unknown, name: string): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
