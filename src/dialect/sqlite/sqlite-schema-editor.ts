import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Index, IndexPart, Table } from "../../schema/table.js";
import { type Reference, referencesTo } from "../../schema/without-table.js";
import { DialectError } from "../dialect-error.js";
import type { AlterOptions, TableChange } from "../schema-change.js";
import { StandardSchemaEditor, type WholeTable } from "../standard-schema-editor.js";
import type { Statement } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { autoUpdateTrigger, autoUpdateTriggerSql } from "./auto-update-trigger.js";
import {
  isAutoincrement,
  isBareDefault,
  isConstant,
  isSerial,
  keyOfColumn,
  optionWords,
} from "./sqlite-clauses.js";
import { FOREIGN_KEYS_OFF, FOREIGN_KEYS_ON, rebuildTable } from "./sqlite-rebuild.js";
import { commentText } from "./sqlite-text.js";

/**
 * SQLite's DDL: foreign keys are always inline, and what ALTER TABLE cannot do is a rebuild.
 * https://www.sqlite.org/lang_altertable.html
 */
export class SqliteSchemaEditor extends StandardSchemaEditor {
  /** A foreign key to a table that is not there yet is no error. */
  protected override inlineForeignKeys({ table }: FieldPlace): readonly ForeignKey[] {
    return table.foreignKeys;
  }

  protected override waitingFor(): readonly Reference[] {
    return [];
  }

  /**
   * DROP TABLE deletes the rows first, and that fires ON DELETE of whatever refers to them, the
   * table itself included; so foreign keys are off and the check before COMMIT has the last word.
   */
  override dropTable(whole: WholeTable): readonly Statement[] {
    const statements = [this.dropTableStatement(whole.table)];
    const [reference] = referencesTo(whole.before, tableKey(whole.table));
    if (reference === undefined) return statements;
    return [
      this.make({ sql: FOREIGN_KEYS_OFF }),
      ...statements,
      this.make({ sql: FOREIGN_KEYS_ON }),
    ];
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
    const followers = [...new Set(this.followers(change).map((follower) => follower.change))];
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
    const { to, after } = change;
    const place = this.place(to, after);
    return rebuildTable(
      { change, values },
      {
        quote: (name) => this.quote(name),
        literal: (value) => this.literal(value),
        make: (parts) => this.make(parts),
        createAs: (name) => this.make({ sql: this.#createSql(this.quote(name), place) }),
        members: () => [
          ...to.indexes.flatMap((index) => this.addIndexStatements(to, index)),
          ...to.fields.flatMap((field) => this.autoUpdateStatements(to, field, after)),
        ],
      },
    );
  }

  #createSql(name: string, place: FieldPlace): string {
    const { table } = place;
    const body = this.tableBody(place).map((line) => `\n  ${line}`);
    return `CREATE TABLE ${name}${comment(table.comment)} (${body.join(",")}\n)${optionWords(table)}`;
  }

  #isAsBefore({ before, after, from, to }: TableChange): boolean {
    const name = this.quote(tableKey(to));
    return (
      this.#createSql(name, this.place(from, before)) ===
        this.#createSql(name, this.place(to, after)) &&
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

  protected override addColumnStatement(field: Field, place: FieldPlace): Statement {
    const key = keyOfColumn(field, place);
    const statement = super.addColumnStatement(field, place);
    if (key === undefined) return statement;
    const clause = `CONSTRAINT ${this.quote(key.name)} ${this.referencesClause(key, place)}`;
    return { ...statement, sql: `${statement.sql} ${clause}` };
  }

  /** It stands at the column. */
  protected override addForeignKeyStatements(): readonly Statement[] {
    return [];
  }

  protected override createdName(table: Table): string {
    return this.tableName(table) + comment(table.comment);
  }

  protected override tableOptions(table: Table): string {
    return optionWords(table);
  }

  protected override renameTableStatement(from: Table, to: Table): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(from)} RENAME TO ${this.tableName(to)}`,
    });
  }

  protected override columnDefinition(field: Field, place: FieldPlace): string {
    if (isSerial(field) && !isAutoincrement(field, place.table)) {
      throw new DialectError({
        code: "DIALECT_UNSUPPORTED",
        message: `field "${field.name}" of table "${tableKey(place.table)}" is a ${field.type} but not the whole primary key; SQLite counts only there`,
        hint: "Make it the primary key, or an integer.",
      });
    }
    const type = this.dialect.columnTypeAt(field, place);
    const name = this.quote(field.name) + comment(field.comment);
    return [name, type, ...this.columnAttributes(field, place)]
      .filter((part) => part !== "")
      .join(" ");
  }

  protected override columnAttributes(field: Field, place: FieldPlace): readonly string[] {
    const values = resolveFieldType(field, place).values ?? [];
    const list = values.map((value) => this.literal(value)).join(", ");
    const check = values.length === 0 ? [] : [`CHECK (${this.quote(field.name)} IN (${list}))`];
    return [...super.columnAttributes(field, place), ...check];
  }

  protected override identityClause(field: Field, { table }: FieldPlace): readonly string[] {
    if (!isAutoincrement(field, table)) return [];
    const name = table.primaryKey?.name;
    return [
      `${name === undefined ? "" : `CONSTRAINT ${this.quote(name)} `}PRIMARY KEY AUTOINCREMENT`,
    ];
  }

  protected override primaryKeyClauses(table: Table): readonly string[] {
    const counts = table.fields.some((field) => isAutoincrement(field, table));
    return counts ? [] : super.primaryKeyClauses(table);
  }

  protected override defaultClause(field: Field, { schema }: FieldPlace): readonly string[] {
    const sql = this.dialect.defaultSql(field, schema);
    if (sql === undefined) return [];
    return [isBareDefault(sql) ? `DEFAULT ${sql.trim()}` : `DEFAULT (${sql})`];
  }

  protected override createIndexSql(table: Table, index: Index): string {
    if (index.nullsNotDistinct)
      throw this.lacks(`NULLS NOT DISTINCT of index "${index.name}"`, table);
    if (index.unique && index.parts.some(({ prefix }) => prefix !== undefined)) {
      throw this.lacks(`the unique index "${index.name}" over the beginning of a text`, table);
    }
    return super.createIndexSql(table, index);
  }

  protected override indexPart(part: IndexPart, index: Index): string {
    return super.indexPart({ ...part, nulls: undefined }, index);
  }

  /** None of it changes what a query answers, only how fast. */
  protected override indexNotice(index: Index): string | undefined {
    const left = [
      ...(index.method === undefined || index.method === "btree" ? [] : [`method ${index.method}`]),
      ...(index.include.length === 0 ? [] : ["INCLUDE"]),
      ...(index.parts.some(({ nulls }) => nulls !== undefined) ? ["NULLS FIRST/LAST"] : []),
      ...(index.parts.some(({ opclass }) => opclass !== undefined) ? ["operator class"] : []),
      ...(index.parts.some(({ prefix }) => prefix !== undefined) ? ["prefix length"] : []),
    ];
    if (left.length === 0) return undefined;
    return `SQLite has no ${left.join(", ")} for index ${index.name}: a plain index stands in`;
  }

  protected override autoUpdateStatements(
    table: Table,
    field: Field,
    schema: Schema,
  ): readonly Statement[] {
    if (!field.autoUpdate) return [];
    const sql = autoUpdateTriggerSql({
      table,
      trigger: this.quote(autoUpdateTrigger(tableKey(table), field.name)),
      tableName: this.tableName(table),
      column: this.quote(field.name),
      now: this.dialect.currentTime(field, schema),
      quote: (name) => this.quote(name),
    });
    return [this.make({ sql, comment: `Keep ${field.name} current` })];
  }

  protected override dropAutoUpdateStatements(table: Table, field: Field): readonly Statement[] {
    if (!field.autoUpdate) return [];
    const trigger = this.quote(autoUpdateTrigger(tableKey(table), field.name));
    return [this.make({ sql: `DROP TRIGGER IF EXISTS ${trigger}` })];
  }
}

function comment(text: string | undefined): string {
  return text === undefined || text === "" ? "" : ` ${commentText(text)}`;
}

/** Apart from indexes and foreign keys, which are looked at one by one. */
function nothingElse(difference: ReturnType<typeof lostMembers>): boolean {
  const { uniques, checks, exclusions, primaryKey } = difference;
  return [...uniques, ...checks, ...exclusions].length === 0 && primaryKey === undefined;
}

function distinctTables(changes: readonly TableChange[]): readonly TableChange[] {
  return [...new Map(changes.map((change) => [tableKey(change.from), change])).values()];
}
