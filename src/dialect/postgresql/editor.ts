import { isDeepStrictEqual } from "node:util";
import { shortName } from "../../schema/constraint-name.js";
import type { Field } from "../../schema/field.js";
import { findField, requireField } from "../../schema/find-field.js";
import { namesField } from "../../schema/rename-in-sql.js";
import type { TypeOrigin } from "../../schema/resolve-field-type.js";
import { type EnumType, requireTable, type Schema, tableKey } from "../../schema/schema.js";
import { objectKey, type SchemaObject } from "../../schema/schema-object.js";
import type { ForeignKey, Index, Table } from "../../schema/table.js";
import { fieldsOf } from "../../schema/with-enum.js";
import { replaceTable } from "../../schema/with-table.js";
import { noOptions } from "../changes.js";
import type { EditorContext } from "../dialect.js";
import { type SharedEnumChange, sharingFields } from "../enum-change.js";
import type { ColumnChange, TableChange, WholeTable } from "../schema-change.js";
import { StandardSchemaEditor } from "../schema-editor.js";
import type { StandardDialect } from "../standard-dialect.js";
import type { Statements } from "../statement.js";
import { expressionsOf, isMemberOf, withoutFields, withoutMembers } from "../table-members.js";
import { PostgresqlChanges } from "./changes.js";
import { PostgresqlColumns } from "./columns.js";
import { countsBy, sequenceOfField } from "./counter.js";
import { PostgresqlDdl } from "./ddl.js";
import { enumOrigin, isEnumField, isMapped } from "./enum-name.js";
import { type AddedValue, enumChange } from "./enum-values.js";
import { replacesRoutine } from "./replaced-routine.js";
import { PostgresqlRows } from "./rows.js";

/** What changes consist of in PostgreSQL: enum types, counters and triggers beside the tables. */
export class PostgresqlSchemaEditor extends StandardSchemaEditor<PostgresqlChanges> {
  constructor(dialect: StandardDialect, context: EditorContext) {
    const ddl = new PostgresqlDdl(new PostgresqlColumns(dialect, context));
    super(new PostgresqlChanges(new PostgresqlRows(ddl)));
  }

  override createTable(change: WholeTable): Statements {
    const { table } = change;
    return [
      ...super.createTable(change),
      ...this.#sequenceFields(table, change.after).map((field) =>
        this.rows.counters.own(table, field),
      ),
      // A new table has no writers to build an index beside.
      ...this.columns
        .repeatedUniques(table)
        .map((unique) =>
          this.ddl.addConstraint(table, this.columns.uniqueClause(unique), unique.name),
        ),
      ...table.checks
        .filter(({ notValid }) => notValid === true)
        .flatMap((check) => this.ddl.addCheck(table, check)),
      ...table.foreignKeys
        .filter(({ notValid, table: key }) => notValid === true && change.after.tables.has(key))
        .flatMap((key) => this.ddl.addForeignKey(this.place(table, change.after), key)),
    ];
  }

  protected override typesFor({ table, before, after }: WholeTable): Statements {
    const early = this.#isAwaited(table, before);
    return [
      ...this.ddl
        .enumFields(table, after)
        .map((field) =>
          early ? this.ddl.ensureEnum({ table, field }) : this.ddl.createEnum(table, field),
        ),
      ...table.fields.flatMap((field) =>
        this.#enumElsewhere(field, table, after).map((origin) => this.ddl.ensureEnum(origin)),
      ),
      ...this.#sequenceFields(table, after).map((field) =>
        this.rows.counters.create(sequenceOfField(table, field), field),
      ),
    ];
  }

  /** Sequences come before the column that counts by them, and are owned by it once it is there. */
  #sequenceFields({ fields }: Table, schema: Schema): readonly Field[] {
    return fields.filter((field) => countsBy(field, schema) === "sequence");
  }

  override dropTable(change: WholeTable): Statements {
    const { table, before, after } = change;
    const late = this.#isAwaited(table, after);
    return [
      ...super.dropTable(change),
      ...this.ddl
        .enumFields(table, before)
        .map((field) =>
          late ? this.ddl.dropUnusedEnum({ table, field }) : this.ddl.dropEnum(table, field),
        ),
      ...table.fields.flatMap((field) =>
        this.#enumElsewhere(field, table, after).map((origin) => this.ddl.dropUnusedEnum(origin)),
      ),
    ];
  }

  override renameTable(change: TableChange): Statements {
    const { from } = change;
    return [
      ...super.renameTable(change),
      ...this.#renameBeside(change, new Map(from.fields.map(({ name }) => [name, name]))),
    ];
  }

  /** Enum types and sequences have names of fields in theirs; `names`: the old ones -> the new ones. */
  #renameBeside(change: TableChange, names: ReadonlyMap<string, string>): Statements {
    const { from, to, before } = change;
    const pairs = from.fields.flatMap((field) => {
      const name = names.get(field.name);
      return name === undefined ? [] : [{ field, renamed: requireField(to, name) }];
    });
    return [
      ...pairs
        .filter(({ field }) => isEnumField(field, before))
        .flatMap(({ field, renamed }) =>
          this.ddl.renameEnum({ table: from, field }, { table: to, field: renamed }),
        ),
      ...pairs
        .filter(({ field }) => countsBy(field, before) === "sequence")
        .flatMap(({ field, renamed }) =>
          this.rows.counters.rename(sequenceOfField(from, field), sequenceOfField(to, renamed)),
        ),
    ];
  }

  override addField(change: TableChange, field: Field, backfill: string | undefined): Statements {
    const { to, after } = change;
    const by = countsBy(field, after);
    // Rows that exist take numbers of another kind only while rows may bring them.
    const late = by === "identity" && field.identity === "always" && backfill !== undefined;
    return [
      ...(by === "sequence" ? [this.rows.counters.create(sequenceOfField(to, field), field)] : []),
      ...(isEnumField(field, after) ? [this.ddl.createEnum(to, field)] : []),
      ...this.#enumElsewhere(field, to, after).map((origin) => this.ddl.ensureEnum(origin)),
      ...super.addField(change, late ? { ...field, identity: "by_default" } : field, backfill),
      ...(by === "sequence" ? [this.rows.counters.own(to, field)] : []),
      ...(by !== undefined && backfill !== undefined
        ? [this.rows.counters.advance(to, field)]
        : []),
      ...(late ? [this.ddl.alterColumn(to, field, "SET GENERATED ALWAYS")] : []),
    ];
  }

  override dropField(change: TableChange, field: Field): Statements {
    const { from, before, after } = change;
    return [
      ...super.dropField(change, field),
      ...(isEnumField(field, before) ? [this.ddl.dropEnum(from, field)] : []),
      ...this.#enumElsewhere(field, from, after).map((origin) => this.ddl.dropUnusedEnum(origin)),
    ];
  }

  override renameField(change: TableChange, oldName: string, newName: string): Statements {
    return [
      ...super.renameField(change, oldName, newName),
      ...this.#renameBeside(change, new Map([[oldName, newName]])),
    ];
  }

  /**
   * What is built on the column and cannot live through the change is taken away before and made
   * again after it; all the rest is the standard's order.
   */
  override alterField(column: ColumnChange): Statements {
    const { change, oldField, newField } = column;
    if (regenerates(oldField, newField)) return this.#remakeField(change, oldField, newField);
    const generated = this.#generatedFrom(column);
    const strip = this.#stripper(column, generated);
    const bare = { ...change, from: strip(change.from), to: strip(change.to) };
    const left = this.changes.dropLeftEnum(column);
    if (bare.to === change.to) {
      return [...super.alterField(column), ...left];
    }
    const place = this.place(change.to, change.after);
    return [
      ...this.changes.lose({ ...change, to: bare.from }),
      ...generated.map((field) => this.ddl.dropColumn(change.from, field)),
      ...super.alterField({ ...column, change: bare }),
      ...generated.map((field) => this.ddl.addColumn(field, place)),
      ...this.changes.gain({ ...change, from: bare.to }),
      ...this.ddl.comment(bare.to, change.to),
      ...left,
    ];
  }

  /** A field that refers to an enum has its type; one that does so no more, a type of its own. */
  override addForeignKey(change: TableChange, key: ForeignKey): Statements {
    return [...this.#retyped(change, key), ...super.addForeignKey(change, key)];
  }

  override dropForeignKey(change: TableChange, key: ForeignKey): Statements {
    return [...super.dropForeignKey(change, key), ...this.#retyped(change, key)];
  }

  #retyped(change: TableChange, key: ForeignKey): Statements {
    return key.fields.flatMap((name) => {
      const oldField = findField(change.from, name);
      const newField = findField(change.to, name);
      if (oldField === undefined || newField === undefined || oldField === newField) return [];
      const column: ColumnChange = { change, oldField, newField, options: noOptions };
      return [...this.changes.alterColumn(column), ...this.changes.dropLeftEnum(column)];
    });
  }

  /** What is to be replaced is not dropped before. */
  override dropObject(object: SchemaObject, schema: Schema): Statements {
    const next = this.context.end?.objects.get(objectKey(object));
    return next !== undefined && replacesRoutine(next, object)
      ? []
      : super.dropObject(object, schema);
  }

  override createEnum(type: EnumType, schema: Schema): Statements {
    return isMapped("enum", schema) ? [] : [this.ddl.createType(type)];
  }

  override dropEnum({ name }: EnumType, schema: Schema): Statements {
    return isMapped("enum", schema) ? [] : [this.ddl.dropType({ name })];
  }

  /** Values that come are added to the type; to lose some it is made anew, and every column with it. */
  override alterEnum(change: SharedEnumChange): Statements {
    const { after, from, to, renamed, replaced } = change;
    if (isMapped("enum", after)) return super.alterEnum(change);
    const named = from.values.map((value) => renamed.get(value) ?? value);
    const way = enumChange(named, to.values);
    const type = { name: to.name, namespace: undefined };
    const renames = this.ddl.renameValues(type, renamed);
    if (way.kind === "none") return renames;
    if (way.kind === "add" && !this.#uses(to.name, way.values)) {
      return [...renames, ...this.ddl.addValues(type, way.values)];
    }
    const left = shortName(`${to.name}_old`);
    const remade = (bare: SharedEnumChange): Statements => {
      const start = { ...bare, before: withOldType(bare, left) };
      return [
        this.ddl.sql(`ALTER TYPE ${this.quote(to.name)} RENAME TO ${this.quote(left)}`),
        this.ddl.createType(to),
        ...[...sharingFields(start)].flatMap((shared) => {
          const { newField, change: own } = shared;
          const using =
            replaced.size === 0 ? undefined : this.#replacing(newField, replaced, own.to);
          return this.alterField({ ...shared, options: { ...noOptions, using } });
        }),
        this.ddl.dropType({ name: left }),
      ];
    };
    return [...renames, ...this.aroundKeys(change, remade)];
  }

  /** A value that was added cannot be used before the transaction ends; one of a new type can. */
  #uses(name: string, added: readonly AddedValue[]): boolean {
    return fieldsOf(this.context.horizon, name).some(
      ({ field: { default: given } }) =>
        given?.kind === "literal" && added.some(({ value }) => value === given.value),
    );
  }

  #replacing({ name, type }: Field, replaced: ReadonlyMap<string, string>, table: Table): string {
    if (type !== "enum") throw this.lacks(`other values in the lists of "${name}"`, table);
    return this.renamedValues(name, replaced);
  }

  /** Does a table of the schema wait for this one, or for one that the schema lacks as well? */
  #isAwaited(table: Table, schema: Schema): boolean {
    if (this.ddl.enumFields(table, schema).length === 0) return false;
    return [...schema.tables.values()].some(({ foreignKeys }) =>
      foreignKeys.some((key) => !schema.tables.has(key.table) || key.table === tableKey(table)),
    );
  }

  /** The enum that a foreign key refers to, when its table is not there. */
  #enumElsewhere(field: Field, table: Table, schema: Schema): readonly TypeOrigin[] {
    const origin = enumOrigin(field, this.place(table, schema));
    if (origin === undefined || tableKey(origin.table) === tableKey(table)) return [];
    return schema.tables.has(tableKey(origin.table)) ? [] : [origin];
  }

  /** `CONCURRENTLY` where asked; only here, because a new table has no readers to block. */
  override addIndex(change: TableChange, index: Index): Statements {
    return index.concurrently
      ? [this.ddl.buildIndexStatement(change.to, index)]
      : super.addIndex(change, index);
  }

  override dropIndex(change: TableChange, index: Index): Statements {
    return this.ddl.dropIndex(change.from, index, index.concurrently);
  }

  /** A column cannot become generated, nor change what it is generated from: it is made anew. */
  #remakeField(change: TableChange, oldField: Field, newField: Field): Statements {
    const kept = withoutMembers(change.from, (member) => !isMemberOf(change.to, member));
    const bare = withoutFields(kept, [oldField.name]);
    return [
      ...this.dropField({ ...change, to: bare }, oldField),
      ...this.addField({ ...change, from: bare }, newField, undefined),
    ];
  }

  /** Generated fields that stand on a column whose type changes: the server refuses to see to it. */
  #generatedFrom(column: ColumnChange): readonly Field[] {
    const { change, newField } = column;
    if (!this.changes.typeChanges(column)) return [];
    return change.to.fields.filter(
      ({ generated }) =>
        generated !== undefined && namesField(generated.expression, newField.name, change.to.name),
    );
  }

  /**
   * Takes from a table those generated fields, and, when an enum type is replaced, indexes and
   * checks over expressions of it: the server would compare values of the old type with the new.
   */
  #stripper(column: ColumnChange, generated: readonly Field[]): (table: Table) => Table {
    const names = generated.map(({ name }) => name);
    if (!this.changes.replacesType(column)) return (table) => withoutFields(table, names);
    const { change, oldField, newField } = column;
    return (table) => {
      const field = table === change.from ? oldField.name : newField.name;
      const concerns = (sql: string): boolean => namesField(sql, field, table.name);
      const bare = withoutFields(table, names);
      return withoutMembers(bare, (member) => expressionsOf(member).some(concerns));
    };
  }
}

/** The schema while the type has another name and its values their new ones. */
function withOldType({ before, after, to: { name } }: SharedEnumChange, left: string): Schema {
  let schema = before;
  for (const { table } of fieldsOf(after, name)) {
    const old = requireTable(schema, tableKey(table));
    const fields = old.fields.map((field) =>
      field.enum === name
        ? { ...field, enum: left, default: requireField(table, field.name).default }
        : field,
    );
    schema = replaceTable(schema, { ...old, fields });
  }
  return schema;
}

function regenerates(oldField: Field, newField: Field): boolean {
  if (newField.generated === undefined) return false;
  return !isDeepStrictEqual(
    { ...oldField.generated, stored: true },
    { ...newField.generated, stored: true },
  );
}
