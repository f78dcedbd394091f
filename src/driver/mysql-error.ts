import type { Hint } from "../errors.js";
import { memberOf } from "../text/record.js";
import { type ClientErrors, errorsOf, meaning, textOf, wordOf } from "./client-error.js";

const MAY_NOT = "The user of the URL may not do this; grant the right.";
const TOO_SLOW = "The statement took longer than the time allowed for it.";

const HINTS: Readonly<Record<string, Hint>> = {
  HANDSHAKE_NO_SSL_SUPPORT: "The server has no TLS; turn it on there, or use ssl-mode=disabled.",
  PROTOCOL_CONNECTION_LOST: meaning.hungUp,
  ER_ACCESS_DENIED_ERROR:
    "Check the user and the password; special characters in the URL must be percent-encoded. A server that insists on TLS may answer the same: ssl-mode=required.",
  ER_DBACCESS_DENIED_ERROR: "Grant this user the rights on the database.",
  ER_TABLEACCESS_DENIED_ERROR: MAY_NOT,
  ER_COLUMNACCESS_DENIED_ERROR: MAY_NOT,
  ER_SPECIFIC_ACCESS_DENIED_ERROR: MAY_NOT,
  ER_OPTION_PREVENTS_STATEMENT:
    "An option of the server forbids it; when it is read_only, use the address of the primary.",
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
    "Nothing can be written in this session; look for transaction_read_only on the server.",
  ER_HOST_NOT_PRIVILEGED: "Create the user for the address that you connect from.",
  ER_BAD_DB_ERROR: meaning.noDatabase,
  ER_CON_COUNT_ERROR: meaning.noConnections,
  ER_SERVER_SHUTDOWN: "The server is shutting down; wait, or use --wait.",
  ER_PARSE_ERROR: meaning.badSql,
  ER_NO_SUCH_TABLE: "Check the table's name and its database; names may be case-sensitive.",
  ER_BAD_TABLE_ERROR: "Check the table's name; names may be case-sensitive.",
  ER_BAD_FIELD_ERROR: "Check the column's name; text belongs into single quotes.",
  ER_TABLE_EXISTS_ERROR: "A table of this name is there already; it was made by something else.",
  ER_DUP_FIELDNAME: "A column of this name is there already; it was made by something else.",
  ER_DUP_KEYNAME: "An index of this name is there already; it was made by something else.",
  ER_CANT_DROP_FIELD_OR_KEY: "The thing to drop is not there; it was dropped by something else.",
  ER_DUP_ENTRY: meaning.duplicate,
  ER_NO_REFERENCED_ROW_2: "A row refers to a row that is not there; repair the data first.",
  ER_ROW_IS_REFERENCED_2: "Other rows refer to this one; change or delete them first.",
  ER_CANNOT_ADD_FOREIGN:
    "Both sides of a foreign key need the same type, collation and engine, and the target an index.",
  ER_FK_CANNOT_OPEN_PARENT: "The table that the key refers to is not there; create it first.",
  ER_FK_NO_UNIQUE_INDEX_PARENT:
    "The fields that the key refers to need a primary or unique key of exactly these fields.",
  ER_FK_NO_INDEX_PARENT: "The fields that the key refers to need a primary or unique key.",
  ER_BAD_NULL_ERROR: meaning.noValue,
  ER_INVALID_USE_OF_NULL: "Rows hold NULL where the new column may not; give a backfill.",
  WARN_DATA_TRUNCATED: "A value does not fit its column's type; repair the data or widen the type.",
  ER_DATA_TOO_LONG: meaning.tooLong,
  ER_WARN_DATA_OUT_OF_RANGE: meaning.outOfRange,
  ER_TRUNCATED_WRONG_VALUE: "A value cannot be read as the column's type; repair it first.",
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
    "A value cannot be read as the column's type or charset; repair it first.",
  ER_CONSTRAINT_FAILED: meaning.checkBroken,
  ER_CHECK_CONSTRAINT_VIOLATED: meaning.checkBroken,
  ER_TOO_LONG_KEY: "The indexed text is too long; index a prefix of it, or shorten the column.",
  ER_BLOB_KEY_WITHOUT_LENGTH: "TEXT and BLOB need a prefix length in an index; give `prefix`.",
  ER_BLOB_CANT_HAVE_DEFAULT: "This type takes a default only as an expression in parentheses.",
  ER_LOCK_WAIT_TIMEOUT:
    "Another session holds a lock on this table or row; wait for it or end it, then run again.",
  ER_LOCK_DEADLOCK: meaning.deadlock,
  ER_QUERY_INTERRUPTED: meaning.cancelled,
  ER_STATEMENT_TIMEOUT: TOO_SLOW,
  ER_QUERY_TIMEOUT: TOO_SLOW,
  ER_RECORD_FILE_FULL: "The server's disk or table space is full; free space and run again.",
  ER_DISK_FULL: meaning.diskFull,
  ER_UNSUPPORTED_PS: "This kind of statement takes no parameters; write the values into the SQL.",
  ER_NET_PACKET_TOO_LARGE: "Raise max_allowed_packet on the server, or send less in one statement.",
};

/** Numbers that the client library names differently for MariaDB, or not at all. */
const NAMES: Readonly<Record<number, string>> = {
  1969: "ER_STATEMENT_TIMEOUT",
  3024: "ER_QUERY_TIMEOUT",
  3819: "ER_CHECK_CONSTRAINT_VIOLATED",
  4025: "ER_CONSTRAINT_FAILED",
  6125: "ER_FK_NO_UNIQUE_INDEX_PARENT",
};

const LOST = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ER_SERVER_SHUTDOWN",
  "ER_CONNECTION_KILLED",
  "ER_CLIENT_INTERACTION_TIMEOUT",
]);

/** How Node.js calls what is wrong with a certificate; the client keeps only the text. */
const CERTIFICATE_CODES: readonly (readonly [text: RegExp, code: string])[] = [
  [/self.signed certificate in certificate chain/i, "SELF_SIGNED_CERT_IN_CHAIN"],
  [/self.signed certificate/i, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  [/unable to verify the first certificate/i, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  [/unable to get local issuer certificate/i, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
  [/altnames/i, "ERR_TLS_CERT_ALTNAME_INVALID"],
  [/certificate has expired/i, "CERT_HAS_EXPIRED"],
];

/** The errors of `mysql2`. */
export const mysqlErrors: ClientErrors = {
  hints: HINTS,
  hintsByText: [
    [
      /^Server requested authentication using/,
      "The server asks for a way to log in that the client does not know, or that shows the password (PAM, LDAP); let the user log in by another.",
    ],
    [
      /^The value of "offset" is out of range/,
      "What answers there is no MySQL or MariaDB; check host and port.",
    ],
  ],
  lost: LOST,
  again:
    "Run again: an open transaction was rolled back by the server, and a DDL statement that was under way is looked up in the database by the next run.",
  read(error, { sql }) {
    const [first] = errorsOf(error);
    const text = textOf(first);
    return {
      text,
      serverCode: codeOf(first, text),
      position: sql === undefined ? undefined : positionOf(text, sql),
      detail: detailOf(first),
      // While connecting every error is fatal.
      lost: sql !== undefined && memberOf(first, "fatal") === true,
    };
  },
};

function codeOf(error: unknown, text: string): string | undefined {
  const code = wordOf(error, "code");
  if (code === "HANDSHAKE_SSL_ERROR") {
    const found = CERTIFICATE_CODES.find(([pattern]) => pattern.test(text));
    if (found !== undefined) return found[1];
  }
  const number = memberOf(error, "errno");
  return NAMES[Number(number)] ?? code ?? (typeof number === "number" ? String(number) : undefined);
}

function detailOf(error: unknown): string | undefined {
  const number = memberOf(error, "errno");
  const state = wordOf(error, "sqlState");
  if (typeof number !== "number" || state === undefined) return undefined;
  return `MySQL error ${number}, SQLSTATE ${state.replace(/^#/, "")}`;
}

/** The server tells the rest of the statement from the mistake on (80 characters), and the line. */
function positionOf(text: string, sql: string): number | undefined {
  const near = text.slice(Math.max(text.indexOf("near '"), 0));
  const found = /^near '([\s\S]*)' at line (\d+)$/.exec(near);
  if (found === null) return undefined;
  const [, rest = "", line = "1"] = found;
  if (rest === "") return sql.length;
  const lines = sql.split("\n").slice(0, Number(line) - 1);
  const start = lines.reduce((sum, one) => sum + one.length + 1, 0);
  const index = sql.indexOf(rest, start);
  return index < 0 ? start + 1 : index + 1;
}
