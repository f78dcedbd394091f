import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import { type Reference, referencesTo } from "../schema/references-to.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { EditorPart } from "./editor-part.js";
import type { StandardRows } from "./rows.js";
import type { AlterOptions, ColumnChange, TableChange } from "./schema-change.js";
import type { Statements } from "./statement.js";
import { lostMembers } from "./table-difference.js";

export const noOptions: AlterOptions = Object.freeze({ using: undefined, backfill: undefined });

/** How a column, and the members of a table, get from one form to the other. */
export class StandardChanges<Rows extends StandardRows = StandardRows> extends EditorPart {
  readonly columns: Rows["columns"];
  readonly ddl: Rows["ddl"];
  readonly rows: Rows;

  constructor(rows: Rows) {
    super(rows.dialect, rows.context);
    this.columns = rows.columns;
    this.ddl = rows.ddl;
    this.rows = rows;
  }

  /** Everything about the column itself: default off, type, rows without a value, null, default. */
  alterColumn(column: ColumnChange): Statements {
    const { change, newField } = column;
    const fill = this.filling(column);
    return [
      ...this.alterType(column),
      ...(fill === undefined ? [] : this.rows.fill(change, newField, fill, true)),
      ...this.alterNull(column),
      ...this.alterDefault(column),
    ];
  }

  /** Was NULL allowed and is no longer? */
  tightens({ change, oldField, newField }: ColumnChange): boolean {
    return (
      this.columns.isNullable(oldField, change.from) &&
      !this.columns.isNullable(newField, change.to)
    );
  }

  /** SQL for rows that have no value where the field wants one from now on. */
  filling(column: ColumnChange): string | undefined {
    if (!this.tightens(column)) return undefined;
    return column.options.backfill ?? this.fillingDefault(column);
  }

  /** A new NOT NULL takes the field's own default for rows that have no value. */
  fillingDefault({ change, newField }: ColumnChange): string | undefined {
    return this.dialect.defaultSql(newField, change.after);
  }

  alterType(column: ColumnChange): Statements {
    if (!this.typeChanges(column)) return [];
    const { change, newField, options } = column;
    const type = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    const using = options.using === undefined ? "" : ` USING ${options.using}`;
    return [this.ddl.alterColumn(change.to, newField, `SET DATA TYPE ${type}${using}`)];
  }

  typeChanges({ change, oldField, newField }: ColumnChange): boolean {
    const before = this.place(change.from, change.before);
    const after = this.place(change.to, change.after);
    return (
      this.dialect.columnTypeAt(oldField, before) !== this.dialect.columnTypeAt(newField, after) ||
      resolveFieldType(oldField, before).collation !== resolveFieldType(newField, after).collation
    );
  }

  alterNull({ change, oldField, newField }: ColumnChange): Statements {
    const nullable = this.columns.isNullable(newField, change.to);
    if (nullable === this.columns.isNullable(oldField, change.from)) return [];
    return [this.ddl.alterColumn(change.to, newField, nullable ? "DROP NOT NULL" : "SET NOT NULL")];
  }

  alterDefault({ change, oldField, newField }: ColumnChange): Statements {
    const sql = this.dialect.defaultSql(newField, change.after);
    if (sql === this.dialect.defaultSql(oldField, change.before)) return [];
    return [
      this.ddl.alterColumn(
        change.to,
        newField,
        sql === undefined ? "DROP DEFAULT" : `SET DEFAULT ${sql}`,
      ),
    ];
  }

  /** Columns of foreign keys whose type changes because the column they refer to changes. */
  followers({ change, options }: ColumnChange): readonly ColumnChange[] {
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
    return { ...noOptions, using: this.columns.renamedValues(name, renamed), renamed };
  }

  /** Collation and values are part of a type here: both sides of a foreign key have the same. */
  #typeText(field: Field, place: FieldPlace): string {
    const { collation, values } = resolveFieldType(field, place);
    return JSON.stringify([this.dialect.columnTypeAt(field, place), collation, values]);
  }

  /** The foreign keys on columns that change their type, on either side. */
  referencesAround(
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

  /** The table without members that the column's change makes anew. */
  withoutRemade(table: Table, _field: string, _column: ColumnChange): Table {
    return table;
  }

  /** Drops what the table loses, apart from the field at hand. */
  lose(change: TableChange, gone: readonly Reference[] = []): Statements {
    const lost = lostMembers(change.from, change.to);
    const table = change.from;
    return [
      ...lost.foreignKeys
        .filter((key) => !gone.some((reference) => reference.key === key))
        .filter((key) => change.before.tables.has(key.table))
        .flatMap((key) => this.ddl.dropForeignKey(table, key)),
      ...lost.indexes.flatMap((index) => this.ddl.dropIndex(table, index)),
      ...lost.uniques.flatMap(({ name }) => this.ddl.dropConstraint(table, name, "unique")),
      ...lost.checks.flatMap(({ name }) => this.ddl.dropConstraint(table, name, "check")),
      ...lost.exclusions.flatMap(({ name }) => this.ddl.dropConstraint(table, name, "exclusion")),
      ...(lost.primaryKey === undefined ? [] : this.ddl.dropPrimaryKey(table)),
    ];
  }

  /** The members of one form for those of the other. */
  exchange(change: TableChange): Statements {
    return [...this.lose(change), ...this.gain(change)];
  }

  /** Must the primary key be made by itself? */
  gainsKey({ from, to }: TableChange): boolean {
    return lostMembers(to, from).primaryKey !== undefined;
  }

  /** Makes what the table gains, apart from the field at hand. */
  gain(change: TableChange): Statements {
    const gained = lostMembers(change.to, change.from);
    const table = change.to;
    const place = this.place(table, change.after);
    return [
      ...(this.gainsKey(change) ? this.ddl.addPrimaryKey(table) : []),
      ...gained.uniques.flatMap((unique) => this.ddl.addUnique(table, unique)),
      ...gained.checks.flatMap((check) => this.ddl.addCheck(table, check)),
      ...gained.exclusions.flatMap((exclusion) => this.ddl.addExclusion(table, exclusion)),
      ...gained.indexes.flatMap((index) => this.ddl.addIndex(table, index)),
      ...gained.foreignKeys
        .filter((key) => change.after.tables.has(key.table))
        .flatMap((key) => this.ddl.addForeignKey(place, key)),
    ];
  }
}

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

/**
 * The place as it is while rows have no values yet: nothing is required of the field. A primary key
 * of other fields stays, because the field may refer to it.
 */
export function keyFreePlace(place: FieldPlace, field: string): FieldPlace {
  if (place.table.primaryKey?.fields.includes(field) !== true) return place;
  return { ...place, table: { ...place.table, primaryKey: undefined } };
}
