import type { SqlValue } from "../driver/driver.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { EditorContext } from "./dialect.js";
import { DialectError } from "./dialect-error.js";
import type { StandardDialect } from "./standard-dialect.js";

/** What every part of an editor speaks in: names, values, places. */
export class EditorPart {
  readonly context: EditorContext;
  readonly dialect: StandardDialect;

  constructor(dialect: StandardDialect, context: EditorContext) {
    this.dialect = dialect;
    this.context = context;
  }

  quote(name: string): string {
    return this.dialect.quote(name);
  }

  literal(value: SqlValue): string {
    return this.dialect.literal(value);
  }

  quoteList(names: readonly string[]): string {
    return names.map((name) => this.quote(name)).join(", ");
  }

  tableName(table: Pick<Table, "name" | "namespace">): string {
    return this.dialect.quoteTable(table);
  }

  /** A table in a schema, with the end of the plan to look up what is created later. */
  place(table: Table, schema: Schema): FieldPlace {
    return { table, schema, horizon: this.context.horizon };
  }

  /** The error for a feature that this database has not got and that nothing can stand in for. */
  lacks(feature: string, table: Table): DialectError {
    return new DialectError({
      code: "DIALECT_UNSUPPORTED",
      message: `${this.dialect.name} cannot make ${feature} of table "${tableKey(table)}"`,
      hint: `Leave it out of the schema for ${this.dialect.name}, or make it with RunSQL.`,
    });
  }
}
