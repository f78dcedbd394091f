import { isDeepStrictEqual } from "node:util";
import type { Field } from "../../schema/field.js";
import { requireField } from "../../schema/find-field.js";
import type { Reference } from "../../schema/references-to.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";
import type { EditorContext } from "../dialect.js";
import { targetFields } from "../foreign-key-target.js";
import type { ColumnChange, TableChange } from "../schema-change.js";
import { StandardSchemaEditor } from "../schema-editor.js";
import type { StandardDialect } from "../standard-dialect.js";
import type { Statements } from "../statement.js";
import { isMemberOf, withoutMembers } from "../table-members.js";
import { SqlserverChanges } from "./changes.js";
import { keepsCurrent, SqlserverColumns } from "./columns.js";
import { SqlserverDdl } from "./ddl.js";
import { generatedFrom, withoutDependents, withoutLost, withoutNaming } from "./dependents.js";
import { SqlserverRows } from "./rows.js";

/** A table of which columns are altered, before and after, whole and without what is in the way. */
interface Touched {
  readonly change: TableChange;
  readonly columns: readonly ColumnChange[];
  readonly bareFrom: Table;
  readonly bareTo: Table;
  /** Computed columns that stand on those. */
  readonly generated: readonly Field[];
}

/** What changes consist of in SQL Server, where everything that stands on a column is in its way. */
export class SqlserverSchemaEditor extends StandardSchemaEditor<SqlserverChanges> {
  constructor(dialect: StandardDialect, context: EditorContext) {
    const ddl = new SqlserverDdl(new SqlserverColumns(dialect, context));
    super(new SqlserverChanges(new SqlserverRows(ddl)));
  }

  override renameTable(change: TableChange): Statements {
    const { from, to, before } = change;
    const place = this.place(from, before);
    return [
      ...super.renameTable(change),
      ...from.fields.flatMap((field) =>
        this.ddl.renameOwnConstraints(
          { place, field },
          { table: to, field: requireField(to, field.name) },
        ),
      ),
    ];
  }

  override dropField(change: TableChange, field: Field): Statements {
    const kept = keepsCurrent(field);
    return [
      ...this.changes.lose(change),
      ...(kept ? this.ddl.dropAutoUpdates(change.from) : []),
      ...(field.generated === undefined
        ? [this.ddl.dropColumnConstraints(change.from, field.name)]
        : []),
      this.ddl.dropColumn(change.from, field),
      ...(kept ? this.ddl.addAutoUpdates(change.to, change.after) : []),
    ];
  }

  /** The server renames no column that an expression names; triggers keep the old name of a key. */
  override renameField(change: TableChange, oldName: string, newName: string): Statements {
    const { from, to, before, after } = change;
    const bareFrom = withoutNaming(from, oldName);
    const bareTo = withoutLost(to, from, bareFrom);
    const generated = generatedFrom(from, [oldName]);
    const keyed = from.primaryKey?.fields.includes(oldName) === true;
    const field = from.fields.find(({ name }) => name === oldName);
    const triggered = keyed || (field !== undefined && keepsCurrent(field));
    return [
      ...this.#replaced(generated, this.place(from, before)),
      ...this.changes.lose({ ...change, to: withOwnKeys(bareFrom, from) }),
      ...generated.map((one) => this.ddl.dropColumn(from, one)),
      ...(triggered ? this.ddl.dropAutoUpdates(from) : []),
      this.ddl.renameColumn(from, oldName, newName),
      ...(field === undefined
        ? []
        : this.ddl.renameOwnConstraints(
            { place: this.place(from, before), field },
            { table: from, field: requireField(to, newName) },
          )),
      ...(triggered ? this.ddl.addAutoUpdates(to, after) : []),
      ...sameFields(to, generated).map((one) => this.ddl.addColumn(one, this.place(to, after))),
      ...this.changes.gain({ ...change, from: withOwnKeys(bareTo, to) }),
    ];
  }

  /**
   * What stands on the column is taken away before and made again after it: constraints, indexes,
   * computed columns, and the foreign keys on either side.
   */
  override alterField(main: ColumnChange): Statements {
    const { change, oldField, newField } = main;
    if (!isDeepStrictEqual(oldField.generated, newField.generated)) {
      return this.#remakeField(change, oldField, newField);
    }
    const columns = [
      main,
      ...this.changes.followers(main).filter((one) => one.newField !== newField),
    ];
    const touched = this.#touched(columns);
    const own = touched.find((one) => tableKey(one.change.from) === tableKey(change.from));
    const gone = this.#referencesTo(change.before, touched);
    const [bareFrom, bareTo] = [own?.bareFrom ?? change.from, own?.bareTo ?? change.to];
    const triggered = keepsCurrent(oldField) || keepsCurrent(newField);
    return [
      ...touched.flatMap((one) =>
        this.#replaced(one.generated, this.place(one.change.from, one.change.before)),
      ),
      ...this.dropReferences(change, gone),
      ...touched.flatMap((one) => this.#clear(one, gone)),
      ...this.changes.lose({ ...change, from: bareFrom }, gone),
      ...(triggered ? this.ddl.dropAutoUpdates(change.from) : []),
      ...this.#renamed(main),
      ...columns.flatMap((column) => this.changes.alterColumn(column)),
      ...this.ddl.comment(change.from, change.to),
      ...(triggered ? this.ddl.addAutoUpdates(change.to, change.after) : []),
      ...touched.flatMap((one) => this.#restore(one)),
      ...this.changes.gain({ ...change, to: bareTo }),
      ...this.restoreReferences(change, gone),
    ];
  }

  override addForeignKey(change: TableChange, key: ForeignKey): Statements {
    return [...this.#enumChecks(change), ...super.addForeignKey(change, key)];
  }

  override dropForeignKey(change: TableChange, key: ForeignKey): Statements {
    return [...super.dropForeignKey(change, key), ...this.#enumChecks(change)];
  }

  /** The trigger that keeps fields current finds its rows by the primary key. */
  override alterConstraints(change: TableChange): Statements {
    const { from, to, after } = change;
    const keyed = isDeepStrictEqual(from.primaryKey, to.primaryKey);
    return [
      ...super.alterConstraints(change),
      ...(keyed ? [] : this.ddl.addAutoUpdates(to, after)),
    ];
  }

  /** A field that loses its reference to an enum has its values from then on, and the other way. */
  #enumChecks({ before, after, from, to }: TableChange): Statements {
    const listed = (table: Table, schema: Schema): readonly Field[] =>
      table.fields.filter(
        (field) => this.columns.enumClause(field, this.place(table, schema)).length > 0,
      );
    const [old, fresh] = [listed(from, before), listed(to, after)];
    const missing = (fields: readonly Field[], others: readonly Field[]): readonly Field[] =>
      fields.filter(({ name }) => !others.some((other) => other.name === name));
    return [
      ...missing(old, fresh).flatMap((field) =>
        this.ddl.dropEnumCheck(field, this.place(from, before)),
      ),
      ...missing(fresh, old).flatMap((field) =>
        this.ddl.addEnumCheck(field, this.place(to, after)),
      ),
    ];
  }

  #touched(columns: readonly ColumnChange[]): readonly Touched[] {
    const moved = columns.filter(
      (column) =>
        column.oldField.name !== column.newField.name || this.changes.altersColumn(column),
    );
    const tables = [...new Set(moved.map(({ change }) => tableKey(change.from)))];
    return tables.flatMap((key) => {
      const own = moved.filter(({ change }) => tableKey(change.from) === key);
      const change = own[0]?.change;
      if (change === undefined) return [];
      const oldNames = own.map(({ oldField }) => oldField.name);
      const bareFrom = withoutDependents(change.from, oldNames);
      const bareTo = withoutLost(change.to, change.from, bareFrom);
      const generated = generatedFrom(change.from, oldNames);
      return [{ change, columns: own, bareFrom, bareTo, generated }];
    });
  }

  /** Foreign keys on a column that is altered, on either side of them. */
  #referencesTo(schema: Schema, touched: readonly Touched[]): readonly Reference[] {
    const namesOf = (key: string): readonly string[] =>
      touched
        .filter(({ change }) => tableKey(change.from) === key)
        .flatMap(({ columns }) => columns.map(({ oldField }) => oldField.name));
    const found: Reference[] = [];
    for (const [table, holder] of schema.tables) {
      for (const key of holder.foreignKeys) {
        if (!schema.tables.has(key.table)) continue;
        const targets = targetFields(key, this.place(holder, schema));
        const meets =
          key.fields.some((name) => namesOf(table).includes(name)) ||
          targets.some((name) => namesOf(key.table).includes(name));
        if (meets) found.push({ table, key });
      }
    }
    return found;
  }

  /** Computed columns that go and come with the column that they stand on. */
  #replaced(generated: readonly Field[], place: FieldPlace): Statements {
    return generated.map((field) => this.ddl.replacedStatement({ field, place }));
  }

  #clear({ change, bareFrom, generated }: Touched, gone: readonly Reference[]): Statements {
    return [
      ...this.changes.lose({ ...change, to: withOwnKeys(bareFrom, change.from) }, gone),
      ...generated.map((field) => this.ddl.dropColumn(change.from, field)),
    ];
  }

  #restore({ change, bareTo, generated }: Touched): Statements {
    return [
      ...sameFields(change.to, generated).map((field) =>
        this.ddl.addColumn(field, this.place(change.to, change.after)),
      ),
      ...this.changes.gain({ ...change, from: withOwnKeys(bareTo, change.to) }),
    ];
  }

  #renamed({ change, oldField, newField }: ColumnChange): Statements {
    if (oldField.name === newField.name) return [];
    return [
      this.ddl.renameColumn(change.from, oldField.name, newField.name),
      ...this.ddl.renameOwnConstraints(
        { place: this.place(change.from, change.before), field: oldField },
        { table: change.from, field: newField },
      ),
    ];
  }

  /** A column cannot become computed, nor stop being so: it is made anew, and stands last. */
  #remakeField(change: TableChange, oldField: Field, newField: Field): Statements {
    const bare = withoutDependents(change.from, [oldField.name]);
    const kept = withoutMembers(bare, (member) => !isMemberOf(change.to, member));
    const { primaryKey } = bare;
    const middle: Table = {
      ...kept,
      fields: bare.fields.filter(({ name }) => name !== oldField.name),
      foreignKeys: kept.foreignKeys.filter(({ fields }) => !fields.includes(oldField.name)),
      primaryKey: isDeepStrictEqual(primaryKey, change.to.primaryKey) ? primaryKey : undefined,
    };
    return [
      this.ddl.replacedStatement(
        { field: oldField, place: this.place(change.from, change.before) },
        { field: newField, place: this.place(change.to, change.after) },
      ),
      ...this.dropField({ ...change, to: middle }, oldField),
      ...this.addField({ ...change, from: middle }, newField, undefined),
    ];
  }
}

/** The fields of those names, as the table has them. */
function sameFields(table: Table, fields: readonly Field[]): readonly Field[] {
  return table.fields.filter(({ name }) => fields.some((field) => field.name === name));
}

/** Foreign keys are seen to apart: here they stay. */
function withOwnKeys(bare: Table, whole: Table): Table {
  return { ...bare, foreignKeys: whole.foreignKeys };
}
