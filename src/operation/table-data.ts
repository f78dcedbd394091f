import * as v from "valibot";
import { constraintName } from "../schema/constraint-name.js";
import { optionTexts } from "../schema/options.js";
import { makeTable, type PrimaryKey, type Table, type Unique } from "../schema/table.js";
import {
  type FieldData,
  type FieldSpec,
  fieldFromData,
  fieldSchema,
  fieldToData,
  fieldUnique,
} from "./field-data.js";
import {
  type ForeignKeyConstraintData,
  foreignKeyConstraintSchema,
  tableForeignKey,
  tableForeignKeyData,
} from "./foreign-key-data.js";
import { type IndexData, indexFromData, indexSchema, indexToData } from "./index-data.js";
import { type OptionsData, optionsSchema } from "./options-data.js";
import { identifier, names, newIdentifier, sqlText, strict } from "./validate.js";

/** A table as an author writes it. */
export interface TableData {
  readonly name: string;
  /** The database schema that it lives in, where the database has several. */
  readonly namespace?: string | undefined;
  readonly fields: readonly FieldData[];
  readonly indexes?: readonly IndexData[] | undefined;
  /** A primary key of several fields, or one with a name. */
  readonly primaryKey?:
    | readonly string[]
    | { readonly name?: string | undefined; readonly fields: readonly string[] }
    | undefined;
  readonly uniques?:
    | readonly { readonly name?: string | undefined; readonly fields: readonly string[] }[]
    | undefined;
  readonly checks?: readonly { readonly name: string; readonly expression: string }[] | undefined;
  readonly foreignKeys?: readonly ForeignKeyConstraintData[] | undefined;
  /** PostgreSQL `EXCLUDE`. */
  readonly exclusions?:
    | readonly { readonly name: string; readonly definition: string }[]
    | undefined;
  readonly comment?: string | undefined;
  /** Options of one database: `engine`, `charset`, `strict`, `without_rowid`, ... */
  readonly options?: OptionsData | undefined;
}

/** A table and the `many_to_many` fields that were written on it. */
export interface TableSpec {
  readonly table: Table;
  readonly relations: readonly Relation[];
}

/** A `many_to_many` field: it is no column, see `junctionTable`. */
export interface Relation {
  readonly field: string;
  /** Key of the other table. */
  readonly target: string;
}

/** Checks a unique constraint of a table. */
export const uniqueSchema = strict({ name: v.optional(identifier), fields: names });

/** Checks a check of a table. */
export const checkSchema = strict({ name: identifier, expression: sqlText });

/** Checks a primary key of several fields, or one with a name. */
export const primaryKeySchema = v.union(
  [names, strict({ name: v.optional(identifier), fields: names })],
  "a list of names is expected",
);

/** The keys of a table, without `type` and the flags of an operation. */
export const tableEntries = {
  name: newIdentifier,
  namespace: v.optional(newIdentifier),
  fields: v.pipe(
    v.array(fieldSchema, (issue) => `a list of fields is expected, not ${issue.received}`),
    v.check((fields) => fields.length > 0, "a table has at least one field"),
  ),
  indexes: v.optional(v.array(indexSchema)),
  primaryKey: v.optional(primaryKeySchema),
  uniques: v.optional(v.array(uniqueSchema)),
  checks: v.optional(v.array(checkSchema)),
  foreignKeys: v.optional(v.array(foreignKeyConstraintSchema)),
  exclusions: v.optional(v.array(strict({ name: identifier, definition: sqlText }))),
  comment: v.optional(v.string()),
  options: v.optional(optionsSchema),
};

const tableSchema = v.object(tableEntries);

/** Takes a table apart: what is written on fields comes first, in the order of the fields. */
export function tableFromData(data: v.InferOutput<typeof tableSchema>): TableSpec {
  const specs = data.fields.map((field) => fieldFromData(field, data.name));
  const columns = specs.filter((spec) => spec.manyToMany === undefined);
  const primaryKey = primaryKeyFrom(data.primaryKey, columns);
  const inKey = new Set(primaryKey?.fields);
  const uniques = (data.uniques ?? []).map((unique) => uniqueFromData(unique, data.name));
  const table = makeTable({
    name: data.name,
    namespace: data.namespace,
    fields: columns.map(({ field }) =>
      inKey.has(field.name) && field.nullable
        ? Object.freeze({ ...field, nullable: false })
        : field,
    ),
    primaryKey,
    foreignKeys: [
      ...columns.flatMap(({ foreignKey }) => foreignKey ?? []),
      ...(data.foreignKeys ?? []).map((key) => tableForeignKey(key, data.name)),
    ],
    indexes: (data.indexes ?? []).map((index) => indexFromData(index, data.name)),
    uniques: [...columns.flatMap(({ unique }) => unique ?? []), ...uniques],
    checks: data.checks,
    exclusions: data.exclusions,
    comment: data.comment,
    options: optionTexts(data.options),
  });
  const relations = specs.flatMap(({ field, manyToMany }) =>
    manyToMany === undefined ? [] : { field: field.name, target: manyToMany },
  );
  return { table, relations };
}

function primaryKeyFrom(
  given: v.InferOutput<typeof tableSchema>["primaryKey"],
  columns: readonly FieldSpec[],
): PrimaryKey | undefined {
  if (given !== undefined) return primaryKeyFromData(given);
  const fields = columns.filter((spec) => spec.primaryKey).map(({ field }) => field.name);
  return fields.length === 0
    ? undefined
    : Object.freeze({ name: undefined, fields: Object.freeze(fields) });
}

/** A primary key of several fields, or one with a name. */
export function primaryKeyFromData(given: v.InferOutput<typeof primaryKeySchema>): PrimaryKey {
  const named = "fields" in given ? given : { fields: given };
  return Object.freeze({ name: named.name, fields: Object.freeze([...named.fields]) });
}

/** A unique constraint, under its own name or the usual one. */
export function uniqueFromData(
  { name, fields }: v.InferOutput<typeof uniqueSchema>,
  table: string,
): Unique {
  const usual = constraintName({ prefix: "uq", table, fields });
  return Object.freeze({ name: name ?? usual, fields: Object.freeze(fields) });
}

/** Back to what an author writes; what is as usual is left out. */
export function tableToData({ table, relations }: TableSpec): TableData {
  const { name } = table;
  const inKey = new Set(table.primaryKey?.fields);
  const specs = table.fields.map(({ name: field }) => {
    const spec = fieldSpecOf(table, field);
    // A member of the primary key is never null, and is not written so.
    return spec && inKey.has(field) ? { ...spec, field: { ...spec.field, nullable: true } } : spec;
  });
  const onFields = new Set<unknown>(specs.flatMap((spec) => [spec?.foreignKey, spec?.unique]));
  const key = table.primaryKey;
  const foreignKeys = table.foreignKeys.filter((one) => !onFields.has(one));
  const uniques = table.uniques.filter((one) => !onFields.has(one));
  return {
    name,
    ...(table.namespace !== undefined && { namespace: table.namespace }),
    fields: [
      ...specs.flatMap((spec) => (spec === undefined ? [] : fieldToData(spec, name))),
      ...relations.map(({ field, target }) => ({
        name: field,
        type: "many_to_many" as const,
        manyToMany: { table: target },
      })),
    ],
    ...(key !== undefined && !isOnField(key) && { primaryKey: primaryKeyToData(key) }),
    ...(table.indexes.length > 0 && { indexes: table.indexes.map(indexToData) }),
    ...(uniques.length > 0 && { uniques: uniques.map((unique) => uniqueToData(unique, name)) }),
    ...(table.checks.length > 0 && { checks: table.checks }),
    ...(foreignKeys.length > 0 && {
      foreignKeys: foreignKeys.map((one) => tableForeignKeyData(one, name)),
    }),
    ...(table.exclusions.length > 0 && { exclusions: table.exclusions }),
    ...(table.comment !== undefined && { comment: table.comment }),
    ...(Object.keys(table.options).length > 0 && { options: table.options }),
  };
}

/** The field of a table with what an author would write on it; undefined when it has none. */
export function fieldSpecOf(table: Table, name: string): FieldSpec | undefined {
  const field = table.fields.find((one) => one.name === name);
  if (field === undefined) return undefined;
  const usual = fieldUnique(table.name, name);
  return {
    field,
    primaryKey:
      table.primaryKey !== undefined &&
      isOnField(table.primaryKey) &&
      table.primaryKey.fields[0] === name,
    unique: table.uniques.find((unique) => unique.name === usual.name && isOn(unique.fields, name)),
    foreignKey: table.foreignKeys.find(
      (key) => isOn(key.fields, name) && key.targetFields.length < 2,
    ),
    manyToMany: undefined,
  };
}

function isOn(fields: readonly string[], name: string): boolean {
  return fields.length === 1 && fields[0] === name;
}

function isOnField(key: PrimaryKey): boolean {
  return key.name === undefined && key.fields.length === 1;
}

function primaryKeyToData(key: PrimaryKey): TableData["primaryKey"] {
  return key.name === undefined ? key.fields : { name: key.name, fields: key.fields };
}

/** Back to what an author writes; the usual name is left out. */
export function uniqueToData({ name, fields }: Unique, table: string) {
  const usual = constraintName({ prefix: "uq", table, fields });
  return name === usual ? { fields } : { name, fields };
}
