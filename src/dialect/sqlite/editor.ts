import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";
import { type Reference, referencesTo } from "../../schema/references-to.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import { StandardChanges } from "../changes.js";
import type { EditorContext } from "../dialect.js";
import type { SharedEnumChange } from "../enum-change.js";
import { groupBy } from "../group-by.js";
import { type ColumnUpdate, StandardRows } from "../rows.js";
import type { ColumnChange, TableChange, WholeTable } from "../schema-change.js";
import { StandardSchemaEditor } from "../schema-editor.js";
import type { StandardDialect } from "../standard-dialect.js";
import type { Statements } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { isConstant, keyOfColumn, SqliteColumns } from "./columns.js";
import { convertedValue } from "./convert-value.js";
import { SqliteDdl } from "./ddl.js";
import { type Fit, rebuildTable, withoutForeignKeys } from "./rebuild.js";

/** What a column of a table that is made anew is filled with. */
interface NewValue {
  readonly name: string;
  /** SQL over the old table. */
  readonly value: string;
  readonly fit?: Fit;
}

/**
 * SQLite's DDL: foreign keys are always inline, and what ALTER TABLE cannot do is a rebuild.
 * https://www.sqlite.org/lang_altertable.html
 */
export class SqliteSchemaEditor extends StandardSchemaEditor<StandardChanges<SqliteRows>> {
  constructor(dialect: StandardDialect, context: EditorContext) {
    const ddl = new SqliteDdl(new SqliteColumns(dialect, context));
    super(new StandardChanges(new SqliteRows(ddl)));
  }

  override waitingFor(): readonly Reference[] {
    return [];
  }

  /**
   * DROP TABLE deletes the rows first, and that fires ON DELETE of whatever refers to them, the
   * table itself included; so foreign keys are off and the check before COMMIT has the last word.
   */
  override dropTable(whole: WholeTable): Statements {
    const statements = [this.ddl.dropTable(whole.table)];
    const [reference] = referencesTo(whole.before, tableKey(whole.table));
    if (reference === undefined) return statements;
    const comment = `Drop table ${tableKey(whole.table)} without deleting what refers to it`;
    return withoutForeignKeys(this.ddl, comment, statements);
  }

  /** Names that differ only in case are one name to SQLite: it takes a detour. */
  override renameTable(change: TableChange): Statements {
    const [from, to] = [tableKey(change.from), tableKey(change.to)];
    if (from === to || from.toLowerCase() !== to.toLowerCase()) return super.renameTable(change);
    const detour: Table = { ...change.from, name: `mm_new_${from}`, namespace: undefined };
    return [
      this.ddl.renameTable(change.from, detour),
      ...super.renameTable({ ...change, from: detour }),
    ];
  }

  /** Comment and options are part of CREATE TABLE. */
  override alterTable(change: TableChange): Statements {
    return this.#isAsBefore(change) ? [] : this.rebuild(change);
  }

  override addField(change: TableChange, field: Field, backfill: string | undefined): Statements {
    if (backfill === undefined && this.#addsInPlace(change, field)) {
      return super.addField(change, field, undefined);
    }
    const value = backfill === undefined ? [] : [{ name: field.name, value: `(${backfill})` }];
    return this.rebuild(change, value);
  }

  override dropField(change: TableChange, field: Field): Statements {
    return this.#dropsInPlace(change, field)
      ? super.dropField(change, field)
      : this.rebuild(change);
  }

  override alterField(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    if (oldField.name !== newField.name) return this.#renameAndAlter(column);
    const followers = this.changes
      .followers(column)
      .filter((one) => one.change.from !== change.from);
    const own = [
      column,
      ...this.changes.followers(column).filter((one) => one.change.from === change.from),
    ];
    const others = [...groupBy(followers, (one) => tableKey(one.change.from)).values()];
    // A STRICT table has one word for types whose values are not the same.
    const stays =
      this.#isAsBefore(change) && own.every((one) => this.#conversion(one) === undefined);
    return [...(stays ? [] : [own]), ...others].flatMap((columns) => {
      const [first] = columns;
      if (first === undefined) return [];
      return this.rebuild(
        first.change,
        columns.map((one) => this.#converted(one)),
      );
    });
  }

  /** A table is made anew with its keys, whatever the other side of them is by then. */
  protected override aroundKeys(
    change: SharedEnumChange,
    alter: (bare: SharedEnumChange) => Statements,
  ): Statements {
    return alter(change);
  }

  override addForeignKey(change: TableChange, _key: ForeignKey): Statements {
    return this.rebuild(change);
  }

  override dropForeignKey(change: TableChange, _key: ForeignKey): Statements {
    return this.rebuild(change);
  }

  override alterConstraints(change: TableChange): Statements {
    return this.rebuild(change);
  }

  /** The table made anew; `columns` are those that are not simply copied. */
  rebuild(change: TableChange, columns: readonly NewValue[] = []): Statements {
    const values = new Map(columns.map(({ name, value }) => [name, value]));
    const copied = change.from.fields.filter(({ name }) => !values.has(name));
    const fits = [
      ...columns.flatMap(({ fit }) => fit ?? []),
      ...keyFits(change, copied, (name) => this.quote(name)),
    ];
    return rebuildTable({ change, values, fits }, this.ddl);
  }

  #isAsBefore({ before, after, from, to }: TableChange): boolean {
    const name = this.quote(tableKey(to));
    return (
      this.columns.createSql(name, this.place(from, before)) ===
        this.columns.createSql(name, this.place(to, after)) &&
      isDeepStrictEqual(from.indexes, to.indexes) &&
      from.fields.every((field, at) => field.autoUpdate === to.fields[at]?.autoUpdate)
    );
  }

  #converted(column: ColumnChange): NewValue {
    const { change, oldField, newField, options } = column;
    const place = this.place(change.to, change.after);
    const value = this.#oldValue(column);
    const converted = this.#conversion(column);
    const fill = options.backfill ?? this.changes.fillingDefault(column);
    const fresh = converted ?? value;
    const filled =
      this.changes.tightens(column) && fill !== undefined ? `coalesce(${fresh}, ${fill})` : fresh;
    if (converted === undefined) return { name: newField.name, value: filled };
    const type = this.dialect.columnTypeAt(newField, place);
    const sentence = `every ${tableKey(change.from)}.${oldField.name} must fit ${type}`;
    const from = this.quote(tableKey(change.from));
    const broken = `${from} WHERE ${value} IS NOT NULL AND ${converted} IS NULL`;
    return { name: newField.name, value: filled, fit: { broken, sentence } };
  }

  #oldValue({ oldField, options: { using } }: ColumnChange): string {
    return using === undefined ? this.quote(oldField.name) : `(${using})`;
  }

  #conversion(column: ColumnChange): string | undefined {
    const { change, oldField, newField, options } = column;
    if (newField.generated !== undefined) return undefined;
    const to = resolveFieldType(newField, this.place(change.to, change.after));
    const from = resolveFieldType(oldField, this.place(change.from, change.before));
    const value = this.#oldValue(column);
    return convertedValue({ from: options.using === undefined ? from : undefined, to, value });
  }

  #renameAndAlter({ change, oldField, newField, options }: ColumnChange): Statements {
    const { from } = change;
    const renamed = { ...oldField, name: newField.name };
    const middle: Table = {
      ...change.to,
      fields: from.fields.map((field) => (field.name === oldField.name ? renamed : field)),
    };
    return [
      ...this.renameField({ ...change, to: middle }, oldField.name, newField.name),
      ...this.alterField({
        change: { ...change, from: middle },
        oldField: renamed,
        newField,
        options,
      }),
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

/**
 * What rows that are there must keep to before they are held to a new key: SQLite itself would name
 * a table that only the rebuild knows, and no constraint.
 *
 * @param copied the fields that the new table has from the old one as they are.
 */
function keyFits(
  { from, to }: TableChange,
  copied: readonly Field[],
  quote: (name: string) => string,
): readonly Fit[] {
  const { uniques, primaryKey } = lostMembers(to, from);
  const table = tableKey(from);
  const keys = [
    ...uniques.map(({ name, fields }) => ({ what: `unique constraint "${name}"`, fields })),
    ...(primaryKey === undefined ? [] : [{ what: "the primary key", fields: primaryKey.fields }]),
  ];
  const once = keys
    .filter(({ fields }) => fields.every((name) => copied.some((field) => field.name === name)))
    .map(({ what, fields }) => {
      const names = fields.map(quote);
      const given = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
      return {
        broken: `(SELECT 1 FROM ${quote(table)} WHERE ${given} GROUP BY ${names.join(", ")} HAVING count(*) > 1)`,
        sentence: `no two rows of ${table} may have the same ${fields.join(", ")} (${what})`,
      };
    });
  const filled = copied
    .filter(({ name, nullable }) => nullable && primaryKey?.fields.includes(name))
    .map(({ name }) => ({
      broken: `${quote(table)} WHERE ${quote(name)} IS NULL`,
      sentence: `every row of ${table} must have a value for ${name} (the primary key)`,
    }));
  return [...once, ...filled];
}

/** How rows are written. */
class SqliteRows extends StandardRows<SqliteDdl> {
  /** RESTRICT does not wait for the end of the statement. */
  protected override readonly refusesAtOnce = true;

  /** A trigger cannot ask whether an UPDATE has set the field to what it was. */
  override update(change: TableChange, update: ColumnUpdate): Statements {
    return this.withoutTriggers(super.update(change, update), change, update.field);
  }
}
