import { type ClientErrors, meaning, type Place, textOf, wordOf } from "./client-error.js";
import { sqliteLockers } from "./sqlite-lockers.js";

const HINTS: Readonly<Record<string, string>> = {
  SQLITE_LOCKED: "A statement of this session is still reading; finish it first.",
  SQLITE_CANTOPEN: "Check the path and the permissions of the file and its folder.",
  SQLITE_NOTADB: "The file is not an SQLite database, or it is encrypted; check the path.",
  SQLITE_CORRUPT: "The file is damaged; restore it from a backup.",
  SQLITE_READONLY:
    "The file, its folder or the connection cannot be written to; check the permissions.",
  SQLITE_READONLY_ROLLBACK:
    "A process was killed in the middle of a transaction, which has to be rolled back; run as a user who may write to the file and its folder.",
  SQLITE_PERM: "Check the permissions of the file and its folder.",
  SQLITE_FULL: "The disk is full; free some space and run again.",
  SQLITE_IOERR: "The disk could not be read or written; check it, then run again.",
  SQLITE_TOOBIG: "A value or a statement is longer than SQLite takes.",
  SQLITE_CONSTRAINT_FOREIGNKEY:
    "A row refers to a row that is not there, or one that goes is still referred to; repair the data first.",
  SQLITE_CONSTRAINT_NOTNULL: meaning.noValue,
  SQLITE_CONSTRAINT_UNIQUE: meaning.duplicate,
  SQLITE_CONSTRAINT_PRIMARYKEY: "Rows share a primary key; remove the duplicates first.",
  SQLITE_CONSTRAINT_CHECK: "A row breaks the check; repair the data first.",
  SQLITE_CONSTRAINT_DATATYPE:
    "A value does not fit the type of its column in a STRICT table; convert it first.",
};

/** The same by what SQLite's text says, where the code is only SQLITE_ERROR. */
const HINTS_BY_TEXT: ClientErrors["hintsByText"] = [
  [
    /CHECK constraint failed: rows must not change/,
    "Rebuilding the table would have lost rows of it or of a table that refers to it; nothing was changed.",
  ],
  [
    /^CHECK constraint failed: every .* must fit /,
    "A row has a value that the new type has no place for; nothing was changed. Repair the rows first, or say with `using` what becomes of them.",
  ],
  [
    /^CHECK constraint failed: (?:no two rows|every row) of /,
    "Rows that are there break what they are to be held to; nothing was changed. Repair the rows first.",
  ],
  [/^no such table/, "Check the table's name, and which migrations come before this one."],
  [/^no such column/, "Check the column's name; text belongs into single quotes."],
  [/already exists$/, "A thing of this name is there already; it was made by something else."],
  [
    /^error in (view|trigger)/,
    "A view or trigger uses what this statement takes away; drop it before and make it again after.",
  ],
  [/syntax error|incomplete input|unrecognized token/, "Check the SQL at the position shown."],
  [/more than one statement/, "One call takes exactly one statement; split them."],
];

/** What better-sqlite3 12 and 13 say where there is no binary for this Node and platform. */
const NO_NATIVE_PART =
  /^(?:Could not locate the bindings file|Cannot find module '[^'\n]*better_sqlite3\.node')/;

/** The errors of `better-sqlite3`. */
export const sqliteErrors: ClientErrors = {
  hints: HINTS,
  hintsByText: HINTS_BY_TEXT,
  hintOf,
  lost: new Set(),
  // With version 12, a collection of garbage ends such a process: see docs/decisions/0040-node-versions.md.
  again:
    Number.parseInt(process.versions.node, 10) < 24
      ? "Run again."
      : "Run again. With Node 24 and later better-sqlite3 has to be version 13 or later.",
  embedded: true,
  read(error, { sql }) {
    const text = textOf(error);
    const serverCode = wordOf(error, "code");
    const facts = { serverCode, cause: error };
    if (serverCode === "ERR_DLOPEN_FAILED" || NO_NATIVE_PART.test(text)) {
      // There is none, or another Node's; no SQL has run.
      return {
        ...facts,
        text: `the native part of better-sqlite3 was not built for this Node (${process.version})`,
        advice:
          'Run "npm rebuild better-sqlite3" with this Node; an installation with --ignore-scripts leaves that out.',
      };
    }
    return {
      ...facts,
      text,
      position: sql === undefined ? undefined : positionOf(text, sql),
      lost: text === "The database connection is not open",
    };
  },
};

/** Extended codes begin with the code that they extend: `SQLITE_IOERR_WRITE`. */
function hintOf(code: string, place: Place): string | undefined {
  if (code.startsWith("SQLITE_BUSY")) return busyHint(place.file);
  const short = code.slice(0, Math.max(0, code.lastIndexOf("_")));
  return short === "" ? undefined : (HINTS[short] ?? hintOf(short, place));
}

function busyHint(file: string | undefined): string {
  const others = file === undefined ? [] : sqliteLockers(file);
  if (others.length === 0) {
    return "Another program is writing to this database; wait for it to finish, then run again.";
  }
  return `Wait for ${others.join(" and for ")}, then run again.`;
}

/** SQLite names the token it stumbled over; it is the first place only if it is the only one. */
function positionOf(text: string, sql: string): number | undefined {
  const token =
    /^near "(.*)": syntax error$/s.exec(text)?.[1] ??
    /^no such (?:column|table|function): (.+)$/.exec(text)?.[1];
  if (text === "incomplete input") return sql.length;
  if (token === undefined || token === "") return undefined;
  const at = sql.indexOf(token);
  return at >= 0 && sql.indexOf(token, at + 1) < 0 ? at + 1 : undefined;
}
