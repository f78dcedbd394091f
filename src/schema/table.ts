import type { Field } from "./field.js";
import { type Options, optionTexts } from "./options.js";

/** What happens to the referencing rows. In the model's words; a dialect writes its own words. */
export type ReferentialAction =
  | "CASCADE"
  | "RESTRICT"
  | "PROTECT"
  | "SET_NULL"
  | "SET_DEFAULT"
  | "NO_ACTION";

/**
 * When a constraint is checked: `false` with each statement, `true` at the end of the transaction,
 * `"immediate"` with each statement unless a transaction asks for its end.
 */
export type Deferrable = boolean | "immediate";

/**
 * A named foreign key. `targetFields` is empty when it refers to the target's primary key. What only
 * PostgreSQL has is absent where it is as usual.
 */
export interface ForeignKey {
  readonly name: string;
  readonly fields: readonly string[];
  readonly table: string;
  readonly targetFields: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: Deferrable;
  /** Of several fields all or none are NULL; absent: one that is NULL refers to nothing. */
  readonly match?: "full";
  /** The fields that `SET_NULL` and `SET_DEFAULT` set on delete; absent: all of them. */
  readonly onDeleteFields?: readonly string[];
  /** Rows that were there when it was made are not checked; absent: they are. */
  readonly notValid?: true;
}

/** One member of an index: a field or an SQL expression, never both. */
export interface IndexPart {
  readonly field: string | undefined;
  readonly expression: string | undefined;
  readonly order: "asc" | "desc";
  readonly nulls: "first" | "last" | undefined;
  readonly opclass: string | undefined;
  readonly collation: string | undefined;
  /** MySQL prefix length, in characters. */
  readonly prefix: number | undefined;
}

export interface Index {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique: boolean;
  /** `btree`, `gin`, ... as the database spells it; undefined = the database's default. */
  readonly method: string | undefined;
  /** Predicate of a partial index, SQL. */
  readonly where: string | undefined;
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** Build without blocking writers where the database can. A property of the act, not compared. */
  readonly concurrently: boolean;
  /** Absent: there is none. */
  readonly comment?: string | undefined;
  /** Options of one database (`parser`, ...), sorted by key; absent: there are none. */
  readonly options?: Options | undefined;
}

export interface PrimaryKey {
  /** undefined = the dialect's own name. */
  readonly name: string | undefined;
  readonly fields: readonly string[];
  /** Absent: checked with each statement. PostgreSQL alone. */
  readonly deferrable?: Exclude<Deferrable, false>;
  /** Fields that its index carries along; absent: none. PostgreSQL alone. */
  readonly include?: readonly string[];
  /** Options of one database (`on_conflict`, ...), sorted by key; absent: there are none. */
  readonly options?: Options;
}

export interface Check {
  readonly name: string;
  readonly expression: string;
  /** Does not hold for the tables that inherit from this one. PostgreSQL alone. */
  readonly noInherit?: true;
  /** Rows that were there when it was made are not checked; absent: they are. PostgreSQL alone. */
  readonly notValid?: true;
}

export interface Unique {
  readonly name: string;
  readonly fields: readonly string[];
  /** Absent: checked with each statement. PostgreSQL alone. */
  readonly deferrable?: Exclude<Deferrable, false>;
  /** Fields that its index carries along; absent: none. PostgreSQL alone. */
  readonly include?: readonly string[];
  /** NULL equals NULL; absent: it does not. */
  readonly nullsNotDistinct?: true;
  /** Options of one database (`on_conflict`, ...), sorted by key; absent: there are none. */
  readonly options?: Options;
}

/** PostgreSQL `EXCLUDE`; other databases refuse it. */
export interface Exclusion {
  readonly name: string;
  readonly definition: string;
}

/**
 * One table. `namespace` is the database schema (PostgreSQL, SQL Server), undefined = the default.
 * Field order is the order of the columns.
 */
export interface Table {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly fields: readonly Field[];
  readonly primaryKey: PrimaryKey | undefined;
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly uniques: readonly Unique[];
  readonly checks: readonly Check[];
  readonly exclusions: readonly Exclusion[];
  readonly comment: string | undefined;
  /** Options of one database (`engine`, `charset`, `strict`, `without_rowid`, ...), sorted by key. */
  readonly options: Readonly<Record<string, string>>;
}

/** What a table must have, and what it may. */
export type TableParts = Pick<Table, "name" | "fields"> & {
  readonly [K in keyof Table]?: Table[K] | undefined;
};

/** A frozen table; what is not given is absent or empty. Options are sorted by key. */
export function makeTable(parts: TableParts): Table {
  return Object.freeze({
    name: parts.name,
    namespace: parts.namespace,
    fields: frozenList(parts.fields),
    primaryKey: parts.primaryKey,
    foreignKeys: frozenList(parts.foreignKeys),
    indexes: frozenList(parts.indexes),
    uniques: frozenList(parts.uniques),
    checks: frozenList(parts.checks),
    exclusions: frozenList(parts.exclusions),
    comment: parts.comment,
    options: optionTexts(parts.options) ?? NO_OPTIONS,
  });
}

const NONE: readonly never[] = Object.freeze([]);
const NO_OPTIONS: Options = Object.freeze({});

/** A copy that stays as it is; most lists of most tables are empty, and one stands for all of these. */
function frozenList<T>(list: readonly T[] = NONE): readonly T[] {
  return list.length === 0 ? NONE : Object.freeze([...list]);
}

/** What an index must have, and what it may; a part may be given as the name of a field. */
export type IndexParts = Pick<Index, "name"> & {
  readonly [K in Exclude<keyof Index, "parts">]?: Index[K] | undefined;
} & { readonly parts: readonly (string | IndexPartParts)[] };

/** A part of an index; what is not given is absent, the order is `asc`. */
type IndexPartParts = { readonly [K in keyof IndexPart]?: IndexPart[K] | undefined };

/** A frozen index; what is not given is absent, false or `asc`. */
export function makeIndex(parts: IndexParts): Index {
  const options = optionTexts(parts.options);
  return Object.freeze({
    name: parts.name,
    parts: Object.freeze(parts.parts.map(makeIndexPart)),
    unique: parts.unique ?? false,
    method: parts.method,
    where: parts.where,
    include: frozenList(parts.include),
    nullsNotDistinct: parts.nullsNotDistinct ?? false,
    concurrently: parts.concurrently ?? false,
    ...(parts.comment !== undefined && parts.comment !== "" && { comment: parts.comment }),
    ...(options !== undefined && { options }),
  });
}

/** The fields among the parts of an index, in their order; an expression is none. */
export function partFields(
  parts: readonly { readonly field?: string | undefined }[],
): readonly string[] {
  const fields: string[] = [];
  for (const { field } of parts) if (field !== undefined) fields.push(field);
  return fields;
}

function makeIndexPart(given: string | IndexPartParts): IndexPart {
  const part: IndexPartParts = typeof given === "string" ? { field: given } : given;
  return Object.freeze({
    field: part.field,
    expression: part.expression,
    order: part.order ?? "asc",
    nulls: part.nulls,
    opclass: part.opclass,
    collation: part.collation,
    prefix: part.prefix,
  });
}

type Given<Parts> = { readonly [K in keyof Parts]?: Parts[K] | false | undefined };

/** What a key may have beside its fields: as it is given, and as an object without the usual. */
type KeyTraits = Pick<Unique, "deferrable" | "include" | "nullsNotDistinct" | "options">;

function keyTraits(given: Given<KeyTraits>): KeyTraits {
  const { deferrable, include, nullsNotDistinct } = given;
  const options = given.options === false ? undefined : optionTexts(given.options);
  return {
    ...(deferrable !== undefined && deferrable !== false && { deferrable }),
    ...(include !== undefined &&
      include !== false &&
      include.length > 0 && { include: Object.freeze([...include]) }),
    ...(nullsNotDistinct === true && { nullsNotDistinct }),
    ...(options !== undefined && { options }),
  };
}

/** What a primary key must have, and what it may. */
export type PrimaryKeyParts = Pick<PrimaryKey, "fields"> &
  Given<Pick<PrimaryKey, "deferrable" | "include" | "options">> & {
    readonly name?: string | undefined;
  };

/** A frozen primary key; what is as usual is absent. */
export function makePrimaryKey({ name, fields, ...traits }: PrimaryKeyParts): PrimaryKey {
  const { nullsNotDistinct: _, ...own } = keyTraits(traits);
  return Object.freeze({ name, fields: Object.freeze([...fields]), ...own });
}

/** What a unique constraint must have, and what it may. */
export type UniqueParts = Pick<Unique, "name" | "fields"> & Given<KeyTraits>;

/** A frozen unique constraint; what is as usual is absent. */
export function makeUnique({ name, fields, ...traits }: UniqueParts): Unique {
  return Object.freeze({ name, fields: Object.freeze([...fields]), ...keyTraits(traits) });
}

/** What a check must have, and what it may. */
export type CheckParts = Pick<Check, "name" | "expression"> &
  Given<Pick<Check, "noInherit" | "notValid">>;

/** A frozen check; what is as usual is absent. */
export function makeCheck({ name, expression, noInherit, notValid }: CheckParts): Check {
  return Object.freeze({
    name,
    expression,
    ...(noInherit === true && { noInherit }),
    ...(notValid === true && { notValid }),
  });
}

/** What a foreign key must have, and what it may. */
export type ForeignKeyParts = Pick<ForeignKey, "name" | "fields" | "table"> & {
  readonly [K in Exclude<keyof ForeignKey, "notValid">]?: ForeignKey[K] | undefined;
} & Given<Pick<ForeignKey, "notValid">>;

/** A frozen foreign key. An action that is not given is `PROTECT` on delete, none on update. */
export function makeForeignKey(parts: ForeignKeyParts): ForeignKey {
  const { match, onDeleteFields, notValid } = parts;
  return Object.freeze({
    name: parts.name,
    fields: Object.freeze([...parts.fields]),
    table: parts.table,
    targetFields: Object.freeze([...(parts.targetFields ?? [])]),
    onDelete: parts.onDelete ?? "PROTECT",
    onUpdate: parts.onUpdate ?? "NO_ACTION",
    deferrable: parts.deferrable ?? false,
    ...(match !== undefined && { match }),
    ...(onDeleteFields !== undefined && { onDeleteFields: Object.freeze([...onDeleteFields]) }),
    ...(notValid === true && { notValid }),
  });
}

/** Has the primary key nothing but its fields? */
export function isBareKey({ name, deferrable, include, options }: PrimaryKey): boolean {
  return (name ?? deferrable ?? include ?? options) === undefined;
}

/** Can the foreign key be written on the one field that it has? */
export function isOnOneField({ fields, targetFields, match, onDeleteFields }: ForeignKey): boolean {
  const plain = match === undefined && onDeleteFields === undefined;
  return plain && fields.length === 1 && targetFields.length < 2;
}
