import { literal } from "./definition-lists.js";
import { bareName, type NamedStatement } from "./named-statement.js";

const PUBLISHED = ["delete", "insert", "truncate", "update"];

/**
 * `CREATE PUBLICATION p FOR TABLE a (id), TABLES IN SCHEMA s WITH (publish = 'insert')` as SQL expressions;
 * undefined: it says which rows, and only the server knows how it spells that.
 */
export function publicationParts(statement: NamedStatement): readonly string[] | undefined {
  if (!statement.is(0, "create", "publication")) return undefined;
  const end = statement.tokens.length;
  if (statement.find(0, "where") < end) return undefined;
  const options = statement.isSymbol(end - 1, ")") ? optionsAt(statement) : end;
  const members = membersOf(statement, options);
  if (members === undefined) return undefined;
  const { published, viaRoot } = readOptions(statement, options);
  return [
    // The server adds the tables that inherit from one.
    `(WITH m (id, said) AS (VALUES ${["(NULL::oid, NULL::text)", ...members].join(", ")})
      SELECT string_agg(said, ',' ORDER BY said) FROM m WHERE NOT EXISTS (SELECT FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
        WHERE h.inhrelid = m.id AND NOT c.relispartition AND h.inhparent IN (SELECT id FROM m)))`,
    literal(published.join(" ")),
    literal(viaRoot ? "root" : ""),
  ];
}

/** A row for each table, with its number, and for each schema; up to where the options stand. */
function membersOf(statement: NamedStatement, end: number): readonly string[] | undefined {
  const members: string[] = [];
  let kind = "";
  let at = statement.is(3, "for") ? 4 : end;
  while (at < end) {
    if (statement.is(at, "all", "tables")) return ["(NULL, 'all')"];
    if (statement.is(at, "table")) [kind, at] = ["table", at + 1];
    else if (statement.is(at, "tables", "in", "schema")) [kind, at] = ["schema", at + 3];
    const name = statement.name(statement.is(at, "only") ? at + 1 : at);
    if (name === undefined) return undefined;
    at = statement.isSymbol(name.next, "*") ? name.next + 1 : name.next;
    const columns = statement.isSymbol(at, "(") ? columnsAt(statement, at) : [];
    if (columns.length > 0) at = statement.closing(at) + 1;
    const table = `to_regclass(${literal(name.text)})::oid`;
    const schema = name.bare === "current_schema" ? "current_schema()" : literal(name.bare);
    const [id, what] = kind === "table" ? [table, `${table}::text`] : ["NULL", schema];
    members.push(`(${id}, concat_ws(' ', '${kind}', ${[what, ...columns].join(", ")}))`);
    if (at < end && !statement.isSymbol(at, ",")) return undefined;
    at += 1;
  }
  return members;
}

/** Where `WITH (` stands; behind all where there is none. */
function optionsAt(statement: NamedStatement): number {
  const at = statement.find(3, "with");
  return statement.isSymbol(at + 1, "(") ? at : statement.tokens.length;
}

function columnsAt(statement: NamedStatement, open: number): readonly string[] {
  const names = statement.members(open).flatMap(([from]) => statement.tokens[from] ?? []);
  return names.map(bareName).sort().map(literal);
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
