import * as v from "valibot";
import {
  type ArrayType,
  type FieldType,
  isFieldType,
  type OtherType,
} from "../schema/check-field-type.js";
import { constraintName } from "../schema/constraint-name.js";
import {
  type CounterOptions,
  counterFault,
  counterOf,
  type Identity,
  integerTypes,
  type SequenceData,
  sequenceData,
  sequenceOf,
} from "../schema/counter.js";
import { type DefaultData, writtenDefault } from "../schema/default-data.js";
import { type Field, type FieldDefault, type FieldParts, makeField } from "../schema/field.js";
import { optionTexts } from "../schema/options.js";
import type { ForeignKey, Unique } from "../schema/table.js";
import {
  type ForeignKeyData,
  fieldForeignKey,
  fieldForeignKeyData,
  foreignKeySchema,
} from "./foreign-key-data.js";
import {
  count,
  faultless,
  flag,
  identifier,
  type OptionsData,
  optionsSchema,
  sqlText,
  strict,
  typeText,
} from "./validate.js";

export type { DefaultData, OtherType };

declare const absent: unique symbol;

/**
 * What a key is that does not go with the type: nothing. Not `undefined` alone, by which TypeScript would
 * tell the types apart before `type` is written, and complete only those without keys of their own.
 */
interface Absent {
  readonly [absent]: never;
}

/** One way to say what a field holds: its own keys, and none of those of the other ways. */
type Only<Own> = Own & {
  readonly [Key in Exclude<"native" | "values" | "enum" | "manyToMany", keyof Own>]?:
    | Absent
    | undefined;
};

/** What a field holds, and the keys that belong to it. */
type FieldTypeData =
  | Only<{
      /** A type of `docs/guides/types.md`, or an array of it: `text[]`. */
      readonly type: Exclude<FieldType | ArrayType, KeyedType> | OtherType;
    }>
  | Only<{
      readonly type: "enum" | "enum[]";
      readonly values: readonly string[];
    }>
  | Only<{
      readonly type: "enum" | "enum[]";
      /** The name of a `CreateEnum` whose values they are, instead of `values`. */
      readonly enum: string;
    }>
  | Only<{
      /** Whatever the field holds that it refers to. */
      readonly type: "foreign_key";
      readonly foreignKey: ForeignKeyData;
    }>
  | Only<{
      /** No column: makes the junction table `<table>_<field>`. */
      readonly type: "many_to_many";
      readonly manyToMany: { readonly table: string };
    }>
  | Only<{
      /** SQL type written as it is, instead of `type`. */
      readonly native: string;
      readonly type?: "native" | undefined;
    }>;

/** Types that need a key of their own beside them. */
type KeyedType = "enum" | "enum[]" | "foreign_key" | "native";

/** A field as an author writes it. */
export type FieldData = FieldTypeData & FieldKeys;

interface FieldKeys {
  readonly name: string;
  readonly primaryKey?: boolean | undefined;
  /** `true` if not given. */
  readonly nullable?: boolean | undefined;
  readonly unique?: boolean | undefined;
  readonly default?: DefaultData | undefined;
  readonly length?: number | undefined;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  /** Filled with the current time when the row is made. */
  readonly autoCreate?: boolean | undefined;
  /** Set to the current time whenever the row changes. */
  readonly autoUpdate?: boolean | undefined;
  readonly foreignKey?: ForeignKeyData | undefined;
  readonly generated?:
    | { readonly expression: string; readonly stored?: boolean | undefined }
    | undefined;
  readonly collation?: string | undefined;
  readonly comment?: string | undefined;
  /** Options of one database: `invisible`, ... */
  readonly options?: OptionsData | undefined;
  /** The field counts: `always` the database numbers rows, `by_default` unless a row brings a number. */
  readonly identity?: Identity | undefined;
  /** The field counts by a sequence of its own (PostgreSQL's SERIAL): `true`, its name, or both parts. */
  readonly sequence?: SequenceData | undefined;
  /** Which numbers a field that counts gives. */
  readonly counter?: CounterOptions | undefined;
}

/** A field taken apart: the column, and the constraints that were written on it. */
export interface FieldSpec {
  readonly field: Field;
  readonly primaryKey: boolean;
  readonly unique: Unique | undefined;
  readonly foreignKey: ForeignKey | undefined;
  /** Key of the other table; then the field is no column. */
  readonly manyToMany: string | undefined;
}

const scalar = v.union([
  v.string(),
  v.boolean(),
  v.pipe(v.number(), v.finite()),
  v.bigint(),
  v.null(),
]);

/** The usual ones first: each that does not fit costs an issue that is made for nothing. */
const defaultSchema = v.union(
  [scalar, v.strictObject({ sql: sqlText }), v.strictObject({ value: scalar })],
  "a string, a number, true, false, null, { sql } or { value } is expected",
);

const sequenceSchema = v.union(
  [
    flag,
    identifier,
    strict({ name: v.optional(identifier), type: v.optional(v.picklist(integerTypes)) }),
  ],
  "true, a name, or { name, type } is expected",
);

const wholeNumber = v.union(
  [v.pipe(v.number(), v.safeInteger()), v.bigint()],
  "a whole number is expected",
);

const counterSchema = strict({
  start: v.optional(wholeNumber),
  increment: v.optional(wholeNumber),
  min: v.optional(wholeNumber),
  max: v.optional(wholeNumber),
  cache: v.optional(wholeNumber),
  cycle: v.optional(flag),
});

const fieldEntries = strict({
  name: identifier,
  type: v.optional(identifier),
  native: v.optional(typeText),
  primaryKey: v.optional(flag),
  nullable: v.optional(flag),
  unique: v.optional(flag),
  default: v.optional(defaultSchema),
  length: v.optional(count),
  // TIMESTAMP(0) is a moment of whole seconds.
  precision: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  scale: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  autoCreate: v.optional(flag),
  autoUpdate: v.optional(flag),
  foreignKey: v.optional(foreignKeySchema),
  manyToMany: v.optional(strict({ table: identifier })),
  values: v.optional(v.pipe(v.array(v.string()), v.minLength(1, "the list is empty"))),
  enum: v.optional(identifier),
  generated: v.optional(strict({ expression: sqlText, stored: v.optional(flag) })),
  collation: v.optional(identifier),
  comment: v.optional(v.string()),
  options: v.optional(optionsSchema),
  identity: v.optional(v.picklist(["always", "by_default"], "always or by_default is expected")),
  sequence: v.optional(sequenceSchema),
  counter: v.optional(counterSchema),
});

/** Checks a field. */
export const fieldSchema = v.pipe(fieldEntries, faultless(faultOf));

/** What does not go together in a field. */
function faultOf(data: v.InferOutput<typeof fieldEntries>): string | undefined {
  const { type, native, values, manyToMany, scale = 0 } = data;
  if (native === undefined && type === undefined) return 'the key "type" is missing';
  if (isEnum(type) !== ((values ?? data.enum) !== undefined)) {
    return 'the types "enum" and "enum[]" and the key "values" belong together, or "enum" with the name of a shared one';
  }
  if (values !== undefined && data.enum !== undefined) {
    return 'the keys "values" and "enum" say the same: one of them is too many';
  }
  if ((type?.toLowerCase() === "many_to_many") !== (manyToMany !== undefined)) {
    return 'the type "many_to_many" and the key "manyToMany" belong together';
  }
  if (type?.toLowerCase() === "native" && native === undefined) {
    return 'the type "native" needs the key "native" with the SQL type';
  }
  if (scale > (data.precision ?? scale)) return "the scale is larger than the precision";
  if (data.generated !== undefined && data.default !== undefined) {
    return "a generated field has no default";
  }
  // Migrations of before this was checked have the type alone.
  if ((data.identity ?? data.sequence ?? data.counter) === undefined) return undefined;
  const counting = { ...data, type: typeOf(data), sequence: sequenceOf(data.sequence) };
  return counterFault(counting)?.message;
}

function typeOf({ type, native }: { type?: string | undefined; native?: string | undefined }) {
  return native === undefined ? (type ?? "").toLowerCase() : "native";
}

function isEnum(type: string | undefined): boolean {
  return /^enum(?:\[\])?$/i.test(type ?? "");
}

/** Takes a field apart. `table` is the bare name of its table, for the names of constraints. */
export function fieldFromData(data: v.InferOutput<typeof fieldSchema>, table: string): FieldSpec {
  const { name, generated, foreignKey } = data;
  const primaryKey = data.primaryKey ?? false;
  // All by name: a spread of data, of which each has other keys, takes as long as everything else here.
  const parts: Required<FieldParts> = {
    name,
    type: typeOf(data),
    native: data.native,
    nullable: primaryKey ? false : data.nullable,
    default: data.default === undefined ? undefined : defaultFromData(data.default),
    length: data.length,
    precision: data.precision,
    scale: data.scale,
    autoCreate: data.autoCreate,
    autoUpdate: data.autoUpdate,
    values: data.values && Object.freeze([...data.values]),
    enum: data.enum,
    generated: generated && Object.freeze({ ...generated, stored: generated.stored ?? true }),
    collation: data.collation,
    comment: data.comment,
    options: optionTexts(data.options),
    identity: data.identity,
    sequence: sequenceOf(data.sequence),
    counter: counterOf(data.counter),
  };
  return {
    field: makeField(parts),
    primaryKey,
    unique: data.unique ? fieldUnique(table, name) : undefined,
    foreignKey: foreignKey && fieldForeignKey(foreignKey, { table, field: name }),
    manyToMany: data.manyToMany?.table,
  };
}

/** Must the type of a field be written as {@link OtherType}? */
export function isOtherType({ type, foreignKey }: Readonly<Record<string, unknown>>): boolean {
  if (typeof type !== "string" || type === "many_to_many") return false;
  return type === "foreign_key" ? foreignKey === undefined : !isFieldType(type);
}

/** The unique constraint that `unique: true` on a field means. */
export function fieldUnique(table: string, field: string): Unique {
  const fields = Object.freeze([field]);
  return Object.freeze({ name: constraintName({ prefix: "uq", table, fields }), fields });
}

/** Back to what an author writes; what is as usual is left out. */
export function fieldToData(spec: FieldSpec, table: string): FieldData {
  const { field, foreignKey } = spec;
  const given: Record<string, unknown> = {
    name: field.name,
    type: field.native === undefined ? field.type : undefined,
    native: field.native,
    primaryKey: spec.primaryKey || undefined,
    nullable: field.nullable || spec.primaryKey ? undefined : false,
    unique: spec.unique === undefined ? undefined : true,
    length: field.length,
    precision: field.precision,
    scale: field.scale,
    default: field.default && writtenDefault(field.default),
    autoCreate: field.autoCreate || undefined,
    autoUpdate: field.autoUpdate || undefined,
    values: field.enum === undefined ? field.values : undefined,
    enum: field.enum,
    generated: field.generated,
    collation: field.collation,
    comment: field.comment,
    options: field.options,
    identity: field.identity,
    sequence: field.sequence && sequenceData(field.sequence),
    counter: field.counter,
    foreignKey: foreignKey && fieldForeignKeyData(foreignKey, table),
    manyToMany: spec.manyToMany === undefined ? undefined : { table: spec.manyToMany },
  };
  const written: Record<string, unknown> = {};
  for (const key in given) if (given[key] !== undefined) written[key] = given[key];
  // What belongs together was checked when the field was made.
  return written as unknown as FieldData;
}

function defaultFromData(data: v.InferOutput<typeof defaultSchema>): FieldDefault {
  if (typeof data === "string") return Object.freeze({ kind: "named", name: data });
  if (typeof data !== "object" || data === null)
    return Object.freeze({ kind: "literal", value: data });
  if ("sql" in data) return Object.freeze({ kind: "sql", sql: data.sql });
  return Object.freeze({ kind: "literal", value: data.value });
}
