import { requireField, requireNoField } from "./find-field.js";
import { freeField } from "./free-names.js";
import { referencesTo } from "./references-to.js";
import { renameInSql } from "./rename-in-sql.js";
import { requireTable, type Schema } from "./schema.js";
import type { ForeignKey, Table, Unique } from "./table.js";
import { mapExpressions } from "./table-expressions.js";
import { TableMap } from "./table-map.js";
import { replaceTable, withTables } from "./with-table.js";

export interface FieldRename {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Renames a field. The primary key, indexes, uniques and foreign keys of both sides follow; in
 * checks, generated fields, expressions and predicates of its table the name is exchanged, see
 * {@link renameInSql}. Names of indexes and constraints stay.
 *
 * @throws StateError when it is missing, the new name is taken, or an expression cannot follow.
 */
export function renameField(schema: Schema, rename: FieldRename): Schema {
  const table = requireTable(schema, rename.table);
  requireField(table, rename.from);
  requireNoField(table, rename.to);
  const renamed = renameWithin(table, rename);
  const fields = renamed.fields.map((field) =>
    field.name === rename.to ? freeField(schema, renamed, field) : field,
  );
  return followReferences(replaceTable(schema, { ...renamed, fields }), rename);
}

function renameWithin(table: Table, { from, to }: FieldRename): Table {
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

function followReferences(schema: Schema, { table: target, from, to }: FieldRename): Schema {
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
