import { changedTables } from "../schema/changed-tables.js";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { isOnTable, objectText, type SchemaObject } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import { TableMap } from "../schema/table-map.js";
import { isWord, type SqlToken, solidTokens } from "../text/sql-lexer.js";
import { nameOf, textOf } from "../text/sql-name.js";
import { anySql, type SqlRules } from "../text/sql-rules.js";

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
    return [{ key, name: old.name, fields: changedFields(old, fresh) }];
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
    ...stays.flatMap((object) => usedNames(object, gone)),
    ...changed.flatMap((table) => stays.flatMap((one) => usedFields(one, table, triggers))),
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

function usedNames(object: SchemaObject, gone: readonly GoneName[]): readonly string[] {
  if (gone.length === 0) return [];
  const used = namesOf(object);
  // Its own name stands in its definition: that of a function with other arguments.
  return gone
    .filter(({ path }) => path !== pathOf(object) && used.has(bareName(path)))
    .map(({ text, how }) => `${objectText(object)} uses ${text}, which ${how}`);
}

function pathOf({ name }: SchemaObject): string {
  return name.replace(/\(.*/s, "");
}

/** In small letters. */
function bareName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1).toLowerCase();
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
  readonly name: string;
  readonly fields: readonly ChangedField[];
}

function usedFields(
  object: SchemaObject,
  { key, name: table, fields }: ChangedTable,
  triggers: readonly SchemaObject[],
): readonly string[] {
  if (fields.length === 0) return [];
  const used = namesOf(object);
  const isAbout = (one: SchemaObject) =>
    one.dependsOn.includes(key) || namesOf(one).has(table.toLowerCase());
  // A function that a trigger calls has the table's fields in NEW and OLD, and never names the table.
  const calls = (one: SchemaObject) => namesOf(one).has(bareName(pathOf(object)));
  const isCalled = object.kind === "function" && triggers.some((one) => calls(one) && isAbout(one));
  if (!isCalled && !isAbout(object)) return [];
  return fields
    .filter(({ name }) => used.has(name.toLowerCase()) || used.has("*"))
    .map(
      ({ name, how }) =>
        `${objectText(object)} uses ${key}.${name}, which ${how}: drop it before and create it again after`,
    );
}

const known = new WeakMap<SchemaObject, ReadonlySet<string>>();

/** Read once: a plan asks at each of its operations. */
function namesOf(object: SchemaObject): ReadonlySet<string> {
  const found = known.get(object);
  if (found !== undefined) return found;
  const { definition } = object;
  // MySQL ends a string elsewhere than the others where a backslash stands before a quote.
  const other = /\\['"]/.test(definition) ? namesIn(definition, BACKSLASHED) : [];
  const names = new Set([...namesIn(definition), ...other]);
  known.set(object, names);
  return names;
}

const BACKSLASHED: SqlRules = { ...anySql, backslashes: "always" };

/** All names in small letters, those in the body of a function among them, and `*` for all fields. */
export function namesIn(sql: string, rules: SqlRules = anySql): ReadonlySet<string> {
  const names = new Set<string>();
  let before: SqlToken | undefined;
  let inRoutine = false;
  for (const token of solidTokens(sql, rules)) {
    const { kind, text } = token;
    if (kind === "string") {
      const isBody = text.startsWith("$") || (inRoutine && isWord(before, "as"));
      if (!isBody) before = token;
      // What stands in one string may go on in the next: `before` stays.
      else for (const name of namesIn(bodyOf(token))) names.add(name);
      continue;
    }
    if (kind === "word" || kind === "quoted") names.add(nameOf(token).toLowerCase());
    else if (text === "*" && isBehindSelect(before)) names.add("*");
    if (ROUTINES.some((word) => isWord(token, word)) && isBehindCreate(before)) inRoutine = true;
    if (text === ";") inRoutine = false;
    before = token;
  }
  return names;
}

const ROUTINES = ["function", "procedure"];

/** `CREATE FUNCTION`, `CREATE OR REPLACE FUNCTION`. */
function isBehindCreate(before: SqlToken | undefined): boolean {
  return isWord(before, "create") || isWord(before, "replace");
}

/** What a string is as SQL: without its quotes and escapes. */
function bodyOf(token: SqlToken): string {
  const { text } = token;
  if (text.startsWith("$")) {
    const open = text.indexOf("$", 1) + 1;
    return text.slice(open, -open);
  }
  const body = textOf(token);
  if (!/^e/i.test(text)) return body;
  return body.replaceAll(/\\(.)/gs, (_whole, one: string) => (/[a-z]/.test(one) ? " " : one));
}

/** `count(*)` and `a * b` use nothing. */
function isBehindSelect(before: SqlToken | undefined): boolean {
  return /^(?:select|distinct|all|[,.])$/i.test(before?.text ?? "");
}
