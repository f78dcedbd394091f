import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import type { Table } from "../../schema/table.js";
import { StandardDdl, type StatementFact } from "../ddl.js";
import type { Statement, Statements } from "../statement.js";
import { autoUpdateTrigger, autoUpdateTriggerSql } from "./auto-update-trigger.js";
import { keyOfColumn, type SqliteColumns } from "./columns.js";

/** The statements of SQLite's DDL where they differ from the standard's. */
export class SqliteDdl extends StandardDdl<SqliteColumns> {
  override addColumn(field: Field, place: FieldPlace): Statement {
    const key = keyOfColumn(field, place);
    const statement = super.addColumn(field, place);
    if (key === undefined) return statement;
    const clause = `CONSTRAINT ${this.quote(key.name)} ${this.columns.referencesClause(key, place)}`;
    return { ...statement, sql: `${statement.sql} ${clause}` };
  }

  /** It stands at the column. */
  override addForeignKey(): Statements {
    return [];
  }

  /** What a module keeps goes with its table, which is dropped like any other. */
  override dropObjectSql(object: SchemaObject, schema: Schema): string {
    const kind = object.kind === "virtual table" ? "table" : object.kind;
    return super.dropObjectSql({ ...object, kind }, schema);
  }

  override addAutoUpdate(table: Table, field: Field, schema: Schema): Statements {
    if (!field.autoUpdate) return [];
    const sql = autoUpdateTriggerSql({
      table,
      trigger: this.quote(autoUpdateTrigger(tableKey(table), field)),
      tableName: this.tableName(table),
      column: this.quote(field.name),
      now: this.dialect.currentTime(field, schema),
      quote: (name) => this.quote(name),
    });
    return [this.make({ sql, comment: `Keep ${field.name} current` })];
  }

  override dropAutoUpdate(table: Table, field: Field): Statements {
    if (!field.autoUpdate) return [];
    const trigger = this.quote(autoUpdateTrigger(tableKey(table), field));
    return [this.sql(`DROP TRIGGER IF EXISTS ${trigger}`)];
  }

  /** One statement is atomic; this is asked about migrations without a transaction. */
  override probe(fact: StatementFact): string | undefined {
    const found = this.#lookup(fact);
    return found && `SELECT ${fact.exists ? "" : "NOT "}EXISTS (${found}) AS done`;
  }

  #lookup(fact: StatementFact): string | undefined {
    const table = this.literal(tableKey(fact.table));
    switch (fact.kind) {
      case "table":
        return `SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ${table}`;
      case "index":
        return `SELECT 1 FROM main.sqlite_schema WHERE type = 'index' AND name = ${this.literal(fact.name)}`;
      case "column":
        return `SELECT 1 FROM pragma_table_xinfo(${table}) WHERE name = ${this.literal(fact.name)}`;
      case "constraint":
        // Constraints come and go with a rebuild only.
        return undefined;
      default:
        return fact satisfies never;
    }
  }
}
