import type { Field } from "./field.js";
import { requireField, requireNoField } from "./find-field.js";
import { freeField } from "./free-names.js";
import { referencesTo } from "./references-to.js";
import { namesField, type Rename, renameInSql } from "./rename-in-sql.js";
import { requireTable, type Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { ForeignKey, Index, Table, Unique } from "./table.js";
import { mapExpressions } from "./table-expressions.js";
import { TableMap } from "./table-map.js";
import { replaceTable, withTables } from "./with-table.js";

/** Adds a field behind the others. @throws StateError when table is missing or name is taken. */
export function withField(schema: Schema, tableKey: string, field: Field): Schema {
  const table = requireTable(schema, tableKey);
  requireNoField(table, field.name);
  return replaceTable(schema, { ...table, fields: [...table.fields, Object.freeze(field)] });
}

/**
 * Removes a field, and what cannot be without it: indexes, foreign keys, uniques, checks and
 * exclusions of its table that name it, and a primary key that is this field alone. The table
 * before and after tell an editor what went.
 *
 * @throws StateError when it is missing, or still needed: by a foreign key of any table, by a
 * primary key of several fields, or by a generated field.
 */
export function withoutField(schema: Schema, tableKey: string, name: string): Schema {
  const table = requireTable(schema, tableKey);
  requireField(table, name);
  requireUnreferenced(schema, tableKey, name);
  requireUnneeded(table, tableKey, name);
  const silent = (sql: string | undefined) =>
    sql === undefined || !namesField(sql, name, table.name);
  return replaceTable(schema, {
    ...table,
    fields: table.fields.filter((field) => field.name !== name),
    primaryKey: table.primaryKey && keyNames(table.primaryKey, name) ? undefined : table.primaryKey,
    foreignKeys: table.foreignKeys.filter((key) => !key.fields.includes(name)),
    uniques: table.uniques.filter((unique) => !keyNames(unique, name)),
    checks: table.checks.filter((check) => silent(check.expression)),
    exclusions: table.exclusions.filter((exclusion) => silent(exclusion.definition)),
    indexes: table.indexes.filter((index) => !indexNames(index, name, table.name)),
  });
}

/** Does the key hold the field, or carry it along? */
function keyNames({ fields, include }: Pick<Unique, "fields" | "include">, field: string): boolean {
  return fields.includes(field) || include?.includes(field) === true;
}

/** Does the index hold the field, as a part, included, or inside an expression? */
function indexNames(index: Index, field: string, table: string): boolean {
  if (index.include.includes(field)) return true;
  if (index.where !== undefined && namesField(index.where, field, table)) return true;
  return index.parts.some(
    (part) =>
      part.field === field ||
      (part.expression !== undefined && namesField(part.expression, field, table)),
  );
}

function requireUnreferenced(schema: Schema, tableKey: string, name: string): void {
  const primary = requireTable(schema, tableKey).primaryKey?.fields ?? [];
  for (const { table, key } of referencesTo(schema, tableKey)) {
    const targets = key.targetFields.length === 0 ? primary : key.targetFields;
    if (!targets.includes(name)) continue;
    if (table === tableKey && key.fields.includes(name)) continue;
    throw new StateError({
      code: "SCHEMA_FIELD_REFERENCED",
      message: `field "${name}" of table "${tableKey}" cannot be dropped: foreign key "${key.name}" of table "${table}" refers to it`,
      hint: `Drop the foreign key "${key.name}" in an earlier operation.`,
      table: tableKey,
      member: name,
    });
  }
}

function requireUnneeded(table: Table, tableKey: string, name: string): void {
  const primary = table.primaryKey?.fields ?? [];
  if (primary.length > 1 && primary.includes(name)) {
    throw new StateError({
      code: "SCHEMA_FIELD_IN_PRIMARY_KEY",
      message: `field "${name}" of table "${tableKey}" cannot be dropped: it is part of the primary key (${primary.join(", ")})`,
      hint: "Give the table another primary key with AlterPrimaryKey first.",
      table: tableKey,
      member: name,
    });
  }
  const dependent = table.fields.find(
    (field) =>
      field.name !== name &&
      field.generated !== undefined &&
      namesField(field.generated.expression, name, table.name),
  );
  if (dependent === undefined) return;
  throw new StateError({
    code: "SCHEMA_FIELD_IN_EXPRESSION",
    message: `field "${name}" of table "${tableKey}" cannot be dropped: the generated field "${dependent.name}" is computed from it`,
    hint: `Drop or alter the field "${dependent.name}" in an earlier operation.`,
    table: tableKey,
    member: name,
  });
}

/**
 * Renames a field. The primary key, indexes, uniques and foreign keys of both sides follow; in
 * checks, generated fields, expressions and predicates of its table the name is exchanged, see
 * {@link renameInSql}. Names of indexes and constraints stay.
 *
 * @throws StateError when it is missing, the new name is taken, or an expression cannot follow.
 */
export function renameField(schema: Schema, rename: Rename): Schema {
  const table = requireTable(schema, rename.table);
  requireField(table, rename.from);
  requireNoField(table, rename.to);
  const renamed = renameWithin(table, rename);
  const fields = renamed.fields.map((field) =>
    field.name === rename.to ? freeField(schema, renamed, field) : field,
  );
  return followReferences(replaceTable(schema, { ...renamed, fields }), rename);
}

function renameWithin(table: Table, { from, to }: Rename): Table {
  const one = (name: string) => (name === from ? to : name);
  const all = (names: readonly string[]) => names.map(one);
  const inKey = <Key extends Pick<Unique, "fields" | "include">>(key: Key): Key => ({
    ...key,
    fields: all(key.fields),
    ...(key.include !== undefined && { include: all(key.include) }),
  });
  const inText = mapExpressions(table, (sql) =>
    renameInSql(sql, { kind: "field", table: table.name, from, to }),
  );
  return {
    ...inText,
    fields: inText.fields.map((field) => (field.name === from ? { ...field, name: to } : field)),
    primaryKey: table.primaryKey && inKey(table.primaryKey),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      fields: all(key.fields),
      ...(key.onDeleteFields !== undefined && { onDeleteFields: all(key.onDeleteFields) }),
    })),
    uniques: table.uniques.map(inKey),
    indexes: inText.indexes.map((index) => ({
      ...index,
      include: all(index.include),
      parts: index.parts.map((part) =>
        part.field === undefined ? part : { ...part, field: one(part.field) },
      ),
    })),
  };
}

function followReferences(schema: Schema, { table: target, from, to }: Rename): Schema {
  const concerns = (key: ForeignKey) => key.table === target && key.targetFields.includes(from);
  let tables = TableMap.from(schema.tables);
  for (const { table: key } of referencesTo(schema, target)) {
    const table = requireTable(schema, key);
    if (!table.foreignKeys.some(concerns)) continue;
    const foreignKeys = table.foreignKeys.map((foreignKey) => {
      if (!concerns(foreignKey)) return foreignKey;
      const targetFields = foreignKey.targetFields.map((name) => (name === from ? to : name));
      return { ...foreignKey, targetFields };
    });
    tables = tables.with(key, Object.freeze({ ...table, foreignKeys }));
  }
  return withTables(schema, tables);
}
