import type { Statements } from "../statement.js";

/** `CREATE TABLE "a" (`: of a SELECT it would be the rows, too, and with IF NOT EXISTS it may be there. */
const CREATE_TABLE = /^CREATE TABLE ("(?:[^"]|"")+") \([^;]*$/;
const CREATE_INDEX = /^CREATE (?:UNIQUE )?INDEX "(?:[^"]|"")+" ON ("(?:[^"]|"")+") \([^;]*$/;
const ADD_COLUMN = /^ALTER TABLE "(?:[^"]|"")+" ADD COLUMN "[^;]*$/;
/** What SQLite looks at every row for. https://www.sqlite.org/lang_altertable.html#alter_table_add_column */
const OF_ROWS = /\b(?:NOT|CHECK|REFERENCES|GENERATED|AS)\b/i;

/**
 * May one of these statements take long, so that Ctrl-C must be able to stop it? Not those that make
 * tables, the indexes of these while nothing is in them, and fields that no row has a value for.
 */
export function mayTakeLong(statements: Statements): boolean {
  const made = new Set<string>();
  return !statements.every(({ sql, live }) => live === undefined && isShort(sql, made));
}

function isShort(sql: string, made: Set<string>): boolean {
  const table = CREATE_TABLE.exec(sql)?.[1];
  if (table !== undefined) {
    made.add(table);
    return true;
  }
  const indexed = CREATE_INDEX.exec(sql)?.[1];
  if (indexed !== undefined) return made.has(indexed);
  return ADD_COLUMN.test(sql) && !OF_ROWS.test(sql);
}
