import type { Connection } from "../../driver/driver.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { runStatement } from "../run-statement.js";
import type { LiveColumn, LiveTable, Statement } from "../statement.js";
import { mergeTable } from "./merge-table.js";
import { NOTED_SQL } from "./rebuild.js";
import { sqliteSql } from "./sql-rules.js";
import { TokenCursor } from "./token-cursor.js";

interface LiveRequest {
  readonly statement: Statement;
  readonly live: LiveTable;
  quote(name: string): string;
}

/** Is it a statement of a rebuild? */
export function isLiveTable(live: LiveTable | LiveColumn): live is LiveTable {
  return live.kind === "create" || live.kind === "copy" || live.kind === "member";
}

/** Runs a statement of a rebuild, adapted to the table that is there. */
export async function runLive(connection: Connection, request: LiveRequest): Promise<number> {
  const { statement, live } = request;
  switch (live.kind) {
    case "create": {
      const real = await createdText(connection, live.table);
      if (real === undefined) return await runStatement(connection, statement);
      const sql = mergeTable({ table: live.table, from: live.from, real, to: statement.sql });
      return await runStatement(connection, { ...statement, sql });
    }
    case "copy": {
      const extra = await extraColumns(connection, live);
      const sql = withColumns(statement.sql, extra.map(request.quote));
      const changed = await runStatement(connection, { ...statement, sql });
      await keepCounter(connection, live);
      return changed;
    }
    case "member": {
      const [row] = await connection.query(NOTED_SQL, [live.name]);
      return typeof row?.sql === "string" ? (await connection.execute(row.sql)).rowsAffected : 0;
    }
    default:
      return live satisfies never;
  }
}

async function createdText(connection: Connection, table: string): Promise<string | undefined> {
  const [row] = await connection.query(
    "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
    [table],
  );
  return typeof row?.sql === "string" ? row.sql : undefined;
}

type Copy = Extract<LiveTable, { readonly kind: "copy" }>;

/** Columns that both tables have and no migration knows. Generated ones (`hidden`) have no value. */
async function extraColumns(connection: Connection, copy: Copy): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 AND lower(name) IN " +
      "(SELECT lower(name) FROM pragma_table_xinfo(?)) ORDER BY cid",
    [copy.fresh, copy.table],
  );
  const known = new Set(copy.known.map((name) => name.toLowerCase()));
  return rows.map(({ name }) => String(name)).filter((name) => !known.has(name.toLowerCase()));
}

/** `INSERT INTO "new" ("a") SELECT "a" FROM "old"` with more columns on both sides. */
function withColumns(sql: string, names: readonly string[]): string {
  if (names.length === 0) return sql;
  const more = names.map((name) => `, ${name}`).join("");
  const cursor = new TokenCursor(sql);
  while (!cursor.sees("(")) cursor.next();
  const list = cursor.start;
  cursor.bracketed();
  const close = list + cursor.since(list).length - 1;
  const from =
    [...sqlTokens(sql, sqliteSql)].findLast(({ text }) => text === "FROM")?.start ?? sql.length;
  return `${sql.slice(0, close)}${more}${sql.slice(close, from).trimEnd()}${more} ${sql.slice(from)}`;
}

/** AUTOINCREMENT that only the database knows of goes on counting where it was. */
async function keepCounter(connection: Connection, { table, fresh }: Copy): Promise<void> {
  const texts = [await createdText(connection, table), await createdText(connection, fresh)];
  if (!texts.every((text) => text !== undefined && /\bautoincrement\b/i.test(text))) return;
  await connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [fresh]);
  await connection.execute(
    "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ? COLLATE NOCASE",
    [fresh, table],
  );
}
