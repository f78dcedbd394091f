import type { Hint } from "../errors.js";
import { type ClientErrors, errorsOf, firstLine, meaning, textOf, wordOf } from "./client-error.js";

const HINTS: Readonly<Record<string, Hint>> = {
  "08P01": "The server did not understand the client; check that the port belongs to PostgreSQL.",
  "22001": meaning.tooLong,
  "22003": meaning.outOfRange,
  "22P02": meaning.unreadable,
  "23502": meaning.noValue,
  "23503":
    "A row refers to a row that is not there (or is still referred to); repair the data first.",
  "23505": meaning.duplicate,
  "23514": meaning.checkBroken,
  "23P01": "Existing rows break the exclusion constraint; repair them first.",
  "25006":
    "Nothing can be written there: a standby, or default_transaction_read_only; use the address of the primary.",
  "25P02": meaning.failedBefore,
  "28000": "The server refuses this user, database or address; ask who keeps its pg_hba.conf.",
  "28P01": meaning.password,
  "2BP01": "Other objects use this one; drop or change them first, nothing is cascaded.",
  "3D000": meaning.noDatabase,
  "3F000": "Create the database schema first, or correct its name.",
  "40001": "Another transaction changed the same rows; run again.",
  "40P01": meaning.deadlock,
  "42501": "The user of the URL may not do this; grant the right or use the owner of the object.",
  "42601": meaning.badSql,
  "42703": "Check the column's name; names in double quotes are case-sensitive.",
  "42704": "Create the type or object first, or correct its name.",
  "42710": "An object of this name is there already; it was made by something else.",
  "42804": 'The types do not fit; give the operation a "using" expression or a cast.',
  "42883": "There is no such function for these types; check names, casts and extensions.",
  "42P01": "Check the table's name and its database schema; names are case-sensitive in quotes.",
  "42P07": "A table or index of this name is there already; it was made by something else.",
  "53100": meaning.diskFull,
  "53200":
    "The transaction holds more locks than the server has room for; split the migration, or raise max_locks_per_transaction on the server.",
  "53300": meaning.noConnections,
  "55006": "Another session uses this object; end it and run again.",
  "55P04":
    "A new enum value can be used only after the migration that adds it; use it in the next one.",
  "55P03": meaning.locked,
  "57014": meaning.cancelled,
  "57P03": "The server is starting up or shutting down; wait, or use --wait.",
  ETIMEDOUT: "The host did not answer; check address, port and firewall, or raise connect_timeout.",
};

/** What the client itself says, without a code. */
const HINTS_BY_TEXT: ClientErrors["hintsByText"] = [
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
  [
    /authenticationOk message type/,
    "The server asks for a way to log in that the client does not know (Kerberos, say); let it ask for a password or a certificate (pg_hba.conf).",
  ],
  [/^Connection terminated/, meaning.hungUp],
  [/does not support SSL/, "The server has no TLS; turn it on there, or use sslmode=disable."],
  [
    /error establishing an SSL connection/,
    "What answers there is no PostgreSQL, or refused to talk; check host and port.",
  ],
];

const LOST_TEXT =
  /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** The errors of `pg`. */
export const postgresqlErrors: ClientErrors = {
  hints: HINTS,
  hintsByText: HINTS_BY_TEXT,
  lost: new Set(["57P01", "57P02", "57P03", "57P05", "ECONNRESET", "EPIPE", "ETIMEDOUT"]),
  again: "Run again: what was not committed has been rolled back by the server.",
  read(error) {
    const [first] = errorsOf(error);
    const text = firstLine(textOf(first));
    const code = wordOf(first, "code") ?? (/timeout expired/.test(text) ? "ETIMEDOUT" : undefined);
    const position = Number(wordOf(first, "position"));
    const hint = wordOf(first, "hint");
    return {
      text,
      serverCode: code,
      position: Number.isInteger(position) && position > 0 ? position : undefined,
      detail: wordOf(first, "detail"),
      advice: hint && `The server says: ${hint}`,
      lost: code?.startsWith("08") === true || LOST_TEXT.test(text),
    };
  },
};
