import { changedTables } from "../schema/changed-tables.js";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { objectText, type SchemaObject } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import { type SqlToken, solidTokens } from "../text/sql-lexer.js";
import { nameOf } from "../text/sql-name.js";
import { anySql } from "../text/sql-rules.js";

/** A change of the schema, in the direction in which it is made. */
interface SchemaStep {
  readonly from: Schema;
  readonly to: Schema;
  /** The kind of database; undefined: any. */
  readonly database?: string | undefined;
}

/**
 * What stands beside the tables (views, triggers, functions) and uses a field that goes, or becomes
 * something else, while it stays itself: a line for each. Some databases refuse such a change,
 * others break the object at its next use.
 */
export function objectNotices({ from, to, database }: SchemaStep): readonly string[] {
  if (from.objects.size === 0) return [];
  const stays = [...from.objects].flatMap(([key, object]) => {
    const isHere = [undefined, object.database].includes(database) || object.database === undefined;
    return isHere && to.objects.get(key)?.definition === object.definition ? [object] : [];
  });
  if (stays.length === 0) return [];
  return changedTables(from, to).flatMap((key) => {
    const [old, fresh] = [from.tables.get(key), to.tables.get(key)];
    if (old === undefined || fresh === undefined) return [];
    const fields = changedFields(old, fresh);
    return fields.length === 0
      ? []
      : stays.flatMap((object) => usedFields(object, key, old, fields));
  });
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

function usedFields(
  object: SchemaObject,
  key: string,
  table: Table,
  fields: readonly ChangedField[],
): readonly string[] {
  const used = namesIn(object.definition);
  if (!object.dependsOn.includes(key) && !used.has(table.name.toLowerCase())) return [];
  return fields
    .filter(({ name }) => used.has(name.toLowerCase()) || used.has("*"))
    .map(
      ({ name, how }) =>
        `${objectText(object)} uses ${key}.${name}, which ${how}: drop it before and create it again after`,
    );
}

/** All names in small letters, those in the body of a function among them, and `*` for all fields. */
export function namesIn(sql: string): ReadonlySet<string> {
  const names = new Set<string>();
  let before: SqlToken | undefined;
  for (const token of solidTokens(sql, anySql)) {
    const { kind, text } = token;
    if (kind === "word" || kind === "quoted") names.add(nameOf(token).toLowerCase());
    else if (kind === "string" && text.startsWith("$")) {
      for (const name of namesIn(bodyOf(text))) names.add(name);
    } else if (text === "*" && isBehindSelect(before)) names.add("*");
    before = token;
  }
  return names;
}

/** Without its dollar quotes. */
function bodyOf(text: string): string {
  const open = text.indexOf("$", 1) + 1;
  return text.slice(open, -open);
}

/** `count(*)` and `a * b` use nothing. */
function isBehindSelect(before: SqlToken | undefined): boolean {
  return /^(?:select|distinct|all|[,.])$/i.test(before?.text ?? "");
}
