import type { SqlValue } from "../driver/driver.js";
import { splitTableKey } from "./names.js";
import type { Upsert } from "./schema-change.js";
import { SchemaClauses } from "./schema-clauses.js";
import type { LiveColumn, LiveTable, Statement } from "./statement.js";
import type { StatementFact } from "./statement-fact.js";
import { batchesOf, type UpsertBatch } from "./upsert-batch.js";
import { type Cell, cellOf } from "./upsert-cell.js";

/** All that a statement may say about itself; what is left out has its plain value. */
export interface StatementParts {
  readonly sql: string;
  readonly parameters?: readonly SqlValue[];
  readonly comment?: string | undefined;
  readonly transactional?: boolean;
  readonly rows?: readonly string[];
  readonly executeRows?: boolean;
  readonly live?: LiveTable | LiveColumn | undefined;
  /** What it makes true, for {@link DataEditor.probe}. */
  readonly fact?: StatementFact;
}

/** Statements in general, and those that move rows: `UpsertData` there and back, scripts. */
export class DataEditor extends SchemaClauses {
  /** Most parameters that one statement may have. */
  protected readonly mostParameters: number = 30_000;
  /** Most rows that one statement may carry. */
  protected readonly mostRows: number = 100;

  statement(sql: string, parameters: readonly SqlValue[] = [], comment?: string): Statement {
    return this.make({ sql, parameters, comment });
  }

  raw(sql: string, comment?: string): readonly Statement[] {
    return this.dialect.split(sql).map((one) => ({
      ...this.make({
        sql: one.sql,
        comment,
        transactional: this.dialect.isTransactional(one.sql),
      }),
      line: one.line,
    }));
  }

  protected make(parts: StatementParts): Statement {
    return {
      kind: "sql",
      sql: parts.sql,
      parameters: parts.parameters ?? [],
      comment: parts.comment,
      transactional: parts.transactional ?? true,
      probe: parts.fact && this.probe(parts.fact),
      rows: parts.rows ?? [],
      ...(parts.executeRows === true ? { executeRows: true } : {}),
      ...(parts.live === undefined ? {} : { live: parts.live }),
    };
  }

  /**
   * SQL that answers `done` = 1 when the fact holds, 0 when not. Undefined where one migration is
   * one transaction: there nothing can be half done.
   */
  protected probe(_fact: StatementFact): string | undefined {
    return undefined;
  }

  upsert(upsert: Upsert): readonly Statement[] {
    return this.#batches(upsert).flatMap((batch) => [
      this.rememberNew(batch),
      ...(this.isExact(batch) ? [this.upsertBatch(batch)] : this.#oneByOne(batch)),
    ]);
  }

  /** Does the database's own upsert meet exactly the rows with these conflict keys? */
  protected isExact(batch: UpsertBatch): boolean {
    return batch.matchable;
  }

  removeUpserted(upsert: Upsert): readonly Statement[] {
    return [
      ...this.#batches(upsert)
        .reverse()
        .map((batch) => this.removeNew(batch)),
      this.forgetNew(upsert),
    ];
  }

  #batches(upsert: Upsert): UpsertBatch[] {
    return batchesOf(upsert, {
      dialect: this.dialect,
      mostParameters: this.mostParameters,
      mostRows: this.mostRows,
    });
  }

  /** Writes the keys of rows that do not exist yet into the book. */
  protected rememberNew(batch: UpsertBatch): Statement {
    const values = new Parameters(this.dialect);
    const { migration, operation } = batch.upsert.origin;
    const marks = `${this.literal(migration)}, ${this.literal(operation)}`;
    const rows = batch.rows.map(
      (row) =>
        `SELECT ${marks}, ${values.add(row.key)}${this.fromNothing()} WHERE NOT EXISTS ` +
        `(SELECT 1 FROM ${this.tableName(batch.upsert.table)} WHERE ${this.#matches(batch, row.cells, values)})`,
    );
    return this.make({
      sql: `INSERT INTO ${this.#book()} (${this.#bookColumns()}) ${rows.join(" UNION ALL ")}`,
      parameters: values.list,
      comment: "Remember which rows are new",
    });
  }

  /** Where a SELECT without a table needs one in order to have a WHERE. */
  protected fromNothing(): string {
    return "";
  }

  /** Inserts the rows, updates those whose conflict keys exist. All rows have the same columns. */
  protected upsertBatch(batch: UpsertBatch): Statement {
    const values = new Parameters(this.dialect);
    const rows = batch.rows.map(
      ({ cells }) => `(${cells.map((cell) => values.cell(cell)).join(", ")})`,
    );
    return this.make({
      sql:
        `INSERT INTO ${this.tableName(batch.upsert.table)} (${this.quoteList(batch.columns)})` +
        ` VALUES ${rows.join(", ")} ${this.conflictClause(batch)}`,
      parameters: values.list,
      comment: this.#comment(batch),
    });
  }

  protected conflictClause(batch: UpsertBatch): string {
    const keys = `ON CONFLICT (${this.quoteList(batch.upsert.conflictKeys)})`;
    if (batch.others.length === 0) return `${keys} DO NOTHING`;
    const sets = batch.others.map((name) => `${this.quote(name)} = excluded.${this.quote(name)}`);
    return `${keys} DO UPDATE SET ${sets.join(", ")}`;
  }

  /** The columns that a row which exists gets anew. */
  protected updatable(batch: UpsertBatch): readonly string[] {
    return batch.others;
  }

  /** For keys that no unique constraint covers, and for keys that hold NULL: it equals nothing. */
  #oneByOne(batch: UpsertBatch): readonly Statement[] {
    return batch.rows.flatMap(({ cells }) => [
      ...(this.updatable(batch).length === 0 ? [] : [this.#update(batch, cells)]),
      this.insertMissing(batch, cells),
    ]);
  }

  #update(batch: UpsertBatch, cells: readonly Cell[]): Statement {
    const values = new Parameters(this.dialect);
    const sets = this.updatable(batch).map(
      (name) => `${this.quote(name)} = ${values.cell(cellOf(batch, cells, name))}`,
    );
    const table = this.tableName(batch.upsert.table);
    return this.make({
      sql: `UPDATE ${table} SET ${sets.join(", ")} WHERE ${this.#matches(batch, cells, values)}`,
      parameters: values.list,
      comment: this.#comment(batch),
    });
  }

  /** Inserts one row unless its conflict keys are there. */
  protected insertMissing(batch: UpsertBatch, cells: readonly Cell[]): Statement {
    const values = new Parameters(this.dialect);
    const table = this.tableName(batch.upsert.table);
    return this.make({
      sql:
        `INSERT INTO ${table} (${this.quoteList(batch.columns)}) ` +
        `SELECT ${batch.columns.map((name) => this.selected(name, batch, values.cell(cellOf(batch, cells, name)))).join(", ")}${this.fromNothing()} ` +
        `WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${this.#matches(batch, cells, values)})`,
      parameters: values.list,
      comment: this.#comment(batch),
    });
  }

  /** A value in the list of a SELECT, where its type cannot be seen from the column it is for. */
  protected selected(_column: string, _batch: UpsertBatch, value: string): string {
    return value;
  }

  /** Deletes the rows of the batch that the book has as new. */
  protected removeNew(batch: UpsertBatch): Statement {
    const values = new Parameters(this.dialect);
    const rows = batch.rows.map(
      ({ key, cells }) =>
        `(${this.#matches(batch, cells, values)} AND EXISTS (SELECT 1 FROM ${this.#book()} WHERE ` +
        `${this.#ofOrigin(batch.upsert)} AND ${this.quote("row_key")} = ${values.add(key)}))`,
    );
    return this.make({
      sql: `DELETE FROM ${this.tableName(batch.upsert.table)} WHERE ${rows.join(" OR ")}`,
      parameters: values.list,
      comment: "Remove the rows that were new",
    });
  }

  protected forgetNew(upsert: Upsert): Statement {
    return this.make({
      sql: `DELETE FROM ${this.#book()} WHERE ${this.#ofOrigin(upsert)}`,
      comment: "Forget which rows were new",
    });
  }

  #ofOrigin({ origin }: Upsert): string {
    return (
      `${this.quote("migration")} = ${this.literal(origin.migration)}` +
      ` AND ${this.quote("operation")} = ${this.literal(origin.operation)}`
    );
  }

  #book(): string {
    const { rowsTable, home, horizon } = this.context;
    if (home === undefined) return this.dialect.quoteTableKey(rowsTable, horizon);
    return this.dialect.fullName(splitTableKey(rowsTable), home);
  }

  #bookColumns(): string {
    return this.quoteList(["migration", "operation", "row_key"]);
  }

  #matches(batch: UpsertBatch, cells: readonly Cell[], values: Parameters): string {
    return batch.upsert.conflictKeys
      .map((name) => {
        const cell = cellOf(batch, cells, name);
        const column = this.quote(name);
        return cell.isNull ? `${column} IS NULL` : `${column} = ${values.cell(cell)}`;
      })
      .join(" AND ");
  }

  #comment(batch: UpsertBatch): string {
    const count = batch.rows.length;
    return `Insert or update ${count} row${count === 1 ? "" : "s"} of ${batch.upsert.table.name}`;
  }
}

/** Collects the parameters of one statement and hands out their placeholders. */
export class Parameters {
  readonly list: SqlValue[] = [];
  readonly #dialect: { placeholder(position: number): string };

  constructor(dialect: { placeholder(position: number): string }) {
    this.#dialect = dialect;
  }

  add(value: SqlValue): string {
    this.list.push(value);
    return this.#dialect.placeholder(this.list.length);
  }

  cell(cell: Cell): string {
    return cell.kind === "sql" ? cell.sql : this.add(cell.value);
  }
}
