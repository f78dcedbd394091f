import { splitSql } from "../split-sql.js";
import { literal } from "./definition-lists.js";
import { bareName, NamedStatement } from "./named-statement.js";
import { postgresqlSql } from "./sql-rules.js";

/**
 * What is in no schema has one name in the whole database, so no second one is made to compare: what a
 * definition consists of is asked for, as SQL expressions whose values say the same in any words.
 */
const READERS: ReadonlyMap<string, (statement: NamedStatement) => readonly string[] | undefined> =
  new Map([
    ["schema", schemaParts],
    ["extension", extensionParts],
    ["cast", castParts],
    ["server", serverParts],
    ["event trigger", eventTriggerParts],
  ]);

/** The kinds of which that is known. */
export const ASKED_KINDS: ReadonlySet<string> = new Set(READERS.keys());

/** undefined: the definition does more than can be told. */
export function askedOf(kind: string, definition: string): readonly string[] | undefined {
  const asked: string[] = [];
  let comment = "NULL";
  for (const { sql } of splitSql(definition, postgresqlSql)) {
    const statement = new NamedStatement(sql.trim());
    if (statement.is(0, "comment", "on") && kind !== "extension") {
      const is = statement.find(0, "is");
      comment = statement.text(is + 1, statement.tokens.length);
      continue;
    }
    const parts = READERS.get(kind)?.(statement);
    if (parts === undefined) return undefined;
    asked.push(...parts);
  }
  return [...asked, comment];
}

/** Who owns it is not compared. */
function schemaParts(statement: NamedStatement): readonly string[] | undefined {
  return statement.is(0, "create", "schema") ? [] : undefined;
}

/** In which schema it is, where it may be in any. What it is besides is its own. */
function extensionParts(statement: NamedStatement): readonly string[] {
  const name = statement.is(0, "create", "extension")
    ? statement.name(statement.behindExists(2))
    : undefined;
  if (name === undefined) return [];
  const said = statement.name(statement.find(name.next, "schema") + 1)?.bare ?? "pg_catalog";
  const schema = said === "pg_catalog" ? "current_schema()" : literal(said);
  return [
    `(SELECT ${schema} FROM pg_extension e WHERE e.extname = ${literal(name.bare)} AND e.extrelocatable)`,
  ];
}

/** `CREATE CAST (a AS b) WITH FUNCTION f(a) AS ASSIGNMENT` */
function castParts(statement: NamedStatement): readonly string[] | undefined {
  if (!statement.is(0, "create", "cast") || !statement.isSymbol(2, "(")) return undefined;
  const [as, close, end] = [statement.find(3, "as"), statement.closing(2), statement.tokens.length];
  const context = statement.find(close, "as");
  const method = statement.is(close + 1, "with", "function")
    ? functionNumber(statement, close + 3, context)
    : literal(
        statement
          .text(close + 1, context)
          .toLowerCase()
          .replace(/\s+/g, " "),
      );
  return [
    `to_regtype(${literal(statement.text(3, as))})::oid`,
    `to_regtype(${literal(statement.text(as + 1, close))})::oid`,
    method,
    literal(statement.text(context + 1, end).toLowerCase()),
  ];
}

/** With its arguments or, where it has its name alone, without. */
function functionNumber(statement: NamedStatement, from: number, to: number): string {
  const isBare = !statement.isSymbol(to - 1, ")");
  return `${isBare ? "to_regproc" : "to_regprocedure"}(${literal(statement.text(from, to))})::oid`;
}

/** `CREATE SERVER s TYPE 't' VERSION 'v' FOREIGN DATA WRAPPER w OPTIONS (host 'h')` */
function serverParts(statement: NamedStatement): readonly string[] | undefined {
  if (!statement.is(0, "create", "server")) return undefined;
  const at = (name: string) => statement.find(3, name);
  const wrapper = statement.name(at("wrapper") + 1);
  if (wrapper === undefined) return undefined;
  const options = at("options");
  const textBehind = (name: string) => statement.tokens[at(name) + 1]?.text ?? "NULL";
  return [
    textBehind("type"),
    textBehind("version"),
    literal(wrapper.bare),
    ...(options === statement.tokens.length ? [] : statement.members(options + 1)).flatMap(
      ([from, to]) => {
        const [key, value] = [statement.tokens[from], statement.text(from + 1, to)];
        return key === undefined ? [] : [literal(bareName(key)), value];
      },
    ),
  ];
}

/** `CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION f()` */
function eventTriggerParts(statement: NamedStatement): readonly string[] | undefined {
  const end = statement.tokens.length;
  if (statement.is(0, "alter", "event", "trigger")) {
    return [literal(statement.text(4, end).toLowerCase())];
  }
  if (!statement.is(0, "create", "event", "trigger")) return undefined;
  const [on, run] = [statement.find(3, "on"), statement.find(3, "execute")];
  const tags = statement.tokens.slice(on + 2, run).filter(({ kind }) => kind === "string");
  return [
    literal(statement.text(on + 1, on + 2).toLowerCase()),
    ...tags.map(({ text }) => `upper(${text})`),
    `to_regproc(${literal(statement.text(run + 2, end - 2))})::oid`,
  ];
}
