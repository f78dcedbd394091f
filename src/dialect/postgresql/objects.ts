import type { Connection } from "../../driver/driver.js";
import type { Schema } from "../../schema/schema.js";
import { groupBy, rowsOf } from "../group-by.js";
import { type FoundObject, type LiveObjects, liveObjects } from "../live-objects.js";
import { rows } from "./catalogue.js";
import { autoUpdateName } from "./columns.js";
import { NEEDED_BY_TABLES, NEEDS, OBJECT_QUERIES, TABLE_IDS, UNSAID } from "./object-queries.js";

/** A type may be an enum, which the tables tell: that one is missing is not known. */
const KINDS = [
  ...["extension", "domain", "sequence", "function", "procedure", "view", "materialized view"],
  ...["trigger", "rule", "policy"],
];

/** A row of an {@link OBJECT_QUERIES}; ids tell rows of all catalogues apart. */
interface ObjectRow {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly definition: string | undefined;
  readonly kept: string | undefined;
  /** The key of the table that it is a part of. */
  readonly on: string | undefined;
  /** Of a trigger: its function. */
  readonly runs?: string;
  /** Of a function: its name, the types it takes, and both namings in its definition. */
  readonly bare?: string;
  readonly arguments?: string;
  readonly language?: string;
  readonly qualified?: string;
  readonly unqualified?: string;
}

/** What a PostgreSQL database has beside tables, by its catalogue: a dozen queries in all. */
export async function postgresqlObjects(
  connection: Connection,
  schema: Schema,
): Promise<LiveObjects> {
  const ask = <Shape>(sql: string) => rows<Shape>(connection, sql, []);
  const all: ObjectRow[] = [];
  for (const sql of OBJECT_QUERIES) all.push(...(await ask<ObjectRow>(sql)));
  const own = ownTriggers(all, schema);
  const ours = all.filter(
    ({ id, on }) => !own.has(id) && (on === undefined || schema.tables.has(on)),
  );
  const made = await ask<{ id: string; key?: string; type?: string }>(TABLE_IDS);
  const names = new Map(
    made.map(({ id, key, type = "" }) => [id, schema.enums.has(type) ? type : (key ?? type)]),
  );
  const found = named(ours);
  for (const { id, name, namespace } of found) {
    names.set(id, namespace === undefined ? name : `${namespace}.${name}`);
  }
  const needs = rowsOf(await ask<{ id: string; needs: string }>(NEEDS), ({ id }) => id);
  const early = new Set((await ask<{ id: string }>(NEEDED_BY_TABLES)).map(({ id }) => id));
  const unsaid = await ask<{ kind: string; name: string }>(UNSAID);
  return liveObjects(
    found.map((row) => ({
      ...row,
      needs: [
        ...(row.on === undefined ? [] : [row.on]),
        ...needs(row.id)
          .flatMap((one) => names.get(one.needs) ?? [])
          .sort(),
        ...(early.has(row.id) ? [] : tablesInBody(row, schema)),
      ],
    })),
    {
      database: "postgresql",
      schema,
      kinds: KINDS,
      unsaid: unsaid.map(({ kind, name }) => `${kind} "${name}"`),
    },
  );
}

/** The triggers that keep `autoUpdate` fields current, and their functions. */
function ownTriggers(all: readonly ObjectRow[], { tables }: Schema): ReadonlySet<string> {
  const apart = ["auto_update"] as const;
  return new Set(
    all.flatMap(({ id, name, on, runs = "" }) => {
      const table = on === undefined ? undefined : tables.get(on);
      const isOwn = table?.fields.some((field) =>
        [{ name: field.name }, { name: field.name, apart }].some(
          (one) => field.autoUpdate && autoUpdateName(table.name, one) === name,
        ),
      );
      return isOwn === true ? [id, runs] : [];
    }),
  );
}

/** What is on a table has its name there alone: several of one name are told apart by the table. */
function named(all: readonly ObjectRow[]): readonly (ObjectRow & Omit<FoundObject, "needs">)[] {
  const key = ({ kind, name, namespace }: ObjectRow) => [kind, namespace, name].join("\0");
  const same = groupBy(all, key);
  return all.map((row) => {
    const { name, namespace, on, bare } = row;
    if (on !== undefined)
      return (same.get(key(row)) ?? []).length > 1 ? { ...row, namespace: on } : row;
    const definition = inNamespace(row);
    return {
      ...row,
      name: bare === undefined ? name : `${bare}(${row.arguments ?? ""})`,
      definition,
      namespace,
    };
  });
}

/** Another namespace must be there; that of the session is left to the session. */
function inNamespace({ namespace, definition, qualified = "", unqualified }: ObjectRow) {
  if (namespace === undefined) return definition?.replace(qualified, () => unqualified ?? "");
  const space = `"${namespace.replaceAll('"', '""')}"`;
  return definition && `CREATE SCHEMA IF NOT EXISTS ${space};\n${definition}`;
}

/** The server checks the body of a function when it makes it, and keeps no account of what it names. */
function tablesInBody({ kept = "", language }: ObjectRow, { tables }: Schema): readonly string[] {
  if (language === undefined) return [];
  const words = new Set(kept.split(/[^\p{L}\p{N}_$]+/u));
  return [...tables].flatMap(([key, { name }]) => (words.has(name) ? [key] : []));
}
