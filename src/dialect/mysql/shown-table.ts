import { isWord, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { readColumnText } from "./merge-column.js";
import { mysqlSql } from "./sql-rules.js";
import { closingOf, cutTable } from "./table-parts.js";

/** What `SHOW CREATE TABLE` tells about expressions. */
export interface ShownTable {
  readonly columns: ReadonlyMap<string, ShownColumn>;
  /** Named checks of the table: name -> expression. */
  readonly checks: ReadonlyMap<string, string>;
}

interface ShownColumn {
  readonly type: string;
  /** The SQL behind DEFAULT. */
  readonly preset: string | undefined;
  /** The SQL of a generated column, and of a check of its own. */
  readonly expression: string | undefined;
  readonly check: string | undefined;
}

/** Reads the answer of `SHOW CREATE TABLE`. */
export function readShownTable(text: string): ShownTable {
  const columns = new Map<string, ShownColumn>();
  const checks = new Map<string, string>();
  for (const { sql, column, tokens } of cutTable(text).parts) {
    const [first, name, third] = tokens;
    if (column !== undefined) columns.set(column, readColumn(sql));
    else if (isWord(first, "constraint") && name !== undefined && isWord(third, "check")) {
      checks.set(nameOf(name), inBrackets(sql) ?? "");
    }
  }
  return { columns, checks };
}

function readColumn(sql: string): ShownColumn {
  const text = readColumnText(sql);
  return {
    type: text.get("type") ?? "",
    preset: text.get("default")?.replace(/^default\s+/i, ""),
    expression: inBrackets(text.get("generated")),
    check: inBrackets(text.get("check")),
  };
}

function inBrackets(sql = ""): string | undefined {
  const tokens = [...solidTokens(sql, mysqlSql)];
  const open = tokens.findIndex(({ text }) => text === "(");
  if (open < 0) return undefined;
  return sql.slice(tokens[open]?.end, tokens[closingOf(tokens, open)]?.start);
}
