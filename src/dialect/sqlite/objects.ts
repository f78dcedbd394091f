import { namings } from "../../schema/constraint-name.js";
import type { Schema } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { type LiveObjects, liveObjects } from "../live-objects.js";
import { dropOfOddName, quoteName } from "../names.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { sqliteSql } from "./sql-rules.js";

/** In the order in which they can be made. */
const KINDS = ["virtual table", "view", "trigger"];
/** How SQLite begins the text that it keeps of one. */
const HEAD = /^CREATE (?:(?:VIRTUAL )?TABLE|VIEW|TRIGGER|(?:UNIQUE )?INDEX) /i;
const UNIQUE = /^\s*CREATE\s+UNIQUE\b/i;

/** An entry of `sqlite_schema`. */
export interface Entry {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/**
 * Virtual tables, views and triggers by the text that SQLite keeps of them; entries in the order they
 * were made. The tables in which a module keeps the rows of a virtual table come and go with that.
 */
export function sqliteObjects(
  entries: readonly Entry[],
  schema: Schema,
  all: readonly SchemaObject[],
): LiveObjects {
  // Tables and indexes are read by the model, unless migrations have made them by their own SQL.
  const made = new Map(all.map((one) => [`${one.kind} ${one.name}`, one]));
  const isObject = ({ type, name }: Entry) => KINDS.includes(type) || made.has(`${type} ${name}`);
  const own = ownTriggers(schema);
  const tables = new Map([...schema.tables.keys()].map((name) => [name.toLowerCase(), [name]]));
  // By the lower-case name of a view, that and the tables it reads: a trigger on it goes by them.
  const below = new Map<string, readonly string[]>(tables);
  const found = entries
    .map((entry) => ({ ...entry, type: kindOf(entry) }))
    .filter((entry) => isObject(entry) && !own.has(entry.name))
    .sort((a, b) => KINDS.indexOf(a.type) - KINDS.indexOf(b.type))
    .map(({ type, name, table, sql }) => {
      const ours = made.get(`${type} ${name}`)?.definition;
      const isOther = type === "index" && UNIQUE.test(ours ?? "") !== UNIQUE.test(sql);
      const named = type === "trigger" || type === "index" ? [table.toLowerCase()] : namesIn(sql);
      const needs = named.flatMap((one) => below.get(one) ?? []);
      if (type !== "trigger" && type !== "index") below.set(name.toLowerCase(), [name, ...needs]);
      const kept = sql.replace(HEAD, "");
      return {
        kind: type,
        name,
        namespace: undefined,
        definition: sql,
        drop: dropOfOddName({ kind: type === "virtual table" ? "table" : type, name }, quoted),
        needs,
        kept,
        keptToEnd: true,
        ...(isOther && { same: false }),
      };
    });
  const kinds = [...KINDS, "table", "index"];
  return liveObjects(found, { database: "sqlite", schema, kinds, unsaid: [] });
}

function quoted(name: string): string {
  return quoteName(name, ['"', '"']);
}

function kindOf({ type, sql }: Entry): string {
  return type === "table" && /^CREATE VIRTUAL TABLE /i.test(sql) ? "virtual table" : type;
}

/** The triggers that keep `autoUpdate` fields current. */
function ownTriggers({ tables }: Schema): ReadonlySet<string> {
  return new Set(
    [...tables.values()].flatMap(({ name: table, fields }) =>
      fields
        .filter(({ autoUpdate }) => autoUpdate)
        .flatMap(({ name }) => namings(name, "auto_update"))
        .map((field) => autoUpdateTrigger(table, field)),
    ),
  );
}

/** All names that a statement holds, in lower case, texts among them; others mean nothing to the caller. */
function namesIn(sql: string): readonly string[] {
  return [...solidTokens(sql, sqliteSql)].flatMap((token) => {
    const { kind, text } = token;
    if (kind === "string") return [text.slice(1, -1).replaceAll("''", "'").toLowerCase()];
    return kind === "word" || kind === "quoted" ? [nameOf(token).toLowerCase()] : [];
  });
}
