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
  const members: string[] = [];
  let kind = "";
  let at = statement.is(3, "for") ? 4 : options;
  while (at < options) {
    if (statement.is(at, "all", "tables")) {
      members.push("'all'");
      break;
    }
    if (statement.is(at, "table")) [kind, at] = ["table", at + 1];
    else if (statement.is(at, "tables", "in", "schema")) [kind, at] = ["schema", at + 3];
    const name = statement.name(statement.is(at, "only") ? at + 1 : at);
    if (name === undefined) return undefined;
    at = statement.isSymbol(name.next, "*") ? name.next + 1 : name.next;
    const columns = statement.isSymbol(at, "(") ? columnsAt(statement, at) : [];
    if (columns.length > 0) at = statement.closing(at) + 1;
    const schema = name.bare === "current_schema" ? "current_schema()" : literal(name.bare);
    const what = kind === "table" ? `to_regclass(${literal(name.text)})::oid::text` : schema;
    members.push(`concat_ws(' ', '${kind}', ${[what, ...columns].join(", ")})`);
    if (at < options && !statement.isSymbol(at, ",")) return undefined;
    at += 1;
  }
  const { published, viaRoot } = readOptions(statement, options);
  return [
    `(SELECT string_agg(m, ',' ORDER BY m) FROM unnest(ARRAY[${members.join(", ")}]::text[]) AS m)`,
    literal(published.join(" ")),
    literal(viaRoot ? "root" : ""),
  ];
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
