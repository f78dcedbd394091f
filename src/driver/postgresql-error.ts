import { DriverError } from "./driver-error.js";
import { NETWORK_HINTS } from "./network-hints.js";

/** What to do about a code of the server or of the operating system, in plain words. */
const HINTS: Readonly<Record<string, string>> = {
  ...NETWORK_HINTS,
  "08P01": "The server did not understand the client; check that the port belongs to PostgreSQL.",
  "22001": "A value is longer than its column; shorten it or make the column wider.",
  "22003": "A number does not fit its column's type; use a wider type.",
  "22P02": "A text cannot be read as the column's type; check the value or convert it.",
  "23502":
    "A row has no value for a column that needs one; give the field a default or a backfill.",
  "23503":
    "A row refers to a row that is not there (or is still referred to); repair the data first.",
  "23505": "Rows share a value that must be unique; remove the duplicates first.",
  "23514": "Existing rows break the check; repair them first.",
  "23P01": "Existing rows break the exclusion constraint; repair them first.",
  "25006":
    "Nothing can be written there: a standby, or default_transaction_read_only; use the address of the primary.",
  "25P02": "An earlier statement of this transaction failed; its error is the one to look at.",
  "28000": "The server refuses this user, database or address; ask who keeps its pg_hba.conf.",
  "28P01":
    "Check the user and the password; special characters in the URL must be percent-encoded.",
  "2BP01": "Other objects use this one; drop or change them first, nothing is cascaded.",
  "3D000": "Create the database first, or correct its name in the URL.",
  "3F000": "Create the database schema first, or correct its name.",
  "40001": "Another transaction changed the same rows; run again.",
  "40P01": "Two sessions waited for each other; run again.",
  "42501": "The user of the URL may not do this; grant the right or use the owner of the object.",
  "42601": "Check the SQL at the position shown; one call takes exactly one statement.",
  "42703": "Check the column's name; names in double quotes are case-sensitive.",
  "42704": "Create the type or object first, or correct its name.",
  "42710": "An object of this name is there already; it was made by something else.",
  "42804": 'The types do not fit; give the operation a "using" expression or a cast.',
  "42883": "There is no such function for these types; check names, casts and extensions.",
  "42P01": "Check the table's name and its database schema; names are case-sensitive in quotes.",
  "42P07": "A table or index of this name is there already; it was made by something else.",
  "53100": "The server's disk is full; free space and run again.",
  "53200":
    "The transaction holds more locks than the server has room for; split the migration, or raise max_locks_per_transaction on the server.",
  "53300": "The server has no free connection; close some, or raise max_connections.",
  "55006": "Another session uses this object; end it and run again.",
  "55P04":
    "A new enum value can be used only after the migration that adds it; use it in the next one.",
  "55P03": "Another session holds a lock on this object; wait for it or end it, then run again.",
  "57014": "The statement was cancelled by a timeout or by an operator.",
  "57P03": "The server is starting up or shutting down; wait, or use --wait.",
  ETIMEDOUT: "The host did not answer; check address, port and firewall, or raise connect_timeout.",
};

/** What the client itself says, without a code. */
const HINTS_BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [
    /password must be a string/,
    "The server asks for a password, and there is none: put it into the URL, PGPASSWORD or ~/.pgpass.",
  ],
  [
    /pending trigger events/,
    "Rows that were written before in this transaction wait for a deferred constraint: run SET CONSTRAINTS ALL IMMEDIATE first, or change the table in a migration of its own.",
  ],
  [
    /active queries in this session/,
    "A cursor or trigger of this very session still works with the table; close it first.",
  ],
  [/does not support SSL/, "The server has no TLS; turn it on there, or use sslmode=disable."],
  [
    /error establishing an SSL connection/,
    "What answers there is no PostgreSQL, or refused to talk; check host and port.",
  ],
];

const LOST_CODES = ["57P01", "57P02", "57P03", "57P05", "ECONNRESET", "EPIPE", "ETIMEDOUT"];

/** Why the error is made: while connecting, or by a statement. */
export type PostgresqlErrorStage = "connect" | "statement";

/**
 * Whatever `pg` throws as the one error that drivers throw. The client's own error is not kept as
 * the cause: it would carry the connection's settings into logs.
 */
export function toDriverError(
  error: unknown,
  stage: PostgresqlErrorStage,
  label: string,
): DriverError {
  if (error instanceof DriverError) return error;
  const text = textOf(error);
  const code = fact(error, "code") ?? (text.includes("timeout expired") ? "ETIMEDOUT" : undefined);
  const lost = isLost(code, text);
  const position = Number(fact(error, "position"));
  return new DriverError({
    code: codeOf(stage, lost),
    message: stage === "connect" ? `Cannot connect to "${label}": ${text}` : messageOf(text, lost),
    hint: hintOf(error, code, lost),
    serverCode: code,
    position: Number.isInteger(position) && position > 0 ? position : undefined,
    detail: fact(error, "detail"),
    connectionLost: stage === "connect" || lost,
  });
}

/** The session is gone and a statement was asked of it. */
export function connectionLost(label: string, reason: string | undefined): DriverError {
  return new DriverError({
    code: "DRIVER_CONNECTION_LOST",
    message: `The connection to "${label}" is gone${reason === undefined ? "" : `: ${reason}`}`,
    hint: "Run again: what was not committed has been rolled back by the server.",
    connectionLost: true,
  });
}

function codeOf(stage: PostgresqlErrorStage, lost: boolean): string {
  if (stage === "connect") return "DRIVER_CONNECT_FAILED";
  return lost ? "DRIVER_CONNECTION_LOST" : "DRIVER_STATEMENT_FAILED";
}

function messageOf(text: string, lost: boolean): string {
  return lost ? `The connection was lost: ${text}` : text;
}

function isLost(code: string | undefined, text: string): boolean {
  if (code !== undefined && (code.startsWith("08") || LOST_CODES.includes(code))) return true;
  return /^(Connection terminated|Client has encountered a connection error|Client was closed)/.test(
    text,
  );
}

function hintOf(error: unknown, code: string | undefined, lost: boolean): string | undefined {
  const known = hintByText(error) ?? (code === undefined ? undefined : HINTS[code]);
  const server = fact(error, "hint");
  if (known !== undefined) return server === undefined ? known : `${known} ${sentence(server)}`;
  if (server !== undefined) return sentence(server);
  if (lost) return "Run again: what was not committed has been rolled back by the server.";
  return undefined;
}

function hintByText(error: unknown): string | undefined {
  const text = textOf(error);
  return HINTS_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
}

function sentence(text: string): string {
  return `The server says: ${text}`;
}

function textOf(error: unknown): string {
  // A host with several addresses fails with an AggregateError whose own message is empty.
  if (error instanceof AggregateError && error.errors.length > 0) return textOf(error.errors[0]);
  if (error instanceof Error) return error.message.split("\n")[0] ?? "";
  return String(error);
}

function fact(error: unknown, name: string): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
