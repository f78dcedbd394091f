import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";
import { referencesTo } from "../../schema/references-to.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import type { ColumnChange } from "../ddl-statements.js";
import type { AlterOptions, TableChange } from "../schema-change.js";
import type { WholeTable } from "../standard-schema-editor.js";
import type { Statement } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import { isConstant, keyOfColumn } from "./sqlite-clauses.js";
import { SqliteDdl } from "./sqlite-ddl.js";
import { type RebuildMember, rebuildTable, withoutForeignKeys } from "./sqlite-rebuild.js";

/**
 * SQLite's DDL: foreign keys are always inline, and what ALTER TABLE cannot do is a rebuild.
 * https://www.sqlite.org/lang_altertable.html
 */
export class SqliteSchemaEditor extends SqliteDdl {
  /**
   * DROP TABLE deletes the rows first, and that fires ON DELETE of whatever refers to them, the
   * table itself included; so foreign keys are off and the check before COMMIT has the last word.
   */
  override dropTable(whole: WholeTable): readonly Statement[] {
    const statements = [this.dropTableStatement(whole.table)];
    const [reference] = referencesTo(whole.before, tableKey(whole.table));
    if (reference === undefined) return statements;
    const comment = `Drop table ${tableKey(whole.table)} without deleting what refers to it`;
    return withoutForeignKeys((parts) => this.make(parts), comment, statements);
  }

  /** Names that differ only in case are one name to SQLite: it takes a detour. */
  override renameTable(change: TableChange): readonly Statement[] {
    const [from, to] = [tableKey(change.from), tableKey(change.to)];
    if (from === to || from.toLowerCase() !== to.toLowerCase()) return super.renameTable(change);
    const detour: Table = { ...change.from, name: `mm_new_${from}`, namespace: undefined };
    return [
      this.renameTableStatement(change.from, detour),
      ...super.renameTable({ ...change, from: detour }),
    ];
  }

  override addField(
    change: TableChange,
    field: Field,
    backfill: string | undefined,
  ): readonly Statement[] {
    if (backfill === undefined && this.#addsInPlace(change, field)) {
      return super.addField(change, field, undefined);
    }
    const value = backfill === undefined ? [] : ([[field.name, `(${backfill})`]] as const);
    return this.rebuild(change, new Map(value));
  }

  override dropField(change: TableChange, field: Field): readonly Statement[] {
    return this.#dropsInPlace(change, field)
      ? super.dropField(change, field)
      : this.rebuild(change);
  }

  override alterField(
    change: TableChange,
    oldField: Field,
    newField: Field,
    options: AlterOptions,
  ): readonly Statement[] {
    if (oldField.name !== newField.name)
      return this.#renameAndAlter(change, oldField, newField, options);
    const column: ColumnChange = { change, oldField, newField, options };
    const followers = [...new Set(this.followers(column).map((follower) => follower.change))];
    const others = followers.filter(({ from }) => from !== change.from);
    return [
      ...(this.#isAsBefore(change)
        ? []
        : this.rebuild(change, this.#converted(change, oldField, newField, options))),
      ...distinctTables(others).flatMap((follower) => this.rebuild(follower)),
    ];
  }

  override addForeignKey(change: TableChange, _key: ForeignKey): readonly Statement[] {
    return this.rebuild(change);
  }

  override dropForeignKey(change: TableChange, _key: ForeignKey): readonly Statement[] {
    return this.rebuild(change);
  }

  /** The table made anew; `values` are SQL over the old one for columns that are not copied. */
  protected rebuild(
    change: TableChange,
    values: ReadonlyMap<string, string> = new Map(),
  ): readonly Statement[] {
    const { from, to, before, after } = change;
    const create = (name: string, table: Table, schema: Schema): string =>
      this.createSql(this.quote(name), this.place(table, schema));
    return rebuildTable(
      { change, values },
      {
        quote: (name) => this.quote(name),
        literal: (value) => this.literal(value),
        make: (parts) => this.make(parts),
        oldTable: (name) => create(name, from, before),
        newTable: (name) => create(name, to, after),
        oldMembers: () => this.#members(from, before),
        newMembers: () => this.#members(to, after),
      },
    );
  }

  #members(table: Table, schema: Schema): readonly RebuildMember[] {
    return [
      ...table.indexes.map((index) => ({
        name: index.name,
        statements: this.addIndexStatements(table, index),
      })),
      ...table.fields
        .filter(({ autoUpdate }) => autoUpdate)
        .map((field) => ({
          name: autoUpdateTrigger(tableKey(table), field.name),
          statements: this.autoUpdateStatements(table, field, schema),
        })),
    ];
  }

  #isAsBefore({ before, after, from, to }: TableChange): boolean {
    const name = this.quote(tableKey(to));
    return (
      this.createSql(name, this.place(from, before)) ===
        this.createSql(name, this.place(to, after)) &&
      isDeepStrictEqual(from.indexes, to.indexes) &&
      from.fields.every((field, at) => field.autoUpdate === to.fields[at]?.autoUpdate)
    );
  }

  /** SQLite converts by affinity what can be converted without loss and keeps the rest. */
  #converted(
    change: TableChange,
    oldField: Field,
    newField: Field,
    options: AlterOptions,
  ): ReadonlyMap<string, string> {
    const column = { change, oldField, newField, options };
    const value = options.using === undefined ? this.quote(oldField.name) : `(${options.using})`;
    const fill = options.backfill ?? this.fillingDefault(column);
    const filled =
      this.tightens(column) && fill !== undefined ? `coalesce(${value}, ${fill})` : value;
    return filled === this.quote(newField.name) ? new Map() : new Map([[newField.name, filled]]);
  }

  #renameAndAlter(
    change: TableChange,
    oldField: Field,
    newField: Field,
    options: AlterOptions,
  ): readonly Statement[] {
    const { from } = change;
    const renamed = { ...oldField, name: newField.name };
    const middle: Table = {
      ...change.to,
      fields: from.fields.map((field) => (field.name === oldField.name ? renamed : field)),
    };
    return [
      ...this.renameField({ ...change, to: middle }, oldField.name, newField.name),
      ...this.alterField({ ...change, from: middle }, renamed, newField, options),
    ];
  }

  /** https://www.sqlite.org/lang_altertable.html#altertabaddcol says what ADD COLUMN takes. */
  #addsInPlace({ from, to, after }: TableChange, field: Field): boolean {
    const place = this.place(to, after);
    const fallback = this.dialect.defaultSql(field, after);
    const key = keyOfColumn(field, place);
    const gained = lostMembers(to, from);
    const lost = lostMembers(from, to);
    return (
      isDeepStrictEqual(to.fields, [...from.fields, field]) &&
      to.primaryKey?.fields.includes(field.name) !== true &&
      field.generated?.stored !== true &&
      (field.nullable || (fallback !== undefined && field.generated === undefined)) &&
      (fallback === undefined || isConstant(fallback)) &&
      (key === undefined || (field.nullable && fallback === undefined)) &&
      gained.foreignKeys.every((gain) => gain === key) &&
      nothingElse(gained) &&
      nothingElse(lost) &&
      lost.indexes.length === 0 &&
      lost.foreignKeys.length === 0
    );
  }

  #dropsInPlace({ from, to }: TableChange, field: Field): boolean {
    const lost = lostMembers(from, to);
    const gained = lostMembers(to, from);
    return (
      isDeepStrictEqual(
        to.fields,
        from.fields.filter((other) => other.name !== field.name),
      ) &&
      from.primaryKey?.fields.includes(field.name) !== true &&
      field.generated === undefined &&
      lost.foreignKeys.length === 0 &&
      gained.foreignKeys.length === 0 &&
      gained.indexes.length === 0 &&
      nothingElse(lost) &&
      nothingElse(gained)
    );
  }
}

/** Apart from indexes and foreign keys, which are looked at one by one. */
function nothingElse(difference: ReturnType<typeof lostMembers>): boolean {
  const { uniques, checks, exclusions, primaryKey } = difference;
  return [...uniques, ...checks, ...exclusions].length === 0 && primaryKey === undefined;
}

function distinctTables(changes: readonly TableChange[]): readonly TableChange[] {
  return [...new Map(changes.map((change) => [tableKey(change.from), change])).values()];
}
