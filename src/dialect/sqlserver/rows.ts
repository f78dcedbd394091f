import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import type { Table } from "../../schema/table.js";
import { Parameters } from "../parameters.js";
import { StandardRows } from "../rows.js";
import type { Statement } from "../statement.js";
import type { UpsertBatch } from "../upsert-batch.js";
import type { Cell } from "../upsert-cell.js";
import { keepsCurrent } from "./columns.js";
import type { SqlserverDdl } from "./ddl.js";

/** Statements that move rows. */
export class SqlserverRows extends StandardRows<SqlserverDdl> {
  /** The trigger leaves alone what the UPDATE sets itself. */
  override assignedToKeep({ fields }: Table): readonly Field[] {
    return fields.filter(keepsCurrent);
  }

  /** The server takes 2100, some of which the client needs itself. */
  override readonly mostParameters = 2_000;

  /**
   * Numbers of its own for a column that counts want a switch, in the very same statement. Rows
   * without such a number must not have it: the server then wants one of each of them (545).
   */
  #numbered(batch: UpsertBatch, statement: Statement): Statement {
    if (!batch.columns.some((name) => this.#counts(batch.upsert.table, name))) return statement;
    const table = this.tableName(batch.upsert.table);
    const sql = statement.sql.endsWith(";") ? statement.sql : `${statement.sql};`;
    return {
      ...statement,
      sql: `SET IDENTITY_INSERT ${table} ON;\n${sql}\nSET IDENTITY_INSERT ${table} OFF`,
    };
  }

  override insertMissing(batch: UpsertBatch, cells: readonly Cell[]): Statement {
    return this.#numbered(batch, super.insertMissing(batch, cells));
  }

  /** `HOLDLOCK`, or two sessions may both find that a row is not there. */
  override upsertBatch(batch: UpsertBatch): Statement {
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
    const sets = this.updatable(batch).map(equal);
    const merge = this.ddl.make({
      // MERGE is the one statement that must end with a semicolon.
      sql: [
        `MERGE INTO ${this.tableName(table)} WITH (HOLDLOCK) AS target`,
        `USING (VALUES ${rows.join(", ")}) AS source (${columns})`,
        `ON ${conflictKeys.map(equal).join(" AND ")}`,
        ...(sets.length === 0 ? [] : [`WHEN MATCHED THEN UPDATE SET ${sets.join(", ")}`]),
        `WHEN NOT MATCHED BY TARGET THEN INSERT (${columns}) VALUES (${batch.columns.map(from).join(", ")});`,
      ].join("\n"),
      parameters: values.list,
      comment: this.commentOf(batch),
    });
    return this.#numbered(batch, merge);
  }

  /**
   * Every value has the type of its column, so that rows and NULLs agree about it, but no length: a
   * cast cuts what is too long without a word, and the assignment raises an error.
   */
  override selected(column: string, { upsert }: UpsertBatch, value: string): string {
    const { table, schema } = upsert;
    const field = table.fields.find(({ name }) => name === column);
    if (field === undefined) return value;
    const place = this.place(table, schema);
    const type = this.dialect.columnTypeAt(resolveFieldType(field, place), place);
    return `CAST(${value} AS ${withoutLength(type)})`;
  }

  /** A number that was counted cannot be changed. */
  override updatable({ upsert, others }: UpsertBatch): readonly string[] {
    return others.filter((name) => !this.#counts(upsert.table, name));
  }

  #counts(table: Table, name: string): boolean {
    return table.fields.some((field) => field.name === name && counts(field));
  }
}

/** The type that holds any length of the same kind; a type without a length is itself. */
function withoutLength(type: string): string {
  const name = type.trim().toLowerCase();
  if (/^(?:var)?binary\b/.test(name)) return "VARBINARY(MAX)";
  if (/^(?:varchar|char|character)\b/.test(name)) return "VARCHAR(MAX)";
  return /^(?:nvarchar|nchar|national|sysname)\b/.test(name) ? "NVARCHAR(MAX)" : type;
}
