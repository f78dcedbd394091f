import type { Field } from "./field.js";

/** What happens to the referencing rows. Spelled the model's way; a dialect writes its own words. */
export type ReferentialAction =
  | "CASCADE"
  | "RESTRICT"
  | "PROTECT"
  | "SET_NULL"
  | "SET_DEFAULT"
  | "NO_ACTION";

/** A named foreign key. `targetFields` is empty when it refers to the target's primary key. */
export interface ForeignKey {
  readonly name: string;
  readonly fields: readonly string[];
  readonly table: string;
  readonly targetFields: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: boolean;
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
}

export interface PrimaryKey {
  /** undefined = the dialect's own name. */
  readonly name: string | undefined;
  readonly fields: readonly string[];
}

export interface Check {
  readonly name: string;
  readonly expression: string;
}

export interface Unique {
  readonly name: string;
  readonly fields: readonly string[];
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
