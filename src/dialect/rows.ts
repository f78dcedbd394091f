import { isDeepStrictEqual } from "node:util";
import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import { tableKey } from "../schema/schema.js";
import type { ForeignKey, Table } from "../schema/table.js";
import type { StandardDdl } from "./ddl.js";
import { EditorPart } from "./editor-part.js";
import { splitTableKey } from "./names.js";
import { Parameters } from "./parameters.js";
import type { TableChange, Upsert } from "./schema-change.js";
import type { Statement, Statements } from "./statement.js";
import { batchesOf, type UpsertBatch } from "./upsert-batch.js";
import { type Cell, cellOf } from "./upsert-cell.js";

/** New values in one column of the rows that exist. */
export interface ColumnUpdate {
  /** The field at hand, which does not keep itself current at this moment. */
  readonly field: Field;
  readonly column: string;
  /** SQL. */
  readonly value: string;
  readonly where: string | undefined;
  readonly comment: string | undefined;
  /** Of the placeholders in `value` and then in `where`. */
  readonly parameters?: readonly SqlValue[];
}

/** Statements that move rows: backfills, `UpsertData` there and back. */
export class StandardRows<Ddl extends StandardDdl = StandardDdl> extends EditorPart {
  readonly columns: Ddl["columns"];
  readonly ddl: Ddl;

  constructor(ddl: Ddl) {
    super(ddl.dialect, ddl.context);
    this.columns = ddl.columns;
    this.ddl = ddl;
  }

  /** Most parameters that one statement may have. */
  readonly mostParameters: number = 30_000;

  /** Most rows that one statement may carry. */
  readonly mostRows: number = 100;

  upsert(upsert: Upsert): Statements {
    if (upsert.onlyUpdate) {
      return this.#batches(upsert).flatMap((batch) => [
        this.#rememberEmpty(batch),
        ...this.#updateAll(batch),
      ]);
    }
    return this.#batches(upsert).flatMap((batch) => [
      this.rememberNew(batch),
      ...(this.isExact(batch) ? [this.upsertBatch(batch)] : this.#oneByOne(batch)),
    ]);
  }

  /** Does the database's own upsert meet exactly the rows with these conflict keys? */
  isExact(batch: UpsertBatch): boolean {
    return batch.matchable;
  }

  /** Is a reference to a row that goes refused at once, whatever else the statement deletes? */
  protected readonly refusesAtOnce: boolean = false;

  removeUpserted(upsert: Upsert): Statements {
    if (upsert.onlyUpdate) {
      const emptied = this.#batches(upsert).flatMap((batch) => this.#emptyAgain(batch));
      return [...emptied, this.forgetNew(upsert)];
    }
    const references = this.refusesAtOnce ? selfReferences(upsert.table) : [];
    const removed =
      references.length === 0
        ? this.#batches(upsert)
            .reverse()
            .map((batch) => this.removeNew(batch))
        : upsert.rows.toReversed().flatMap((row) => this.#removeOne({ ...upsert, rows: [row] }));
    return [...removed, this.forgetNew(upsert)];
  }

  /** Writes the keys of rows that have no value in these fields yet into the table of created rows. */
  #rememberEmpty(batch: UpsertBatch): Statement {
    const empty = batch.others.map((name) => ` AND ${this.quote(name)} IS NULL`).join("");
    return this.#remember(batch, {
      condition: "EXISTS",
      besides: empty,
      comment: "Remember which rows had no values",
    });
  }

  #updateAll(batch: UpsertBatch): Statements {
    return this.#fieldsOf(batch).flatMap((field) => {
      const values = new Parameters(this.dialect);
      const cases = batch.rows.map(({ cells }) => {
        const row = this.#matches(batch, cells, values);
        const value = values.cell(cellOf(batch, cells, field.name));
        return `WHEN ${row} THEN ${this.selected(field.name, batch, value)}`;
      });
      const rows = batch.rows.map(({ cells }) => `(${this.#matches(batch, cells, values)})`);
      return this.update(unchanged(batch.upsert), {
        field,
        column: field.name,
        value: `CASE ${cases.join(" ")} END`,
        where: rows.join(" OR "),
        parameters: values.list,
        comment: `Update ${field.name} in ${countedRows(batch)}`,
      });
    });
  }

  #emptyAgain(batch: UpsertBatch): Statements {
    return this.#fieldsOf(batch).flatMap((field) => {
      const values = new Parameters(this.dialect);
      const where = this.#created(batch, values);
      return this.update(unchanged(batch.upsert), {
        field,
        column: field.name,
        value: "NULL",
        where,
        parameters: values.list,
        comment: `Take ${field.name} away where it was NULL`,
      });
    });
  }

  #fieldsOf({ others, upsert }: UpsertBatch): readonly Field[] {
    return upsert.table.fields.filter(({ name }) => others.includes(name));
  }

  /** A row alone; one that refers to itself lets go of itself first. */
  #removeOne(upsert: Upsert): Statements {
    return this.#batches(upsert).flatMap((batch) => {
      const own = selfReferences(upsert.table).filter((key) => refersToItself(key, upsert));
      const fields = new Set(own.flatMap((key) => key.fields));
      const free = upsert.table.fields.filter((one) => fields.has(one.name) && one.nullable);
      const detach = free.length === 0 ? [] : [this.#detach(batch, free)];
      return [...detach, this.removeNew(batch)];
    });
  }

  #detach(batch: UpsertBatch, fields: readonly Field[]): Statement {
    const values = new Parameters(this.dialect);
    const sets = fields.map(({ name }) => `${this.quote(name)} = NULL`);
    return this.ddl.make({
      sql: `UPDATE ${this.tableName(batch.upsert.table)} SET ${sets.join(", ")} WHERE ${this.#created(batch, values)}`,
      parameters: values.list,
      comment: "Let go of the row that refers to itself",
    });
  }

  #batches(upsert: Upsert): UpsertBatch[] {
    return batchesOf(upsert, {
      dialect: this.dialect,
      mostParameters: this.mostParameters,
      mostRows: this.mostRows,
    });
  }

  /** Writes the keys of rows that do not exist yet into the table of created rows. */
  rememberNew(batch: UpsertBatch): Statement {
    return this.#remember(batch, {
      condition: "NOT EXISTS",
      besides: "",
      comment: "Remember which rows are new",
    });
  }

  #remember(
    batch: UpsertBatch,
    about: { readonly condition: string; readonly besides: string; readonly comment: string },
  ): Statement {
    const { condition, besides, comment } = about;
    const values = new Parameters(this.dialect);
    const { migration, operation } = batch.upsert.origin;
    const marks = `${this.literal(migration)}, ${this.literal(operation)}`;
    const rows = batch.rows.map(
      (row) =>
        `SELECT ${marks}, ${values.add(row.key)}${this.fromNothing()} WHERE ${condition} ` +
        `(SELECT 1 FROM ${this.tableName(batch.upsert.table)} WHERE ${this.#matches(batch, row.cells, values)}${besides})`,
    );
    return this.ddl.make({
      sql: `INSERT INTO ${this.#createdTable()} (${this.#createdColumns()}) ${rows.join(" UNION ALL ")}`,
      parameters: values.list,
      comment,
    });
  }

  /** Where a SELECT without a table needs one in order to have a WHERE. */
  fromNothing(): string {
    return "";
  }

  /** Inserts the rows, updates those whose conflict keys exist. All rows have the same columns. */
  upsertBatch(batch: UpsertBatch): Statement {
    const values = new Parameters(this.dialect);
    const rows = batch.rows.map(
      ({ cells }) => `(${cells.map((cell) => values.cell(cell)).join(", ")})`,
    );
    return this.ddl.make({
      sql:
        `INSERT INTO ${this.tableName(batch.upsert.table)} (${this.quoteList(batch.columns)})` +
        `${this.insertWords(batch)} VALUES ${rows.join(", ")} ${this.conflictClause(batch)}`,
      parameters: values.list,
      comment: this.commentOf(batch),
    });
  }

  /** What stands between the columns and the values, with a space before it. */
  insertWords(_batch: UpsertBatch): string {
    return "";
  }

  conflictClause(batch: UpsertBatch): string {
    const keys = `ON CONFLICT (${this.quoteList(batch.upsert.conflictKeys)})`;
    const updatable = this.updatable(batch);
    if (updatable.length === 0) return `${keys} DO NOTHING`;
    const sets = updatable.map((name) => `${this.quote(name)} = excluded.${this.quote(name)}`);
    return `${keys} DO UPDATE SET ${sets.join(", ")}`;
  }

  /** The columns that a row which exists gets anew. */
  updatable(batch: UpsertBatch): readonly string[] {
    return batch.others;
  }

  /** For keys that no unique constraint covers, and for keys that hold NULL: it equals nothing. */
  #oneByOne(batch: UpsertBatch): Statements {
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
    return this.ddl.make({
      sql: `UPDATE ${table} SET ${sets.join(", ")} WHERE ${this.#matches(batch, cells, values)}`,
      parameters: values.list,
      comment: this.commentOf(batch),
    });
  }

  /** Inserts one row unless its conflict keys are there. */
  insertMissing(batch: UpsertBatch, cells: readonly Cell[]): Statement {
    const values = new Parameters(this.dialect);
    const table = this.tableName(batch.upsert.table);
    return this.ddl.make({
      sql:
        `INSERT INTO ${table} (${this.quoteList(batch.columns)})${this.insertWords(batch)} ` +
        `SELECT ${batch.columns.map((name) => this.selected(name, batch, values.cell(cellOf(batch, cells, name)))).join(", ")}${this.fromNothing()} ` +
        `WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE ${this.#matches(batch, cells, values)})`,
      parameters: values.list,
      comment: this.commentOf(batch),
    });
  }

  /** A value in the list of a SELECT, where its type cannot be seen from the column it is for. */
  selected(_column: string, _batch: UpsertBatch, value: string): string {
    return value;
  }

  /** Deletes the rows of the batch that are in the table of created rows. */
  removeNew(batch: UpsertBatch): Statement {
    const values = new Parameters(this.dialect);
    return this.ddl.make({
      sql: `DELETE FROM ${this.tableName(batch.upsert.table)} WHERE ${this.#created(batch, values)}`,
      parameters: values.list,
      comment: "Remove the rows that were new",
    });
  }

  /** A condition: the rows of the batch that are in the table of created rows. */
  #created(batch: UpsertBatch, values: Parameters): string {
    const rows = batch.rows.map(
      ({ key, cells }) =>
        `(${this.#matches(batch, cells, values)} AND EXISTS (SELECT 1 FROM ${this.#createdTable()} WHERE ` +
        `${this.#ofOrigin(batch.upsert)} AND ${this.quote("row_key")} = ${values.add(key)}))`,
    );
    return rows.join(" OR ");
  }

  forgetNew(upsert: Upsert): Statement {
    return this.ddl.make({
      sql: `DELETE FROM ${this.#createdTable()} WHERE ${this.#ofOrigin(upsert)}`,
      comment: "Forget which rows were new",
    });
  }

  #ofOrigin({ origin }: Upsert): string {
    return (
      `${this.quote("migration")} = ${this.literal(origin.migration)}` +
      ` AND ${this.quote("operation")} = ${this.literal(origin.operation)}`
    );
  }

  #createdTable(): string {
    const { rowsTable, defaultNamespace, horizon } = this.context;
    if (defaultNamespace === undefined) return this.dialect.quoteTableKey(rowsTable, horizon);
    return this.dialect.fullName(splitTableKey(rowsTable), defaultNamespace);
  }

  #createdColumns(): string {
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

  protected commentOf(batch: UpsertBatch): string {
    return `Insert or update ${countedRows(batch)}`;
  }

  /** Gives rows that exist already a value; `onlyNull` leaves those that have one. */
  fill(change: TableChange, field: Field, expression: string, onlyNull = false): Statements {
    return this.update(change, {
      field,
      column: field.name,
      value: `(${expression})`,
      where: onlyNull ? `${this.quote(field.name)} IS NULL` : undefined,
      comment: `Fill ${field.name} of the rows that exist`,
    });
  }

  /**
   * Every UPDATE that a change of the schema consists of: fields that keep themselves current keep
   * the values they have, because the change does not name them.
   */
  update(change: TableChange, update: ColumnUpdate): Statements {
    const table = change.to;
    const { column, value, where, comment, parameters = [] } = update;
    const kept = this.assignedToKeep(table)
      .filter(({ name }) => name !== column)
      .map(({ name }) => `, ${this.quote(name)} = ${this.quote(name)}`);
    return [
      this.ddl.make({
        sql:
          `UPDATE ${this.tableName(table)} SET ${this.quote(column)} = ${value}${kept.join("")}` +
          (where === undefined ? "" : ` WHERE ${where}`),
        parameters,
        comment,
        rows: [tableKey(table)],
      }),
    ];
  }

  /** Statements while the triggers that keep fields current are away: of those that ask nothing. */
  protected withoutTriggers(
    statements: Statements,
    { to, after }: TableChange,
    field: Field,
  ): Statements {
    const triggered = to.fields.filter(({ name }) => name !== field.name);
    return [
      ...triggered.flatMap((field) => this.ddl.dropAutoUpdate(to, field)),
      ...statements,
      ...triggered.flatMap((field) => this.ddl.addAutoUpdate(to, field, after)),
    ];
  }

  /** Fields that keep themselves current, unless an UPDATE assigns to them. */
  assignedToKeep(_table: Table): readonly Field[] {
    return [];
  }
}

function countedRows({ rows, upsert }: UpsertBatch): string {
  return `${rows.length} row${rows.length === 1 ? "" : "s"} of ${upsert.table.name}`;
}

/** Only rows change. */
function unchanged({ table, schema }: Upsert): TableChange {
  return { before: schema, after: schema, from: table, to: table };
}

function selfReferences(table: Table): readonly ForeignKey[] {
  return table.foreignKeys.filter((key) => key.table === tableKey(table));
}

function refersToItself(key: ForeignKey, { table, rows }: Upsert): boolean {
  const targets = key.targetFields.length > 0 ? key.targetFields : (table.primaryKey?.fields ?? []);
  return rows.some((row) =>
    key.fields.every((name, at) => isDeepStrictEqual(row[name], row[targets[at] ?? ""])),
  );
}
