import { type Hint, hint } from "../errors.js";
import { memberOf } from "../text/record.js";
import { type ClientErrors, errorsOf, firstLine, meaning, textOf, wordOf } from "./client-error.js";

const MAY_NOT = "The user of the URL may not do this; grant the right, or use another user.";
const MAY_NOT_LOOK = "The user needs VIEW SERVER STATE for this question.";
const NO_TABLE = "Check the table's name and its schema, and the rights of the user.";

const HINTS: Readonly<Record<string, Hint>> = {
  "102": "Check the SQL near the word shown.",
  "156": "Check the SQL near the keyword shown; a name that is a keyword needs [brackets].",
  "207": "Check the column's name, and which operations come before.",
  "208": "Check the table's name and its schema.",
  "229": MAY_NOT,
  "245": meaning.unreadable,
  "262": MAY_NOT,
  "297": MAY_NOT_LOOK,
  "300": MAY_NOT_LOOK,
  "334": "A table with triggers takes no OUTPUT clause without INTO.",
  "515": meaning.noValue,
  "544":
    "The column counts by itself; switch IDENTITY_INSERT on for the statement, or leave it out.",
  "547": "Rows break a foreign key or a check; repair them first.",
  "911": meaning.noDatabase,
  "1088": NO_TABLE,
  "1205": meaning.deadlock,
  "1222": meaning.locked,
  "1505": meaning.duplicate,
  "1785": "Give one of the foreign keys on the way onDelete NO_ACTION.",
  "1913": "An index of this name is there already; it was made by something else.",
  "1919": "A column of unlimited length cannot be in an index; give the field a length.",
  "2601": meaning.duplicate,
  "2627": meaning.duplicate,
  "2628": meaning.tooLong,
  "2714": "An object of this name is there already; it was made by something else.",
  "3701": "The object is not there, or the user may not drop it.",
  "3902": meaning.failedBefore,
  "3930": meaning.failedBefore,
  "3952": "Snapshot isolation is not allowed in this database.",
  "4060": hint`${meaning.noDatabase} The user needs access to it.`,
  "4902": NO_TABLE,
  "4922": "Something is built on the column; drop or change it first.",
  "5074": "Something is built on the column that was made by hand; drop it first.",
  "8115": meaning.outOfRange,
  "8152": meaning.tooLong,
  "15225": "Check the name; names in the arguments of sp_rename are quoted.",
  "18456": meaning.password,
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

/**
 * The errors of `tedious`. The code is the error's number where the server has spoken, else that of
 * the client.
 */
export const sqlserverErrors: ClientErrors = {
  hints: HINTS,
  hintsByText: [
    [/certificate|self[- ]signed/i, CERTIFICATE],
    [
      /^Unable to process incoming packet/,
      "What answers there is no SQL Server; check host and port.",
    ],
  ],
  lost: new Set(["ECLOSE", "ECONNRESET", "EINVALIDSTATE", "EPIPE", "ESOCKET", "ETIMEDOUT"]),
  again: "Run again: what was not committed has been rolled back by the server.",
  read(error, { sql }) {
    // Several errors of one statement come as one; the first is the reason of the others.
    const [first, ...others] = errorsOf(error).flatMap(innerErrors);
    const serverCode = serverCodeOf(first);
    return {
      text: firstLine(textOf(first)),
      serverCode,
      position: sql === undefined ? undefined : positionOf(first, sql),
      detail: detailOf(first, others),
      // From this severity on the server ends the session.
      lost: (numberOf(first, "class") ?? 0) >= 20,
      rolledBack: serverCode === "3902",
    };
  },
};

/** The client wraps what the socket says; the inner code is the one that people know. */
function innerErrors(error: unknown): readonly unknown[] {
  const cause = error instanceof Error ? error.cause : undefined;
  const wraps = cause instanceof Error && serverCodeOf(error) === "ESOCKET";
  return wraps ? errorsOf(cause).flatMap(innerErrors) : [error];
}

/** The server tells a line; one of several says something, and one of a procedure is elsewhere. */
function positionOf(error: unknown, sql: string): number | undefined {
  const line = numberOf(error, "lineNumber");
  const lines = sql.split("\n");
  const text = lines[(line ?? 0) - 1];
  if (line === undefined || text === undefined || lines.length === 1) return undefined;
  if (wordOf(error, "procName") !== undefined) return undefined;
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + text.search(/\S|$/) + 1;
}

function detailOf(first: unknown, others: readonly unknown[]): string | undefined {
  const state = numberOf(first, "state");
  const procedure = wordOf(first, "procName");
  const parts = [
    ...(state === undefined ? [] : [`state ${state}`]),
    ...(procedure === undefined ? [] : [`in ${procedure}`]),
    ...others.map((error) => firstLine(textOf(error))),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function serverCodeOf(error: unknown): string | undefined {
  const number = numberOf(error, "number");
  return number === undefined ? wordOf(error, "code") : String(number);
}

function numberOf(error: unknown, name: string): number | undefined {
  const value = memberOf(error, name);
  return typeof value === "number" && value > 0 ? value : undefined;
}
