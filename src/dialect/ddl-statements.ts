import type { Field } from "../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { ForeignKey, Index, Table } from "../schema/table.js";
import { DataEditor } from "./data-editor.js";
import type { AlterOptions, TableChange } from "./schema-change.js";
import type { Statement } from "./statement.js";

/** One column on its way from one form to the other. */
export interface ColumnChange {
  readonly change: TableChange;
  readonly oldField: Field;
  readonly newField: Field;
  readonly options: AlterOptions;
}

/** New values in one column of the rows that exist. */
export interface ColumnUpdate {
  /** The field at hand, which does not keep itself current at this moment. */
  readonly field: Field;
  readonly column: string;
  /** SQL. */
  readonly value: string;
  readonly where: string | undefined;
  readonly comment: string | undefined;
}

/**
 * One statement of DDL each, in the standard's words. All are hooks: a dialect overrides the one
 * where its words differ.
 */
export class DdlStatements extends DataEditor {
  protected createTableStatement(place: FieldPlace): Statement {
    const { table } = place;
    const body = this.tableBody(place).map((line) => `\n  ${line}`);
    return this.make({
      sql: `CREATE TABLE ${this.createdName(table)} (${body.join(",")}\n)${this.tableOptions(table)}`,
      fact: { kind: "table", table, exists: true },
    });
  }

  /** The name in CREATE TABLE, with whatever must stand right behind it. */
  protected createdName(table: Table): string {
    return this.tableName(table);
  }

  protected dropTableStatement(table: Table): Statement {
    return this.make({
      sql: `DROP TABLE ${this.tableName(table)}`,
      fact: { kind: "table", table, exists: false },
    });
  }

  protected renameTableStatement(from: Table, to: Table): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(from)} RENAME TO ${this.quote(to.name)}`,
      fact: { kind: "table", table: to, exists: true },
    });
  }

  protected addColumnStatement(field: Field, place: FieldPlace): Statement {
    const { table } = place;
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ADD COLUMN ${this.columnDefinition(field, place)}`,
      fact: { kind: "column", table, name: field.name, exists: true },
    });
  }

  protected dropColumnStatement(table: Table, field: Field): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} DROP COLUMN ${this.quote(field.name)}`,
      fact: { kind: "column", table, name: field.name, exists: false },
    });
  }

  protected renameColumnStatement(table: Table, oldName: string, newName: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} RENAME COLUMN ${this.quote(oldName)} TO ${this.quote(newName)}`,
      fact: { kind: "column", table, name: newName, exists: true },
    });
  }

  /** Gives rows that exist already a value; `onlyNull` leaves those that have one. */
  protected fillStatements(
    change: TableChange,
    field: Field,
    expression: string,
    onlyNull = false,
  ): readonly Statement[] {
    return this.updateStatements(change, {
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
  protected updateStatements(change: TableChange, update: ColumnUpdate): readonly Statement[] {
    const table = change.to;
    const { column, value, where, comment } = update;
    const kept = this.assignedToKeep(table)
      .filter(({ name }) => name !== column)
      .map(({ name }) => `, ${this.quote(name)} = ${this.quote(name)}`);
    return [
      this.make({
        sql:
          `UPDATE ${this.tableName(table)} SET ${this.quote(column)} = ${value}${kept.join("")}` +
          (where === undefined ? "" : ` WHERE ${where}`),
        comment,
        rows: [tableKey(table)],
      }),
    ];
  }

  /** Fields that keep themselves current, unless an UPDATE assigns to them. */
  protected assignedToKeep(_table: Table): readonly Field[] {
    return [];
  }

  /** Everything about the column itself: default off, type, rows without a value, null, default. */
  protected alterColumn(column: ColumnChange): readonly Statement[] {
    const { change, newField, options } = column;
    const typed = this.alterType(column);
    const fill = options.backfill ?? this.fillingDefault(column);
    return [
      ...typed,
      ...(this.tightens(column) && fill !== undefined
        ? this.fillStatements(change, newField, fill, true)
        : []),
      ...this.alterNull(column),
      ...this.alterDefault(column),
    ];
  }

  /** Was NULL allowed and is no longer? */
  protected tightens({ change, oldField, newField }: ColumnChange): boolean {
    return this.isNullable(oldField, change.from) && !this.isNullable(newField, change.to);
  }

  /** A new NOT NULL takes the field's own default for rows that have no value. */
  protected fillingDefault({ change, newField }: ColumnChange): string | undefined {
    return this.dialect.defaultSql(newField, change.after);
  }

  protected alterType(column: ColumnChange): readonly Statement[] {
    if (!this.typeChanges(column)) return [];
    const { change, newField, options } = column;
    const type = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    const using = options.using === undefined ? "" : ` USING ${options.using}`;
    return [this.alterColumnStatement(change.to, newField, `SET DATA TYPE ${type}${using}`)];
  }

  protected typeChanges({ change, oldField, newField }: ColumnChange): boolean {
    const before = this.place(change.from, change.before);
    const after = this.place(change.to, change.after);
    return (
      this.dialect.columnTypeAt(oldField, before) !== this.dialect.columnTypeAt(newField, after) ||
      resolveFieldType(oldField, before).collation !== resolveFieldType(newField, after).collation
    );
  }

  protected alterNull({ change, oldField, newField }: ColumnChange): readonly Statement[] {
    const nullable = this.isNullable(newField, change.to);
    if (nullable === this.isNullable(oldField, change.from)) return [];
    return [
      this.alterColumnStatement(change.to, newField, nullable ? "DROP NOT NULL" : "SET NOT NULL"),
    ];
  }

  protected alterDefault({ change, oldField, newField }: ColumnChange): readonly Statement[] {
    const sql = this.dialect.defaultSql(newField, change.after);
    if (sql === this.dialect.defaultSql(oldField, change.before)) return [];
    return [
      this.alterColumnStatement(
        change.to,
        newField,
        sql === undefined ? "DROP DEFAULT" : `SET DEFAULT ${sql}`,
      ),
    ];
  }

  protected alterColumnStatement(table: Table, field: Field, action: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ALTER COLUMN ${this.quote(field.name)} ${action}`,
    });
  }

  /** The clause names the constraint itself; `name` is for the probe. */
  protected addConstraintStatement(table: Table, clause: string, name?: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} ADD ${clause}`,
      ...(name === undefined ? {} : { fact: { kind: "constraint", table, name, exists: true } }),
    });
  }

  protected dropConstraintStatements(
    table: Table,
    name: string,
    _kind: "unique" | "check" | "exclusion" | "foreign key",
  ): readonly Statement[] {
    return [
      this.make({
        sql: `ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT ${this.quote(name)}`,
        fact: { kind: "constraint", table, name, exists: false },
      }),
    ];
  }

  protected dropPrimaryKeyStatements(table: Table): readonly Statement[] {
    return [this.make({ sql: `ALTER TABLE ${this.tableName(table)} DROP PRIMARY KEY` })];
  }

  protected addForeignKeyStatements(place: FieldPlace, key: ForeignKey): readonly Statement[] {
    const clause = this.foreignKeyClause(key, place);
    return [this.addConstraintStatement(place.table, clause, key.name)];
  }

  protected dropForeignKeyStatements(table: Table, key: ForeignKey): readonly Statement[] {
    return this.dropConstraintStatements(table, key.name, "foreign key");
  }

  protected addIndexStatements(table: Table, index: Index): readonly Statement[] {
    return [
      this.make({
        sql: this.createIndexSql(table, index),
        comment: this.indexNotice(index),
        fact: { kind: "index", table, name: index.name, exists: true },
      }),
    ];
  }

  protected createIndexSql(table: Table, index: Index): string {
    const unique = index.unique ? "UNIQUE " : "";
    const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
    return `CREATE ${unique}INDEX ${this.quote(index.name)} ON ${this.tableName(table)} (${this.indexParts(index)})${where}`;
  }

  /** What the database cannot do about this index and leaves out, said in one line. */
  protected indexNotice(_index: Index): string | undefined {
    return undefined;
  }

  protected dropIndexStatements(table: Table, index: Index): readonly Statement[] {
    return [
      this.make({
        sql: `DROP INDEX ${this.quote(index.name)}`,
        fact: { kind: "index", table, name: index.name, exists: false },
      }),
    ];
  }

  /** Databases without a statement for it drop the index and make it again. */
  protected renameIndexStatements(
    table: Table,
    oldIndex: Index,
    newIndex: Index,
  ): readonly Statement[] {
    return [
      ...this.dropIndexStatements(table, oldIndex),
      ...this.addIndexStatements(table, newIndex),
    ];
  }

  /** Comments on the table and its columns that differ from those it had. */
  protected commentStatements(_from: Table | undefined, _to: Table): readonly Statement[] {
    return [];
  }

  /** What keeps an `autoUpdate` field current, where it is not part of the column. */
  protected autoUpdateStatements(
    _table: Table,
    _field: Field,
    _schema: Schema,
  ): readonly Statement[] {
    return [];
  }

  protected dropAutoUpdateStatements(_table: Table, _field: Field): readonly Statement[] {
    return [];
  }

  /** The same for all `autoUpdate` fields of a table. */
  protected autoUpdatesOf(table: Table, schema: Schema): readonly Statement[] {
    return table.fields.flatMap((field) => this.autoUpdateStatements(table, field, schema));
  }

  protected dropAutoUpdatesOf(table: Table): readonly Statement[] {
    return table.fields.flatMap((field) => this.dropAutoUpdateStatements(table, field));
  }
}
