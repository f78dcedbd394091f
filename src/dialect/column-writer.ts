import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import type { Schema } from "../schema/schema.js";

/** The part of a dialect that knows how columns are written: what its helpers need of it. */
export interface ColumnWriter {
  /** The column type of a field, where a table that is created later may be needed. */
  columnTypeAt(field: Field, place: FieldPlace): string;
  /** The SQL of a field's default, undefined for none. */
  defaultSql(field: Field, schema: Schema): string | undefined;
  /** SQL of an entry of `defaults`. @throws DialectError when nobody declared it. */
  namedDefault(name: string, field: Field, schema: Schema): string;
  /** What the client is given for a value of `UpsertData` in a field of this (resolved) type. */
  parameterOf(value: unknown, field: Field): SqlValue;
}
