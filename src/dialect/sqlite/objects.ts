import type { Schema } from "../../schema/schema.js";
import { solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { type LiveObjects, liveObjects } from "../live-objects.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { sqliteSql } from "./sql-rules.js";

const KINDS = ["view", "trigger"];

/** An entry of `sqlite_schema`. */
export interface Entry {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

/** Views and triggers by the text that SQLite keeps of them; entries in the order they were made. */
export function sqliteObjects(entries: readonly Entry[], schema: Schema): LiveObjects {
  const own = ownTriggers(schema);
  const tables = new Map([...schema.tables.keys()].map((name) => [name.toLowerCase(), [name]]));
  // By the lower-case name of a view, that and the tables it reads: a trigger on it goes by them.
  const below = new Map<string, readonly string[]>(tables);
  const found = entries
    .filter(({ type, name, table }) => {
      if (!KINDS.includes(type) || own.has(name)) return false;
      return type === "view" || tables.has(table.toLowerCase()) || isView(entries, table);
    })
    .sort((a, b) => KINDS.indexOf(a.type) - KINDS.indexOf(b.type))
    .map(({ type, name, table, sql }) => {
      const named = type === "view" ? namesIn(sql) : [table.toLowerCase()];
      const needs = named.flatMap((one) => below.get(one) ?? []);
      if (type === "view") below.set(name.toLowerCase(), [name, ...needs]);
      const kept = sql.replace(/^CREATE (?:VIEW|TRIGGER) /, "");
      return {
        kind: type,
        name,
        namespace: undefined,
        definition: sql,
        needs,
        kept,
      };
    });
  const unsaid = entries
    .filter(({ type, sql }) => type === "table" && /^CREATE VIRTUAL TABLE /i.test(sql))
    .map(({ name }) => `virtual table "${name}"`);
  return liveObjects(found, {
    database: "sqlite",
    schema,
    kinds: KINDS,
    unsaid,
  });
}

function isView(entries: readonly Entry[], table: string): boolean {
  return entries.some(({ type, name }) => type === "view" && name === table);
}

/** The triggers that keep `autoUpdate` fields current. */
function ownTriggers({ tables }: Schema): ReadonlySet<string> {
  return new Set(
    [...tables.values()].flatMap(({ name: table, fields }) =>
      fields.flatMap(({ name, autoUpdate }) =>
        autoUpdate
          ? [{ name }, { name, apart: ["auto_update"] } as const].map((field) =>
              autoUpdateTrigger(table, field),
            )
          : [],
      ),
    ),
  );
}

/** All names that a statement holds, in lower case; those of columns mean nothing to the caller. */
function namesIn(sql: string): readonly string[] {
  return [...solidTokens(sql, sqliteSql)]
    .filter(({ kind }) => kind === "word" || kind === "quoted")
    .map((token) => nameOf(token).toLowerCase());
}
