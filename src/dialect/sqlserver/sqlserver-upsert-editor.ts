import { resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Table } from "../../schema/table.js";
import { Parameters } from "../data-editor.js";
import type { Upsert } from "../schema-change.js";
import type { Statement } from "../statement.js";
import type { UpsertBatch } from "../upsert-batch.js";
import { isCounter } from "./sqlserver-clauses.js";
import { SqlserverColumnEditor } from "./sqlserver-column-editor.js";

/** Statements that move rows. */
export class SqlserverUpsertEditor extends SqlserverColumnEditor {
  /** The server takes 2100, some of which the client needs itself. */
  protected override readonly mostParameters = 2_000;

  /** Numbers of its own for a column that counts want a switch, in the very same batch. */
  override upsert(upsert: Upsert): readonly Statement[] {
    const counters = upsert.table.fields.filter(
      (field) => isCounter(field) && upsert.rows.some((row) => row[field.name] !== undefined),
    );
    const statements = super.upsert(upsert);
    if (counters.length === 0) return statements;
    const table = this.tableName(upsert.table);
    const inserts = (sql: string): boolean =>
      [`MERGE INTO ${table} `, `INSERT INTO ${table} `].some((start) => sql.startsWith(start));
    return statements.map((statement) =>
      inserts(statement.sql)
        ? {
            ...statement,
            sql: [
              `SET IDENTITY_INSERT ${table} ON;`,
              statement.sql.replace(/;?$/, ";"),
              `SET IDENTITY_INSERT ${table} OFF`,
            ].join("\n"),
          }
        : statement,
    );
  }

  /** `HOLDLOCK`, or two sessions may both find that a row is not there. */
  protected override upsertBatch(batch: UpsertBatch): Statement {
    const { table, conflictKeys } = batch.upsert;
    const values = new Parameters(this.dialect);
    const rows = batch.rows.map(({ cells }) => {
      const row = cells.map((cell, at) =>
        this.selected(batch.columns[at] ?? "", batch, values.cell(cell)),
      );
      return `(${row.join(", ")})`;
    });
    const columns = this.quoteList(batch.columns);
    const from = (name: string): string => `source.${this.quote(name)}`;
    const equal = (name: string): string => `target.${this.quote(name)} = ${from(name)}`;
    const sets = batch.others.filter((name) => !this.#counts(table, name)).map(equal);
    const count = batch.rows.length;
    return this.make({
      // MERGE is the one statement that must end with a semicolon.
      sql: [
        `MERGE INTO ${this.tableName(table)} WITH (HOLDLOCK) AS target`,
        `USING (VALUES ${rows.join(", ")}) AS source (${columns})`,
        `ON ${conflictKeys.map(equal).join(" AND ")}`,
        ...(sets.length === 0 ? [] : [`WHEN MATCHED THEN UPDATE SET ${sets.join(", ")}`]),
        `WHEN NOT MATCHED BY TARGET THEN INSERT (${columns}) VALUES (${batch.columns.map(from).join(", ")});`,
      ].join("\n"),
      parameters: values.list,
      comment: `Insert or update ${count} row${count === 1 ? "" : "s"} of ${table.name}`,
    });
  }

  /** Every value has the type of its column, so that rows and NULLs agree about it. */
  protected override selected(column: string, { upsert }: UpsertBatch, value: string): string {
    const { table, schema } = upsert;
    const field = table.fields.find(({ name }) => name === column);
    if (field === undefined) return value;
    const place = this.place(table, schema);
    return `CAST(${value} AS ${this.dialect.columnTypeAt(resolveFieldType(field, place), place)})`;
  }

  #counts(table: Table, name: string): boolean {
    return table.fields.some((field) => field.name === name && isCounter(field));
  }
}
