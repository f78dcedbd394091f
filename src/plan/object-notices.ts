import { changedTables } from "../schema/changed-tables.js";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { isOnTable, objectText, type SchemaObject } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import { TableMap } from "../schema/table-map.js";
import { anySql, type SqlRules } from "../text/sql-rules.js";
import { type NamesInSql, namesIn } from "./names-in-sql.js";

/** A change of the schema, in the direction in which it is made. */
interface SchemaStep {
  readonly from: Schema;
  readonly to: Schema;
  /** In front of all steps: a trigger that is dropped and made again around this one is there. */
  readonly start?: Schema | undefined;
  /** The kind of database; undefined: any. */
  readonly database?: string | undefined;
}

/**
 * What stands beside the tables (views, triggers, functions) and uses a table, a type, another such
 * object or a field that goes, or becomes something else, while it stays itself: a line for each.
 * Some databases refuse such a change, others break the object at its next use.
 */
export function objectNotices({ from, to, start = from, database }: SchemaStep): readonly string[] {
  if (from.objects.size === 0) return [];
  const gone = goneNames(from, to);
  const changed = changedTables(from, to).flatMap((key) => {
    const [old, fresh] = [from.tables.get(key), to.tables.get(key)];
    if (old === undefined || fresh === undefined) return [];
    return [{ key, fields: changedFields(old, fresh) }];
  });
  if (gone.length === 0 && changed.every(({ fields }) => fields.length === 0)) return [];
  const here = [...from.objects].filter(
    ([, object]) => database === undefined || [undefined, database].includes(object.database),
  );
  const stays = here.flatMap(([key, object]) =>
    to.objects.get(key)?.definition === object.definition ? [object] : [],
  );
  const triggers = [...start.objects.values()].filter(({ kind }) => kind === "trigger");
  return [
    ...stays.flatMap((object) => usedNames(object, gone, from)),
    ...changed.flatMap((table) =>
      stays.flatMap((one) => usedFields(one, table, { triggers, from })),
    ),
  ];
}

/** A table, a type or an object that the step takes away. */
interface GoneName {
  /** As it is told. */
  readonly text: string;
  /** With its namespace, without arguments. */
  readonly path: string;
  readonly how: string;
}

const RENAMED = "gets another name: drop it before and create it again after";
const GOES = "goes: drop it before, or create it again without that";

function goneNames(from: Schema, to: Schema): readonly GoneName[] {
  // A table that goes while another one comes is the same one, by another name.
  const how = missing(to.tables, from.tables).length > 0 ? RENAMED : GOES;
  const tables = missing(from.tables, to.tables).map((key) => ({ text: key, path: key, how }));
  const enums = missing(from.enums, to.enums).map((key) => ({ text: key, path: key, how: GOES }));
  const objects = missing(from.objects, to.objects).flatMap((key) => {
    const object = from.objects.get(key);
    // What is on a table is used by its table alone.
    if (object === undefined || isOnTable(object)) return [];
    return [{ text: objectText(object), path: pathOf(object), how: GOES }];
  });
  return [...tables, ...enums, ...objects];
}

/** The keys that a step takes away; what both share is not looked at. */
function missing<T>(from: ReadonlyMap<string, T>, to: ReadonlyMap<string, T>): readonly string[] {
  if (from === to) return [];
  return TableMap.from(from)
    .keysNotIn(TableMap.from(to))
    .filter((key) => !to.has(key));
}

function usedNames(
  object: SchemaObject,
  gone: readonly GoneName[],
  from: Schema,
): readonly string[] {
  // Its own name stands in its definition: that of a function with other arguments.
  return gone
    .filter(({ path }) => path !== pathOf(object) && isNamed(object, path, from))
    .map(({ text, how }) => `${objectText(object)} uses ${text}, which ${how}`);
}

function pathOf({ name }: SchemaObject): string {
  return name.replace(/\(.*/s, "");
}

interface ChangedField {
  readonly name: string;
  readonly how: "gets another type" | "goes, or gets another name";
}

function changedFields(from: Table, to: Table): readonly ChangedField[] {
  return from.fields.flatMap((field): readonly ChangedField[] => {
    const now = to.fields.find(({ name }) => name === field.name);
    if (now === undefined) return [{ name: field.name, how: "goes, or gets another name" }];
    return typeOf(field) === typeOf(now) ? [] : [{ name: field.name, how: "gets another type" }];
  });
}

function typeOf({ type, native, length, precision, scale, values, collation }: Field): string {
  return JSON.stringify([type, native, length, precision, scale, values, collation]);
}

interface ChangedTable {
  readonly key: string;
  readonly fields: readonly ChangedField[];
}

function usedFields(
  object: SchemaObject,
  { key, fields }: ChangedTable,
  { triggers, from }: { readonly triggers: readonly SchemaObject[]; readonly from: Schema },
): readonly string[] {
  if (fields.length === 0) return [];
  const used = namesOf(object);
  const isAbout = (one: SchemaObject) => one.dependsOn.includes(key) || isNamed(one, key, from);
  // A function that a trigger calls has the table's fields in NEW and OLD, and never names the table.
  const calls = (one: SchemaObject) => isNamed(one, pathOf(object), from);
  const isCalled = object.kind === "function" && triggers.some((one) => calls(one) && isAbout(one));
  if (!isCalled && !isAbout(object)) return [];
  return fields
    .filter(({ name }) => used.has(name.toLowerCase()) || used.has("*"))
    .map(
      ({ name, how }) =>
        `${objectText(object)} uses ${key}.${name}, which ${how}: drop it before and create it again after`,
    );
}

const known = new WeakMap<SchemaObject, NamesInSql>();

/** Read once: a plan asks at each of its operations. */
function namesOf(object: SchemaObject): NamesInSql {
  const found = known.get(object);
  if (found !== undefined) return found;
  const { definition } = object;
  // MySQL ends a string elsewhere than the others where a backslash stands before a quote.
  const isOther = /\\['"]/.test(definition);
  const names = namesIn(definition, isOther ? [anySql, BACKSLASHED] : [anySql]);
  known.set(object, names);
  return names;
}

const BACKSLASHED: SqlRules = { ...anySql, backslashes: "always" };

/**
 * Does its definition have the name of a table, a type or an object, and not only that of another one of this name, in
 * another schema?
 */
function isNamed(object: SchemaObject, path: string, { tables, enums, objects }: Schema): boolean {
  const bare = path.slice(path.lastIndexOf(".") + 1);
  const schemas = namesOf(object).get(bare.toLowerCase());
  if (schemas === undefined) return false;
  const isThere = (other: string): boolean =>
    tables.has(other) ||
    enums.has(other) ||
    [...objects.values()].some((one) => pathOf(one) === other);
  return [...schemas].some((schema) => {
    const other = schema === "" ? aloneIn(object, bare, tables) : `${schema}.${bare}`;
    return other === undefined || other === path || !isThere(other);
  });
}

/** The table that a name without a schema means, where what the object needs tells. */
function aloneIn(
  { dependsOn }: SchemaObject,
  bare: string,
  tables: Schema["tables"],
): string | undefined {
  const named = dependsOn.filter((key) => tables.get(key)?.name === bare);
  return named.length === 1 ? named[0] : undefined;
}
