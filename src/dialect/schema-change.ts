import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";

/** A table that comes or goes, with the schemas around that. */
export interface WholeTable {
  readonly before: Schema;
  readonly after: Schema;
  readonly table: Table;
}

/**
 * The two sides of one change to one table. To undo an operation, hand the editor the swapped pair:
 * `down` of "add a field" is "drop the field" with `before` and `after` exchanged.
 */
export interface TableChange {
  /** The whole schema around this very operation, not around the migration. */
  readonly before: Schema;
  readonly after: Schema;
  /** The table as it is in the database when the statement runs. */
  readonly from: Table;
  /** The table as it must be afterwards. */
  readonly to: Table;
}

export interface AlterOptions {
  /** SQL expression that converts the old value (PostgreSQL `USING`; a cast elsewhere). */
  readonly using: string | undefined;
  /** SQL expression for rows that hold NULL where the new field may not. */
  readonly backfill: string | undefined;
  /** Enum values of another name, old -> new. `using` says the same, for databases without a word for it. */
  readonly renamed?: ReadonlyMap<string, string> | undefined;
}

/** One column on its way from one form to the other. */
export interface ColumnChange {
  readonly change: TableChange;
  readonly oldField: Field;
  readonly newField: Field;
  readonly options: AlterOptions;
}

/**
 * A value is an `SqlValue`, a `DefaultRef` of `src/schema` (the SQL text of that entry of the
 * defaults), or a plain object or array: a JSON value.
 */
export interface UpsertRow {
  readonly [field: string]: unknown;
}

export interface Upsert {
  readonly table: Table;
  readonly schema: Schema;
  readonly conflictKeys: readonly string[];
  readonly rows: readonly UpsertRow[];
  /** No row is made: those that are there get the values. */
  readonly onlyUpdate?: boolean;
  /** Which migration and which of its operations this is: the key of the table of created rows. */
  readonly origin: Origin;
}

export interface Origin {
  readonly migration: string;
  readonly operation: number;
}
