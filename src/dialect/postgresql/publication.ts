import { splitSql } from "../split-sql.js";
import { literal } from "./definition-lists.js";
import { bareName, NamedStatement, type Written } from "./named-statement.js";
import { postgresqlSql } from "./sql-rules.js";

/** What a publication says, as far as it can be told without the server. */
export interface Publication {
  readonly tables: readonly PublishedTable[];
  /** SQL expressions whose values are all that it says besides. */
  readonly rest: readonly string[];
}

/** A table of a publication. */
export interface PublishedTable {
  readonly name: Written;
  /** Without those that inherit from it. */
  readonly only: boolean;
  /** Sorted; empty: all of them. */
  readonly columns: readonly string[];
  /** Which rows: the SQL in the brackets behind WHERE; empty: all of them. */
  readonly filter: string;
}

const PUBLISHED = ["delete", "insert", "truncate", "update"];

/** undefined: the definition does more than can be told. */
export function readPublication(definition: string): Publication | undefined {
  let [made, comment]: [Publication | undefined, string] = [undefined, "NULL"];
  for (const { sql } of splitSql(definition, postgresqlSql)) {
    const statement = new NamedStatement(sql.trim());
    if (statement.is(0, "comment", "on")) {
      comment = statement.text(statement.find(0, "is") + 1, statement.tokens.length);
      continue;
    }
    if (made !== undefined) return undefined;
    made = readCreate(statement);
    if (made === undefined) return undefined;
  }
  return made && { ...made, rest: [...made.rest, comment] };
}

/** `CREATE PUBLICATION p FOR TABLE a (id) WHERE (id > 1), TABLES IN SCHEMA s WITH (publish = 'insert')` */
function readCreate(statement: NamedStatement): Publication | undefined {
  if (!statement.is(0, "create", "publication")) return undefined;
  const end = optionsAt(statement);
  const { published, viaRoot } = readOptions(statement, end);
  const [tables, schemas]: [PublishedTable[], string[]] = [[], []];
  let isTable = false;
  let at = statement.is(3, "for") ? 4 : end;
  const isAll = statement.is(at, "all", "tables");
  if (isAll) at = end;
  while (at < end) {
    if (statement.is(at, "table")) [isTable, at] = [true, at + 1];
    else if (statement.is(at, "tables", "in", "schema")) [isTable, at] = [false, at + 3];
    const only = statement.is(at, "only");
    const name = statement.name(only ? at + 1 : at);
    if (name === undefined) return undefined;
    at = statement.isSymbol(name.next, "*") ? name.next + 1 : name.next;
    if (isTable) {
      const columns = statement.isSymbol(at, "(") ? columnsAt(statement, at) : [];
      if (columns.length > 0) at = statement.closing(at) + 1;
      const open = statement.is(at, "where") ? at + 1 : at;
      const close = open > at ? statement.closing(open) : open;
      tables.push({ name, only, columns, filter: statement.text(open + 1, close) });
      if (open > at) at = close + 1;
    } else {
      schemas.push(name.bare === "current_schema" ? "current_schema()" : literal(name.bare));
    }
    if (at < end && !statement.isSymbol(at, ",")) return undefined;
    at += 1;
  }
  const sorted = `(SELECT string_agg(DISTINCT s, ',' ORDER BY s) FROM unnest(ARRAY[${schemas.join(", ")}]::text[]) AS s)`;
  const words = [isAll ? "all" : "", published.join(" "), viaRoot ? "root" : ""];
  return { tables, rest: [sorted, ...words.map(literal)] };
}

/** Where `WITH (` stands at the end; behind all where there is none. */
function optionsAt(statement: NamedStatement): number {
  const end = statement.tokens.length;
  const at = statement.tokens.findLastIndex(
    (_, place) =>
      statement.is(place, "with") &&
      statement.isSymbol(place + 1, "(") &&
      statement.closing(place + 1) === end - 1,
  );
  return at < 0 ? end : at;
}

function columnsAt(statement: NamedStatement, open: number): readonly string[] {
  const names = statement.members(open).flatMap(([from]) => statement.tokens[from] ?? []);
  return names.map(bareName).sort();
}

function readOptions(statement: NamedStatement, at: number) {
  let [published, viaRoot] = [PUBLISHED, false];
  const members = at < statement.tokens.length ? statement.members(at + 1) : [];
  for (const [from, to] of members) {
    const value = statement
      .text(from + 2, to)
      .replaceAll("'", "")
      .toLowerCase();
    if (statement.is(from, "publish")) {
      published = value
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean)
        .sort();
    } else viaRoot = ["", "true", "on", "1"].includes(value);
  }
  return { published, viaRoot };
}
