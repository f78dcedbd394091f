import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import { type Reference, referencesTo } from "../schema/references-to.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { ForeignKey, Index, Table } from "../schema/table.js";
import { type ColumnChange, DdlStatements } from "./ddl-statements.js";
import type { SchemaEditor } from "./dialect.js";
import { keyFreePlace } from "./key-free-place.js";
import type { AlterOptions, TableChange } from "./schema-change.js";
import type { Statement } from "./statement.js";
import { lostMembers } from "./table-difference.js";

/** A table that comes or goes, with the schemas around that. */
export interface WholeTable {
  readonly before: Schema;
  readonly after: Schema;
  readonly table: Table;
}

/**
 * DDL in the standard's words. The public methods say what a change consists of and in which order;
 * the protected ones make one statement each. A dialect overrides a protected one where its words
 * differ, and a public one only where it goes about it differently.
 */
export class StandardSchemaEditor extends DdlStatements implements SchemaEditor {
  createTable({ before, after, table }: WholeTable): readonly Statement[] {
    return [
      this.createTableStatement(this.place(table, after)),
      ...table.indexes.flatMap((index) => this.addIndexStatements(table, index)),
      ...this.commentStatements(undefined, table),
      ...this.autoUpdatesOf(table, after),
      ...this.waitingFor(before, table).flatMap(({ table: key, key: foreignKey }) => {
        const waiting = after.tables.get(key);
        return waiting === undefined
          ? []
          : this.addForeignKeyStatements(this.place(waiting, after), foreignKey);
      }),
    ];
  }

  /** Foreign keys of other tables that could not be made because this table was not there. */
  protected waitingFor(schema: Schema, table: Table): readonly Reference[] {
    const key = tableKey(table);
    return [...referencesTo(schema, key)].filter((reference) => reference.table !== key);
  }

  dropTable({ before, after, table }: WholeTable): readonly Statement[] {
    return [
      ...this.waitingFor(before, table).flatMap(({ table: key, key: foreignKey }) => {
        // A table that goes in the same operation (a junction) has gone before.
        const waiting = after.tables.has(key) ? before.tables.get(key) : undefined;
        return waiting === undefined ? [] : this.dropForeignKeyStatements(waiting, foreignKey);
      }),
      ...this.dropAutoUpdatesOf(table),
      this.dropTableStatement(table),
    ];
  }

  renameTable(change: TableChange): readonly Statement[] {
    const { from, to, after } = change;
    return [
      ...this.dropAutoUpdatesOf(from),
      this.renameTableStatement(from, to),
      ...this.autoUpdatesOf(to, after),
    ];
  }

  addField(change: TableChange, field: Field, backfill: string | undefined): readonly Statement[] {
    const place = this.place(change.to, change.after);
    const late = backfill !== undefined && !this.isNullable(field, change.to);
    const first = late ? { ...field, nullable: true } : field;
    return [
      this.addColumnStatement(first, late ? keyFreePlace(place, field.name) : place),
      ...(backfill === undefined ? [] : this.fillStatements(change, field, backfill)),
      ...(late ? this.alterNull({ ...this.#same(change, first), newField: field }) : []),
      ...this.commentStatements(change.from, change.to),
      ...this.autoUpdateStatements(change.to, field, change.after),
      ...this.gainStatements(change),
    ];
  }

  dropField(change: TableChange, field: Field): readonly Statement[] {
    return [
      ...this.loseStatements(change),
      ...this.dropAutoUpdateStatements(change.from, field),
      this.dropColumnStatement(change.from, field),
    ];
  }

  /**
   * References to the column go first and come back last: no database changes the type of a column
   * under a foreign key, and the columns that refer to it follow its type.
   */
  alterField(
    change: TableChange,
    oldField: Field,
    newField: Field,
    options: AlterOptions,
  ): readonly Statement[] {
    const column: ColumnChange = { change, oldField, newField, options };
    const followers = this.followers(column);
    const references = this.referencesAround(column, followers);
    return [
      ...references.flatMap(({ table, key }) => {
        const holder = change.before.tables.get(table);
        return holder === undefined ? [] : this.dropForeignKeyStatements(holder, key);
      }),
      ...this.loseStatements(change, references),
      ...this.dropAutoUpdateStatements(change.from, oldField),
      ...(oldField.name === newField.name
        ? []
        : [this.renameColumnStatement(change.from, oldField.name, newField.name)]),
      ...this.alterColumn(column),
      ...followers.flatMap((follower) => this.alterColumn(follower)),
      ...this.commentStatements(change.from, change.to),
      ...this.autoUpdateStatements(change.to, newField, change.after),
      ...this.gainStatements(change),
      ...references.flatMap(({ table, key }) => {
        const holder = change.after.tables.get(table);
        const kept = holder?.foreignKeys.find(({ name }) => name === key.name);
        if (holder === undefined || kept === undefined) return [];
        if (table === tableKey(change.to) && isGained(change, kept)) return [];
        return this.addForeignKeyStatements(this.place(holder, change.after), kept);
      }),
    ];
  }

  renameField(change: TableChange, oldName: string, newName: string): readonly Statement[] {
    const { from, to, after } = change;
    const touched = (table: Table, name: string) =>
      table.fields.filter((field) => field.name === name);
    return [
      ...touched(from, oldName).flatMap((field) => this.dropAutoUpdateStatements(from, field)),
      this.renameColumnStatement(from, oldName, newName),
      ...touched(to, newName).flatMap((field) => this.autoUpdateStatements(to, field, after)),
    ];
  }

  addIndex(change: TableChange, index: Index): readonly Statement[] {
    return this.addIndexStatements(change.to, index);
  }

  dropIndex(change: TableChange, index: Index): readonly Statement[] {
    return this.dropIndexStatements(change.from, index);
  }

  renameIndex(change: TableChange, oldIndex: Index, newIndex: Index): readonly Statement[] {
    return this.renameIndexStatements(change.to, oldIndex, newIndex);
  }

  addForeignKey(change: TableChange, key: ForeignKey): readonly Statement[] {
    return this.addForeignKeyStatements(this.place(change.to, change.after), key);
  }

  dropForeignKey(change: TableChange, key: ForeignKey): readonly Statement[] {
    return this.dropForeignKeyStatements(change.from, key);
  }

  /** Columns of foreign keys whose type changes because the column they refer to changes. */
  protected followers({ change, options }: ColumnChange): readonly ColumnChange[] {
    const found: ColumnChange[] = [];
    const changed = tableKey(change.to);
    for (const key of dependents(change)) {
      const [from, to] = [change.before.tables.get(key), change.after.tables.get(key)];
      if (
        from === undefined ||
        to === undefined ||
        !to.fields.some(({ type }) => type === "foreign_key")
      )
        continue;
      for (const newField of to.fields) {
        const oldField = from.fields.find(({ name }) => name === newField.name);
        if (oldField?.type !== "foreign_key" || newField.type !== "foreign_key") continue;
        if (key === changed && !isDeepStrictEqual(oldField, newField)) continue;
        const before = this.#typeText(oldField, this.place(from, change.before));
        if (before === this.#typeText(newField, this.place(to, change.after))) continue;
        const around: TableChange = { before: change.before, after: change.after, from, to };
        found.push({
          change: around,
          oldField,
          newField,
          options: this.#followed(newField, options),
        });
      }
    }
    return found;
  }

  /** What a value of the key is called from now on, what refers to it is called as well. */
  #followed({ name }: Field, { renamed }: AlterOptions): AlterOptions {
    if (renamed === undefined) return noOptions;
    return { ...noOptions, using: this.renamedValues(name, renamed), renamed };
  }

  /** Collation and values are part of a type here: both sides of a foreign key have the same. */
  #typeText(field: Field, place: FieldPlace): string {
    const { collation, values } = resolveFieldType(field, place);
    return JSON.stringify([this.dialect.columnTypeAt(field, place), collation, values]);
  }

  /** The foreign keys on columns that change their type, on either side. */
  protected referencesAround(
    { change }: ColumnChange,
    followers: readonly ColumnChange[],
  ): readonly Reference[] {
    if (followers.length === 0) return [];
    const moved = new Set(
      followers.flatMap(({ change: { from }, oldField }) =>
        from.foreignKeys
          .filter((key) => key.fields.includes(oldField.name))
          .map((key) => JSON.stringify([tableKey(from), key.name])),
      ),
    );
    const tables = [...new Set(followers.map(({ change: { from } }) => from)), change.from];
    return tables
      .flatMap((table) => [...referencesTo(change.before, tableKey(table))])
      .filter(({ table, key }) => moved.has(JSON.stringify([table, key.name])))
      .filter(
        ({ table, key }, at, all) =>
          at === all.findIndex((one) => one.table === table && one.key === key),
      );
  }

  /** Drops what the table loses, apart from the field at hand. */
  protected loseStatements(
    change: TableChange,
    gone: readonly Reference[] = [],
  ): readonly Statement[] {
    const lost = lostMembers(change.from, change.to);
    const table = change.from;
    return [
      ...lost.foreignKeys
        .filter((key) => !gone.some((reference) => reference.key === key))
        .filter((key) => change.before.tables.has(key.table))
        .flatMap((key) => this.dropForeignKeyStatements(table, key)),
      ...lost.indexes.flatMap((index) => this.dropIndexStatements(table, index)),
      ...lost.uniques.flatMap(({ name }) => this.dropConstraintStatements(table, name, "unique")),
      ...lost.checks.flatMap(({ name }) => this.dropConstraintStatements(table, name, "check")),
      ...lost.exclusions.flatMap(({ name }) =>
        this.dropConstraintStatements(table, name, "exclusion"),
      ),
      ...(lost.primaryKey === undefined ? [] : this.dropPrimaryKeyStatements(table)),
    ];
  }

  /** Makes what the table gains, apart from the field at hand. */
  protected gainStatements(change: TableChange): readonly Statement[] {
    const gained = lostMembers(change.to, change.from);
    const table = change.to;
    const place = this.place(table, change.after);
    return [
      ...(gained.primaryKey === undefined
        ? []
        : this.primaryKeyClauses(table).map((clause) =>
            this.addConstraintStatement(table, clause),
          )),
      ...gained.uniques.map((unique) =>
        this.addConstraintStatement(table, this.uniqueClause(unique), unique.name),
      ),
      ...gained.checks.map((check) =>
        this.addConstraintStatement(table, this.checkClause(check), check.name),
      ),
      ...gained.exclusions.map((exclusion) =>
        this.addConstraintStatement(table, this.exclusionClause(exclusion, table), exclusion.name),
      ),
      ...gained.indexes.flatMap((index) => this.addIndexStatements(table, index)),
      ...gained.foreignKeys
        .filter((key) => change.after.tables.has(key.table))
        .flatMap((key) => this.addForeignKeyStatements(place, key)),
    ];
  }

  #same(change: TableChange, field: Field): ColumnChange {
    return {
      change: { ...change, from: change.to, before: change.after },
      oldField: field,
      newField: field,
      options: noOptions,
    };
  }
}

const noOptions: AlterOptions = Object.freeze({ using: undefined, backfill: undefined });

/** The table and all that refer to it, directly or through others, in the order of their keys. */
function dependents({ before, after, to }: TableChange): readonly string[] {
  const found = new Set([tableKey(to)]);
  // A set is walked in the order of its growth.
  for (const key of found) {
    for (const { table } of referencesTo(before, key)) found.add(table);
    for (const { table } of referencesTo(after, key)) found.add(table);
  }
  return [...found].sort();
}

function isGained(change: TableChange, key: ForeignKey): boolean {
  return lostMembers(change.to, change.from).foreignKeys.some(({ name }) => name === key.name);
}
