import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import type { Reference } from "../../schema/references-to.js";
import { type FieldPlace, resolveFieldType } from "../../schema/resolve-field-type.js";
import { tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import { uncounted } from "../../schema/uncounted.js";
import { keyFreePlace, StandardChanges } from "../changes.js";
import { targetFields } from "../foreign-key-target.js";
import type { ColumnChange, TableChange } from "../schema-change.js";
import type { Statement, Statements } from "../statement.js";
import { lostMembers } from "../table-difference.js";
import { isMemberOf, withoutFields, withoutMembers } from "../table-members.js";
import { usualPrefix } from "./columns.js";
import { generatedFrom } from "./dependents.js";
import { requireFit, type Sides, sidesOf } from "./key-fit.js";
import type { MysqlRows } from "./rows.js";

const LISTED = /^(?:enum|set)\b/i;

const NUMERIC =
  /^(?:tinyint|smallint|mediumint|int|integer|bigint|decimal|numeric|float|double|bool|boolean|bit|year)\b/i;

/** How a column gets another form, and keys get out of its way. */
export class MysqlChanges extends StandardChanges<MysqlRows> {
  /**
   * The expression that makes the new value of the old one, where MODIFY COLUMN does not: between an
   * enum and numbers the servers go by the place of a value in the list, and not by the value.
   */
  conversion({ change, oldField, newField, options }: ColumnChange): string | undefined {
    if (options.using !== undefined) return options.using;
    const before = this.dialect.columnTypeAt(oldField, this.place(change.from, change.before));
    const after = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    return isMisread(before, after) ? `CAST(${this.quote(newField.name)} AS CHAR)` : undefined;
  }

  override alterColumn(column: ColumnChange): Statements {
    const { change, oldField, newField, options } = column;
    const before = this.definition(column, "before");
    const after = this.definition(column, "after");
    const { renamed } = options;
    if (renamed !== undefined && newField.type === "foreign_key") return this.#renameAlong(column);
    const using = this.conversion(column);
    if (before === after && using === undefined) return [];
    if (oldField.generated?.stored !== newField.generated?.stored) return this.remakeColumn(column);
    if (using !== undefined) return this.convertColumn(column, using);
    const fill = this.filling(column);
    const stop =
      this.tightens(column) && !counts(newField)
        ? [this.ddl.stopStatement(change.to, newField.name, newField.name)]
        : [];
    const modify = (from: string, to: string): Statement =>
      this.ddl.modify(change.to, newField, { from, to });
    if (fill === undefined) return [...stop, modify(before, after)];
    // The old type may be too narrow for the value that fills the gaps.
    const widened = this.typeChanges(column) ? this.definition(column, "nullable") : before;
    return [
      ...(widened === before ? [] : [modify(before, widened)]),
      ...this.rows.fill(change, newField, fill, true),
      ...stop,
      modify(widened, after),
    ];
  }

  /**
   * The text of the column's definition. A counter whose key comes or goes in the same change does
   * not count meanwhile; see `gainStatements`.
   */
  definition(column: ColumnChange, when: "before" | "after" | "nullable"): string {
    const { change, oldField, newField } = column;
    if (when === "before") {
      const place = this.place(change.from, change.before);
      return this.columns.columnDefinition(
        { ...oldField, name: newField.name },
        renamed(place, column),
      );
    }
    const place = this.place(change.to, change.after);
    const kept = this.withoutRemade(change.to, newField.name, column);
    const countless = counts(newField) && !sameKey(change.from, kept);
    const field = countless ? uncounted(newField) : newField;
    if (when === "after") return this.columns.columnDefinition(field, place);
    const free = keyFreePlace(place, newField.name);
    return this.columns.columnDefinition({ ...uncounted(field), nullable: true }, free);
  }

  /**
   * A new type by way of an expression: there is no USING. The converted values wait in a column of
   * their own while the old one is emptied and changed, so indexes and position stay.
   */
  convertColumn(column: ColumnChange, using: string): Statements {
    const { change, oldField, newField } = column;
    const table = change.to;
    const name = `mm_using_${newField.name}`.slice(0, 64);
    const place = this.place(table, change.after);
    // No foreign key knows it: it has the type itself.
    const resolved = resolveFieldType(newField, place);
    const scratch: Field = {
      ...uncounted(resolved),
      name,
      default: undefined,
      nullable: true,
      comment: undefined,
      autoCreate: false,
      autoUpdate: false,
      generated: undefined,
    };
    const scratchPlace = withField(place, scratch);
    const emptied = this.columns.columnDefinition(
      {
        ...uncounted(oldField),
        name: newField.name,
        nullable: true,
      },
      renamed(keyFreePlace(this.place(change.from, change.before), oldField.name), column),
    );
    const before = this.definition(column, "before");
    const nullable = this.definition(column, "nullable");
    const stop = (empty: string): Statements =>
      this.columns.isNullable(newField, table) || counts(newField)
        ? []
        : [this.ddl.stopStatement(table, newField.name, empty)];
    const set = (assigned: string, value: string, comment?: string): Statements =>
      this.rows.update(change, {
        field: newField,
        column: assigned,
        value,
        where: undefined,
        comment,
      });
    const fill = this.filling(column);
    return [
      this.ddl.addColumn(scratch, scratchPlace),
      ...set(name, `(${using})`, `Convert ${newField.name}`),
      ...(fill === undefined ? stop(name) : []),
      this.ddl.modify(table, newField, { from: before, to: emptied }),
      ...set(newField.name, "NULL"),
      this.ddl.modify(table, newField, { from: emptied, to: nullable }),
      ...set(newField.name, this.quote(name)),
      ...(fill === undefined
        ? []
        : [...this.rows.fill(change, newField, fill, true), ...stop(newField.name)]),
      this.ddl.modify(table, newField, {
        from: nullable,
        to: this.definition(column, "after"),
      }),
      this.ddl.dropColumn(table, scratch),
    ];
  }

  /** A reference to an enum whose values get other names: it may have both while its rows change. */
  #renameAlong(column: ColumnChange): Statements {
    const { change, oldField, newField, options } = column;
    const place = this.place(change.to, change.after);
    const old = resolveFieldType(oldField, this.place(change.from, change.before));
    const resolved = resolveFieldType(newField, place);
    const values = [...new Set([...(old.values ?? []), ...(resolved.values ?? [])])];
    const both = this.columns.columnDefinition({ ...resolved, values }, place);
    return [
      this.ddl.modify(change.to, newField, { from: this.definition(column, "before"), to: both }),
      ...this.rows.update(change, {
        field: newField,
        column: newField.name,
        value: options.using ?? this.quote(newField.name),
        where: undefined,
        comment: `Rename the values of ${newField.name} as well`,
      }),
      this.ddl.modify(change.to, newField, { from: both, to: this.definition(column, "after") }),
    ];
  }

  /**
   * Plain, virtual and stored columns are not changed into each other: out and in again, with all
   * that stands on them. The server would take a dropped column out of its keys without a word.
   */
  remakeColumn(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    const { name } = newField;
    // What the table loses or gains besides is not there now.
    const table = withoutMembers(change.to, (member) => !isMemberOf(change.from, member));
    const dependents = generatedFrom(table, name);
    const others = dependents.map((field) => field.name);
    const bare = withoutFields(table, [name, ...others]);
    const place = this.place(table, change.after);
    const from = this.definition(column, "before");
    const to = this.columns.columnDefinition(newField, place);
    const position = this.ddl.position(newField, withoutFields(table, others));
    const plain = newField.generated === undefined && oldField.generated !== undefined;
    return [
      ...this.lose({ ...change, from: table, to: bare }),
      ...dependents.toReversed().map((field) => this.ddl.dropColumn(table, field)),
      this.ddl.again({
        sql:
          `ALTER TABLE ${this.tableName(table)} DROP COLUMN ${this.quote(name)}, ` +
          `ADD COLUMN ${to}${position}`,
        comment: `Make ${name} of ${table.name} anew`,
        live: this.ddl.columnLive(table, newField, { from, to, remade: true }),
      }),
      ...(plain
        ? this.rows.fill(
            { ...change, to: table },
            newField,
            oldField.generated?.expression ?? "NULL",
          )
        : []),
      ...dependents.map((field) => this.ddl.addColumn(field, place)),
      ...this.gain({ ...change, from: bare, to: table }),
    ];
  }

  override alterNull({ change, newField }: ColumnChange): Statements {
    const place = this.place(change.to, change.after);
    const to = this.columns.columnDefinition(newField, place);
    const free = keyFreePlace(place, newField.name);
    const from = this.columns.columnDefinition({ ...newField, nullable: true }, free);
    return [
      this.ddl.stopStatement(change.to, newField.name, newField.name),
      this.ddl.modify(change.to, newField, { from, to }),
    ];
  }

  /**
   * An index that holds another part of a column, because its type changes, is made anew, and so is a
   * primary key over a column that is emptied while its values are converted.
   */
  override withoutRemade(table: Table, field: string, column: ColumnChange): Table {
    const { change, oldField, newField } = column;
    const type = this.dialect.columnTypeAt(oldField, this.place(change.from, change.before));
    const newType = this.dialect.columnTypeAt(newField, this.place(change.to, change.after));
    const cut = usualPrefix(type) !== usualPrefix(newType);
    const keyed = table.primaryKey?.fields.includes(field) === true;
    const { indexes, uniques } = table;
    return {
      ...table,
      indexes: indexes.filter(({ parts }) => !cut || !parts.some((part) => part.field === field)),
      uniques: uniques.filter(({ fields }) => !cut || !fields.includes(field)),
      primaryKey: keyed && this.conversion(column) !== undefined ? undefined : table.primaryKey,
    };
  }

  /** A column under a foreign key has its type changed only while the key is away, on either side. */
  override referencesAround(
    column: ColumnChange,
    followers: readonly ColumnChange[],
  ): readonly Reference[] {
    const { change, oldField } = column;
    const known = super.referencesAround(column, followers);
    if (!this.typeChanges(column)) return known;
    const own = tableKey(change.from);
    const others = [...change.before.tables].flatMap(([table, holder]) =>
      holder.foreignKeys
        .filter((key) => change.before.tables.has(key.table))
        .filter((key) => !known.some((one) => one.table === table && one.key === key))
        .filter(
          (key) =>
            (table === own && key.fields.includes(oldField.name)) ||
            (key.table === own &&
              targetFields(key, this.place(holder, change.before)).includes(oldField.name)),
        )
        .map((key) => ({ table, key })),
    );
    for (const { table, key } of others) this.#requireFit(change, table, key);
    return [...known, ...others];
  }

  #requireFit({ before, after }: TableChange, table: string, key: ForeignKey): void {
    const kept = after.tables.get(table)?.foreignKeys.find(({ name }) => name === key.name);
    if (kept === undefined) return;
    const sides = (schema: FieldPlace["schema"], one: ForeignKey): readonly Sides[] =>
      sidesOf(one, schema.tables.get(table), {
        target: schema.tables.get(one.table),
        typeOf: (field, of) => this.dialect.columnTypeAt(field, this.place(of, schema)),
      });
    requireFit({
      table,
      key: kept,
      before: sides(before, key),
      after: sides(after, kept),
    });
  }

  override lose(change: TableChange, gone: readonly Reference[] = []): Statements {
    const { from, to } = change;
    const kept = withoutMembers(from, (member) => !isMemberOf(to, member));
    const foreignKeys = kept.foreignKeys.filter((key) => !gone.some((one) => one.key === key));
    const primaryKey = lostMembers(from, to).primaryKey === undefined ? from.primaryKey : undefined;
    return [
      ...this.ddl.ownIndexes(from, { ...kept, foreignKeys, primaryKey }),
      ...super.lose(change, gone),
    ];
  }

  /** Is a counter added with its key, in one statement? */
  takesKey({ from, to }: TableChange, field: Field): boolean {
    const keyed = to.primaryKey?.fields.includes(field.name) === true;
    return counts(field) && keyed && from.primaryKey === undefined;
  }

  override gainsKey(change: TableChange): boolean {
    if (!super.gainsKey(change)) return false;
    const known = new Set(change.from.fields.map(({ name }) => name));
    return !change.to.fields.some(
      (field) => !known.has(field.name) && this.takesKey(change, field),
    );
  }

  override gain(change: TableChange): Statements {
    this.columns.checkUniques(change.to, lostMembers(change.to, change.from).uniques);
    return [...super.gain(change), ...this.#startCounting(change)];
  }

  /** One key for another in one statement: rows that do not fit the new one leave the old one there. */
  override exchange(change: TableChange): Statements {
    const { from, to } = change;
    if (from.primaryKey === undefined || to.primaryKey === undefined || sameKey(from, to)) {
      return super.exchange(change);
    }
    return [
      ...this.ddl.ownIndexes(from, { ...from, primaryKey: to.primaryKey }),
      ...this.ddl.exchangePrimaryKey(from, to),
      ...this.#startCounting(change),
    ];
  }

  /** A counter begins to count when its key is there. */
  #startCounting({ from, to, after }: TableChange): Statements {
    if (sameKey(from, to)) return [];
    this.columns.checkCounters(to);
    const place = this.place(to, after);
    return to.fields
      .filter((field) => counts(field) && from.fields.some(({ name }) => name === field.name))
      .map((field) =>
        this.ddl.modify(to, field, {
          from: this.columns.columnDefinition(uncounted(field), place),
          to: this.columns.columnDefinition(field, place),
        }),
      );
  }
}

function sameKey(from: Table, to: Table): boolean {
  return (from.primaryKey?.fields ?? []).join("\0") === (to.primaryKey?.fields ?? []).join("\0");
}

/** The place before the change, but for the field's name. */
function renamed(place: FieldPlace, { oldField, newField }: ColumnChange): FieldPlace {
  if (oldField.name === newField.name) return place;
  const swap = (name: string): string => (name === oldField.name ? newField.name : name);
  const { table } = place;
  return {
    ...place,
    table: {
      ...table,
      primaryKey: table.primaryKey && {
        ...table.primaryKey,
        fields: table.primaryKey.fields.map(swap),
      },
      foreignKeys: table.foreignKeys.map((key) => ({
        ...key,
        fields: key.fields.map(swap),
      })),
    },
  };
}

function withField(place: FieldPlace, field: Field): FieldPlace {
  return {
    ...place,
    table: { ...place.table, fields: [...place.table.fields, field] },
  };
}

/** Would the server go by the place of a value in the list, and not by the value? */
function isMisread(before: string, after: string): boolean {
  return LISTED.test(before) ? NUMERIC.test(after) : LISTED.test(after) && NUMERIC.test(before);
}
