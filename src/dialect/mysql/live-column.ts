import type { Connection } from "../../driver/driver.js";
import { isWord } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { assertNothingLost } from "../dialect-error.js";
import { runStatement } from "../run-statement.js";
import type { LiveColumn, Statement } from "../statement.js";
import { mergeColumn, unknownAttributes } from "./merge-column.js";
import { cutTable, type TablePart } from "./table-parts.js";

type MysqlLive = Extract<LiveColumn, { readonly kind: "column" | "known" }>;

interface LiveRequest {
  readonly statement: Statement;
  readonly live: MysqlLive;
  quote(name: string): string;
}

/** Runs a statement about a column, adapted to what the column of the database has besides. */
export async function runLiveColumn(
  connection: Connection,
  { statement, live, quote }: LiveRequest,
): Promise<number> {
  const parts = await shownParts(connection, quote(live.table));
  switch (live.kind) {
    case "column": {
      const real = parts.find((part) => part.column === live.field)?.sql;
      if (real === undefined) return await runStatement(connection, statement);
      const { from, to } = live;
      const merged = mergeColumn(quote(live.field), { from, to, real });
      const members = live.remade ? again(parts, live.field) : "";
      const sql = statement.sql.replace(live.to, () => merged) + members;
      return await runStatement(connection, { ...statement, sql });
    }
    case "known":
      requireKnown(parts, live);
      return 0;
    default:
      return live satisfies never;
  }
}

async function shownParts(connection: Connection, table: string): Promise<readonly TablePart[]> {
  const [row] = await connection.query(`SHOW CREATE TABLE ${table}`);
  return cutTable(String(row?.["Create Table"] ?? "")).parts;
}

/** Indexes and checks on a column that goes and comes in one statement: so do they. */
function again(parts: readonly TablePart[], field: string): string {
  return parts
    .filter((part) => standsOn(part, [field]))
    .map((part) => `, DROP ${memberName(part).sql}, ADD ${part.sql}`)
    .join("");
}

function standsOn({ column, tokens }: TablePart, fields: readonly string[]): boolean {
  const open = tokens.findIndex(({ text }) => text === "(");
  return (
    column === undefined &&
    tokens.slice(open).some((token) => token.kind === "quoted" && fields.includes(nameOf(token)))
  );
}

/** `INDEX name`, `CONSTRAINT name`. */
function memberName({ tokens }: TablePart): {
  readonly sql: string;
  readonly name: string;
} {
  const named = tokens.find(({ kind }) => kind === "quoted");
  if (isWord(tokens[0], "primary") || named === undefined) {
    return { sql: "PRIMARY KEY", name: "PRIMARY" };
  }
  const kind = isWord(tokens[0], "constraint") ? "CONSTRAINT" : "INDEX";
  return { sql: `${kind} ${named.text}`, name: nameOf(named) };
}

/** @throws DialectError for what would be lost. */
function requireKnown(
  parts: readonly TablePart[],
  live: Extract<LiveColumn, { readonly kind: "known" }>,
): void {
  const lost = live.fields.flatMap(({ name, from }) => {
    const real = parts.find(({ column }) => column === name)?.sql;
    return real === undefined
      ? []
      : unknownAttributes({ from, real }, live.dropped).map((sql) => `${sql} on "${name}"`);
  });
  const names = live.fields.map(({ name }) => name);
  const members = !live.dropped
    ? []
    : parts
        .filter((part) => standsOn(part, names))
        .map((part) => memberName(part))
        .filter(({ name }) => name !== "PRIMARY" && !live.members.includes(name))
        .map(({ sql }) => sql);
  assertNothingLost(`table "${live.table}"`, [...lost, ...members]);
}
