import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import { findField } from "../schema/find-field.js";
import { type Reference, referencesTo } from "../schema/references-to.js";
import { type EnumType, type Schema, tableKey } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import type { ForeignKey, Index, Table } from "../schema/table.js";
import { keyFreePlace, noOptions, type StandardChanges } from "./changes.js";
import type { SchemaEditor } from "./dialect.js";
import { EditorPart } from "./editor-part.js";
import {
  keysOver,
  type SharedEnumChange,
  type SharingField,
  sharingFields,
  withoutKeysOver,
} from "./enum-change.js";
import type { ColumnChange, TableChange, Upsert, WholeTable } from "./schema-change.js";
import type { Statement, Statements } from "./statement.js";
import { changedFields, lostMembers } from "./table-difference.js";

/**
 * What changes of the schema consist of, and in which order. The statements are those of its parts:
 * `columns` is the text of clauses, `ddl` one statement each, `rows` what moves data, `changes` how a
 * column gets from one form to the other. A dialect hands over its own, and overrides a method here
 * only where it goes about a change differently.
 */
export class StandardSchemaEditor<Changes extends StandardChanges = StandardChanges>
  extends EditorPart
  implements SchemaEditor
{
  readonly columns: Changes["columns"];
  readonly ddl: Changes["ddl"];
  readonly rows: Changes["rows"];
  readonly changes: Changes;

  constructor(changes: Changes) {
    super(changes.dialect, changes.context);
    this.columns = changes.columns;
    this.ddl = changes.ddl;
    this.rows = changes.rows;
    this.changes = changes;
  }

  upsert(upsert: Upsert): Statements {
    return this.rows.upsert(upsert);
  }

  removeUpserted(upsert: Upsert): Statements {
    return this.rows.removeUpserted(upsert);
  }

  renamedValues(field: string, renamed: ReadonlyMap<string, string>): string {
    return this.columns.renamedValues(field, renamed);
  }

  get database(): string {
    return this.dialect.name;
  }

  statement(sql: string, parameters: readonly SqlValue[] = [], comment?: string): Statement {
    return this.ddl.make({ sql, parameters, comment });
  }

  raw(sql: string, comment?: string): Statements {
    return this.dialect.split(sql).map((one) => ({
      ...this.ddl.make({
        sql: one.sql,
        comment,
        transactional: this.dialect.isTransactional(one.sql),
      }),
      line: one.line,
    }));
  }

  createTable({ before, after, table }: WholeTable): Statements {
    const { namespace } = table;
    const fresh =
      namespace !== undefined &&
      ![...before.tables.values()].some((other) => other.namespace === namespace);
    return [
      ...(fresh ? this.ddl.createNamespace(namespace) : []),
      ...this.typesFor({ before, after, table }),
      this.ddl.createTable(this.place(table, after)),
      ...this.columns.indexesBeside(table).flatMap((index) => this.ddl.addIndex(table, index)),
      ...this.ddl.comment(undefined, table),
      ...this.ddl.addAutoUpdates(table, after),
      ...this.waitingFor(before, table).flatMap(({ table: key, key: foreignKey }) => {
        const waiting = after.tables.get(key);
        return waiting === undefined
          ? []
          : this.ddl.addForeignKey(this.place(waiting, after), foreignKey);
      }),
    ];
  }

  /** The types that a table needs before it is made, in a namespace that is there. */
  protected typesFor(_change: WholeTable): Statements {
    return [];
  }

  /** Foreign keys of other tables that could not be made because this table was not there. */
  waitingFor(schema: Schema, table: Table): readonly Reference[] {
    const key = tableKey(table);
    return [...referencesTo(schema, key)].filter((reference) => reference.table !== key);
  }

  dropTable({ before, after, table }: WholeTable): Statements {
    return [
      ...this.waitingFor(before, table).flatMap(({ table: key, key: foreignKey }) => {
        // A table that goes in the same operation (a junction) has gone before.
        const waiting = after.tables.has(key) ? before.tables.get(key) : undefined;
        return waiting === undefined ? [] : this.ddl.dropForeignKey(waiting, foreignKey);
      }),
      ...this.ddl.dropAutoUpdates(table),
      this.ddl.dropTable(table),
    ];
  }

  renameTable(change: TableChange): Statements {
    const { from, to, after } = change;
    return [
      ...this.ddl.dropAutoUpdates(from),
      this.ddl.renameTable(from, to),
      ...this.ddl.addAutoUpdates(to, after),
    ];
  }

  alterTable({ from, to }: TableChange): Statements {
    return [...this.ddl.alterOptions(from, to), ...this.ddl.comment(from, to)];
  }

  addField(change: TableChange, field: Field, backfill: string | undefined): Statements {
    const place = this.place(change.to, change.after);
    const late = backfill !== undefined && !this.columns.isNullable(field, change.to);
    const first = late ? { ...field, nullable: true } : field;
    return [
      this.ddl.addColumn(first, late ? keyFreePlace(place, field.name) : place),
      ...(backfill === undefined ? [] : this.rows.fill(change, field, backfill)),
      ...(late ? this.changes.alterNull({ ...this.#same(change, first), newField: field }) : []),
      ...this.ddl.comment(change.from, change.to),
      ...this.ddl.addAutoUpdate(change.to, field, change.after),
      ...this.changes.gain(change),
    ];
  }

  dropField(change: TableChange, field: Field): Statements {
    return [
      ...this.changes.lose(change),
      ...this.ddl.dropAutoUpdate(change.from, field),
      this.ddl.dropColumn(change.from, field),
    ];
  }

  /**
   * References to the column go first and come back last: no database changes the type of a column
   * under a foreign key, and the columns that refer to it follow its type.
   */
  alterField(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    const followers = this.changes.followers(column);
    const references = this.changes.referencesAround(column, followers);
    const bare = (table: Table, { name }: Field): Table =>
      this.changes.withoutRemade(table, name, column);
    return [
      ...this.dropReferences(change, references),
      ...this.changes.lose({ ...change, to: bare(change.to, newField) }, references),
      ...this.ddl.dropAutoUpdate(change.from, oldField),
      ...(oldField.name === newField.name
        ? []
        : [this.ddl.renameColumn(change.from, oldField.name, newField.name)]),
      ...this.changes.alterColumn(column),
      ...followers.flatMap((follower) => this.changes.alterColumn(follower)),
      ...this.ddl.comment(change.from, change.to),
      ...this.ddl.addAutoUpdate(change.to, newField, change.after),
      ...this.changes.gain({ ...change, from: bare(change.from, oldField) }),
      ...this.restoreReferences(change, references),
    ];
  }

  protected dropReferences({ before }: TableChange, gone: readonly Reference[]): Statements {
    return gone.flatMap(({ table, key }) => {
      const holder = before.tables.get(table);
      return holder === undefined ? [] : this.ddl.dropForeignKey(holder, key);
    });
  }

  /** Those that are there after the change, but for what the change itself makes. */
  protected restoreReferences(change: TableChange, gone: readonly Reference[]): Statements {
    const gained = lostMembers(change.to, change.from).foreignKeys;
    return gone.flatMap(({ table, key }) => {
      const holder = change.after.tables.get(table);
      const kept = holder?.foreignKeys.find(({ name }) => name === key.name);
      if (holder === undefined || kept === undefined) return [];
      if (table === tableKey(change.to) && gained.some(({ name }) => name === key.name)) return [];
      return this.ddl.addForeignKey(this.place(holder, change.after), kept);
    });
  }

  renameField(change: TableChange, oldName: string, newName: string): Statements {
    const { from, to, after } = change;
    const touched = (table: Table, name: string) =>
      table.fields.filter((field) => field.name === name);
    return [
      ...touched(from, oldName).flatMap((field) => this.ddl.dropAutoUpdate(from, field)),
      this.ddl.renameColumn(from, oldName, newName),
      ...touched(to, newName).flatMap((field) => this.ddl.addAutoUpdate(to, field, after)),
    ];
  }

  addIndex(change: TableChange, index: Index): Statements {
    return this.ddl.addIndex(change.to, index);
  }

  dropIndex(change: TableChange, index: Index): Statements {
    return this.ddl.dropIndex(change.from, index);
  }

  renameIndex(change: TableChange, oldIndex: Index, newIndex: Index): Statements {
    return this.ddl.renameIndex(change.to, oldIndex, newIndex);
  }

  addForeignKey(change: TableChange, key: ForeignKey): Statements {
    return this.ddl.addForeignKey(this.place(change.to, change.after), key);
  }

  dropForeignKey(change: TableChange, key: ForeignKey): Statements {
    return this.ddl.dropForeignKey(change.from, key);
  }

  /** A list of values that fields share is known to the state alone. */
  createEnum(_type: EnumType, _schema: Schema): Statements {
    return [];
  }

  dropEnum(_type: EnumType, _schema: Schema): Statements {
    return [];
  }

  alterEnum(change: SharedEnumChange): Statements {
    const mapped = new Map([...change.renamed, ...change.replaced]);
    const altered = (shared: SharingField): Statements => {
      const { change: own, newField } = shared;
      if (mapped.size === 0) return this.alterField({ ...shared, options: noOptions });
      if (newField.type !== "enum") {
        throw this.lacks(`other values in the lists of "${newField.name}"`, own.to);
      }
      const using = this.renamedValues(newField.name, mapped);
      return this.alterField({ ...shared, options: { ...noOptions, using, renamed: mapped } });
    };
    return this.aroundKeys(change, (bare) => [...sharingFields(bare)].flatMap(altered));
  }

  /** Foreign keys over the fields are away meanwhile: their two sides do not change at once. */
  protected aroundKeys(
    change: SharedEnumChange,
    alter: (bare: SharedEnumChange) => Statements,
  ): Statements {
    const { before, after, to } = change;
    const bare = (schema: Schema): Schema => withoutKeysOver(schema, to.name);
    return [
      ...keysOver(before, to.name).flatMap(({ table, key }) => this.ddl.dropForeignKey(table, key)),
      ...alter({ ...change, before: bare(before), after: bare(after) }),
      ...keysOver(after, to.name).flatMap(({ table, key }) =>
        this.ddl.addForeignKey(this.place(table, after), key),
      ),
    ];
  }

  /** Fields that join the primary key are required before that, those that leave it may be NULL behind. */
  alterConstraints(change: TableChange): Statements {
    const { from, to } = change;
    const fields = from.fields.map((field) => {
      const joined = findField(to, field.name);
      return joined?.nullable === false ? joined : field;
    });
    const [strict, exchanged]: [Table, Table] = [
      { ...from, fields },
      { ...to, fields },
    ];
    return [
      ...this.#alterFields({ ...change, to: strict }),
      ...this.changes.exchange({ ...change, from: strict, to: exchanged }),
      ...this.#alterFields({ ...change, from: exchanged }),
    ];
  }

  /** Nothing but NULL of fields differs; one after the other. */
  #alterFields(change: TableChange): Statements {
    let table = change.from;
    return changedFields(change.from, change.to).flatMap(({ field, old = field }) => {
      if (old.nullable === field.nullable) return [];
      const from = table;
      const fields = from.fields.map((one) => (one.name === field.name ? field : one));
      table = { ...from, fields };
      return this.alterField({
        change: { ...change, from, to: table },
        oldField: old,
        newField: field,
        options: noOptions,
      });
    });
  }

  createObject({ database = this.database, definition }: SchemaObject): Statements {
    return database === this.database ? this.raw(definition) : [];
  }

  dropObject(object: SchemaObject, schema: Schema): Statements {
    const { database = this.database } = object;
    if (database !== this.database) return [];
    return this.raw(object.drop ?? this.ddl.dropObjectSql(object, schema));
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
