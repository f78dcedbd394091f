import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { constraintName } from "../schema/constraint-name.js";
import type { Field } from "../schema/field.js";
import { optionTexts } from "../schema/options.js";
import {
  type Deferrable,
  isBareKey,
  isOnOneField,
  makeCheck,
  makePrimaryKey,
  makeTable,
  makeUnique,
  type PrimaryKey,
  type Table,
  type Unique,
} from "../schema/table.js";
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
import {
  deferrable,
  flag,
  identifier,
  names,
  newIdentifier,
  type OptionsData,
  optionsSchema,
  sqlText,
  strict,
} from "./validate.js";

/** What a key may have beside its fields; all but the options is PostgreSQL's. */
interface KeyTraitsData {
  /** Checked at the end of the transaction; `"immediate"`: unless a transaction asks, with each statement. */
  readonly deferrable?: Deferrable | undefined;
  /** Fields that its index carries along. */
  readonly include?: readonly string[] | undefined;
  /** Options of one database: `on_conflict`, ... */
  readonly options?: OptionsData | undefined;
}

/** A primary key of several fields, or one with a name. */
export type PrimaryKeyData =
  | readonly string[]
  | ({ readonly name?: string | undefined; readonly fields: readonly string[] } & KeyTraitsData);

/** A unique constraint; the name is `uq_<table>_<fields>` if not given. */
export interface UniqueData extends KeyTraitsData {
  readonly name?: string | undefined;
  readonly fields: readonly string[];
  /** PostgreSQL: NULL equals NULL. */
  readonly nullsNotDistinct?: boolean | undefined;
}

/** A check: a name, and SQL that holds for every row. */
export interface CheckData {
  readonly name: string;
  readonly expression: string;
  /** PostgreSQL: does not hold for tables that inherit from this one. */
  readonly noInherit?: boolean | undefined;
  /** PostgreSQL: rows that are there when it is made are not checked. */
  readonly notValid?: boolean | undefined;
}

/** PostgreSQL `EXCLUDE`; the definition is what stands behind that word. */
export interface ExclusionData {
  readonly name: string;
  readonly definition: string;
}

/** A table as an author writes it. */
export interface TableData {
  readonly name: string;
  /** The database schema that it lives in, where the database has several. */
  readonly namespace?: string | undefined;
  readonly fields: readonly FieldData[];
  readonly indexes?: readonly IndexData[] | undefined;
  /** A primary key of several fields, or one with a name. */
  readonly primaryKey?: PrimaryKeyData | undefined;
  readonly uniques?: readonly UniqueData[] | undefined;
  readonly checks?: readonly CheckData[] | undefined;
  readonly foreignKeys?: readonly ForeignKeyConstraintData[] | undefined;
  /** PostgreSQL `EXCLUDE`. */
  readonly exclusions?: readonly ExclusionData[] | undefined;
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
interface Relation {
  readonly field: string;
  /** Key of the other table. */
  readonly target: string;
}

/** Checks a unique constraint of a table. */
export const uniqueSchema = strict({
  name: v.optional(identifier),
  fields: names,
  deferrable: v.optional(deferrable),
  include: v.optional(names),
  nullsNotDistinct: v.optional(flag),
  options: v.optional(optionsSchema),
});

/** Checks a check of a table. */
export const checkSchema = strict({
  name: identifier,
  expression: sqlText,
  noInherit: v.optional(flag),
  notValid: v.optional(flag),
});

/** Checks an exclusion of a table. */
export const exclusionSchema = strict({ name: identifier, definition: sqlText });

/** Checks a primary key of several fields, or one with a name. */
export const primaryKeySchema = v.union(
  [
    names,
    strict({
      name: v.optional(identifier),
      fields: names,
      deferrable: v.optional(deferrable),
      include: v.optional(names),
      options: v.optional(optionsSchema),
    }),
  ],
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
  exclusions: v.optional(v.array(exclusionSchema)),
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
      ...given(columns.map(({ foreignKey }) => foreignKey)),
      ...(data.foreignKeys ?? []).map((key) => tableForeignKey(key, data.name)),
    ],
    indexes: (data.indexes ?? []).map((index) => indexFromData(index, data.name)),
    uniques: [...given(columns.map(({ unique }) => unique)), ...uniques],
    checks: data.checks?.map(makeCheck),
    exclusions: data.exclusions?.map((one) => Object.freeze(one)),
    comment: data.comment,
    options: optionTexts(data.options),
  });
  const relations = specs.flatMap(({ field, manyToMany }) =>
    manyToMany === undefined ? [] : { field: field.name, target: manyToMany },
  );
  return { table, relations };
}

function given<T>(list: readonly (T | undefined)[]): readonly T[] {
  return list.filter((one) => one !== undefined);
}

function primaryKeyFrom(
  given: v.InferOutput<typeof tableSchema>["primaryKey"],
  columns: readonly FieldSpec[],
): PrimaryKey | undefined {
  if (given !== undefined) return primaryKeyFromData(given);
  const fields = columns.filter((spec) => spec.primaryKey).map(({ field }) => field.name);
  return fields.length === 0 ? undefined : makePrimaryKey({ fields });
}

/** A primary key of several fields, or one with a name. */
export function primaryKeyFromData(given: v.InferOutput<typeof primaryKeySchema>): PrimaryKey {
  if (!("fields" in given)) return makePrimaryKey({ fields: given });
  return makePrimaryKey({ ...given, options: optionTexts(given.options) });
}

/** A unique constraint, under its own name or the usual one. */
export function uniqueFromData(given: v.InferOutput<typeof uniqueSchema>, table: string): Unique {
  const usual = constraintName({ prefix: "uq", table, fields: given.fields });
  return makeUnique({ ...given, name: given.name ?? usual, options: optionTexts(given.options) });
}

/** Back to what an author writes; what is as usual is left out. */
export function tableToData({ table, relations }: TableSpec): TableData {
  const { name } = table;
  const inKey = new Set(table.primaryKey?.fields);
  const specs = table.fields.map((field) => {
    const spec = specOf(table, field);
    // A member of the primary key is never null, and is not written so.
    const isMember = inKey.has(field.name) && !spec.primaryKey;
    return isMember ? { ...spec, field: { ...field, nullable: true } } : spec;
  });
  const key = table.primaryKey;
  const foreignKeys = table.foreignKeys.filter(
    (one) => !specs.some(({ foreignKey }) => foreignKey === one),
  );
  const uniques = table.uniques.filter((one) => !specs.some(({ unique }) => unique === one));
  return {
    name,
    ...(table.namespace !== undefined && { namespace: table.namespace }),
    fields: [
      ...specs.map((spec) => fieldToData(spec, name)),
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
  return field && specOf(table, field);
}

function specOf(table: Table, field: Field): FieldSpec {
  const { name } = field;
  return {
    field,
    primaryKey: table.primaryKey?.fields[0] === name && isOnField(table.primaryKey),
    unique: table.uniques.length === 0 ? undefined : uniqueOf(table, name),
    foreignKey: table.foreignKeys.find((key) => key.fields[0] === name && isOnOneField(key)),
    manyToMany: undefined,
  };
}

/** The unique constraint that can be said on the field. */
function uniqueOf({ name: table, uniques }: Table, field: string): Unique | undefined {
  const usual = fieldUnique(table, field);
  return uniques.find((one) => one.name === usual.name && isDeepStrictEqual(one, usual));
}

/** Can the key be said on its field? */
function isOnField(key: PrimaryKey): boolean {
  return key.fields.length === 1 && isBareKey(key);
}

/** Back to what an author writes: the fields alone, or with what else the key has. */
export function primaryKeyToData(key: PrimaryKey): PrimaryKeyData {
  if (isBareKey(key)) return key.fields;
  const { name, ...rest } = key;
  return { ...(name !== undefined && { name }), ...rest };
}

/** Back to what an author writes; the usual name is left out. */
export function uniqueToData({ name, ...rest }: Unique, table: string): UniqueData {
  const usual = constraintName({ prefix: "uq", table, fields: rest.fields });
  return name === usual ? rest : { name, ...rest };
}
