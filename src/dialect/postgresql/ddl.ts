import type { Field, SideNamed } from "../../schema/field.js";
import type { FieldPlace, TypeOrigin } from "../../schema/resolve-field-type.js";
import type { EnumType, Schema } from "../../schema/schema.js";
import { isOnTable, type SchemaObject } from "../../schema/schema-object.js";
import type { ForeignKey, Index, Table, Unique } from "../../schema/table.js";
import { tableOf } from "../../schema/with-object.js";
import { StandardDdl, type StatementFact, type TableName } from "../ddl.js";
import type { Statement, Statements } from "../statement.js";
import { changedFields } from "../table-difference.js";
import { autoUpdateName, type PostgresqlColumns } from "./columns.js";
import { enumName, enumType, isEnumField } from "./enum-name.js";
import type { AddedValue } from "./enum-values.js";
import { builtKeyName, keyIndex, usualKeyName } from "./key-name.js";
import { builtIndexProbe, failedIndexRepair, leftIndexQuery, probeOf } from "./probes.js";
import { isUnlogged, postgresqlOptions, storageParameters, UNLOGGED } from "./table-options.js";

/** One that fields share has no namespace. */
type TypeName = Pick<TableName, "name"> & Partial<TableName>;

/** A field of a table: where an enum type has its own name from. */
interface EnumPlace {
  readonly table: Table;
  readonly field: SideNamed;
}

/** PostgreSQL's words for single statements; enum types and counters are beside the tables. */
export class PostgresqlDdl extends StandardDdl<PostgresqlColumns> {
  override probe(fact: StatementFact): string {
    return probeOf(fact, this);
  }

  // Statements

  /** A name inside the namespace of the table: indexes, types, functions. */
  beside(table: Pick<Table, "namespace">, name: string): string {
    return this.tableName({ namespace: table.namespace, name });
  }

  /** Built beside the writers. Outside any transaction; what a failure leaves is cleared away. */
  buildIndexStatement(table: Table, index: Index): Statement {
    const made = this.make({
      sql: this.columns.createIndexSql(table, index, true),
      transactional: false,
      probe: builtIndexProbe(table, index, this),
    });
    return { ...made, repair: failedIndexRepair(table, index, this) };
  }

  /**
   * Where every statement stands alone, its index is built beside the writers, and to make that the
   * constraint takes a moment.
   */
  override addUnique(table: Table, unique: Unique): Statements {
    if (this.context.transaction !== false) return super.addUnique(table, unique);
    const { name } = unique;
    const clause = this.columns.uniqueUsingIndex(unique);
    return [
      this.buildIndexStatement(table, keyIndex(name, unique)),
      this.addConstraint(table, clause, name),
    ];
  }

  /** The same for a key. */
  override addPrimaryKey(table: Table): Statements {
    const { primaryKey: key } = table;
    if (key === undefined || this.context.transaction !== false) return super.addPrimaryKey(table);
    const name = key.name ?? usualKeyName(table.name);
    const index = builtKeyName(table, key);
    const clause = this.columns.keyUsingIndex(key, this.quote(name), this.quote(index));
    return [
      this.buildIndexStatement(table, keyIndex(index, key)),
      this.addConstraint(table, clause, name),
    ];
  }

  /** The old key serves until the index of the new one is there: both change in one statement. */
  exchangePrimaryKeys(from: Table, to: Table): Statements {
    const { primaryKey: old } = from;
    const { primaryKey: key } = to;
    if (old === undefined || key === undefined) return [];
    const index = builtKeyName(to, key);
    const table = this.tableName(to);
    const oldName = `(SELECT conname FROM pg_constraint WHERE conrelid = ${this.literal(table)}::regclass AND contype = 'p')`;
    const chosen = key.name ?? (old.name === undefined ? undefined : usualKeyName(to.name));
    const named = chosen === undefined ? oldName : this.literal(chosen);
    const clause = this.columns.keyUsingIndex(key, "%I", "%I");
    return [
      this.buildIndexStatement(to, keyIndex(index, key)),
      this.make({
        sql: `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, ADD ${clause}', ${this.literal(table)}::regclass, ${oldName}, ${named}, ${this.literal(index)})`,
        comment: `Exchange the primary key of ${to.name}, whatever its name is, for the one that is built`,
        executeRows: true,
      }),
      this.#dropLeftIndex(from, builtKeyName(from, old)),
    ];
  }

  override dropConstraint(
    table: Table,
    name: string,
    kind: Parameters<StandardDdl["dropConstraint"]>[2],
  ): Statements {
    const dropped = super.dropConstraint(table, name, kind);
    if (kind !== "unique" || this.context.transaction !== false) return dropped;
    return [...dropped, this.#dropLeftIndex(table, name)];
  }

  /** On the way back from a run that stopped between the index of a key and the key. */
  #dropLeftIndex(table: Table, name: string): Statement {
    return this.make({
      sql: leftIndexQuery(table, name, this),
      comment: `Drop the index ${name} where it was built and never became a constraint`,
      executeRows: true,
      fact: { kind: "index", table, name, exists: false },
    });
  }

  override dropIndex(table: Table, index: Index, concurrently = false): Statements {
    return [
      this.make({
        sql: `DROP INDEX ${concurrently ? "CONCURRENTLY " : ""}${this.beside(table, index.name)}`,
        transactional: !concurrently,
        fact: { kind: "index", table, name: index.name, exists: false },
      }),
    ];
  }

  override renameIndex(table: Table, oldIndex: Index, newIndex: Index): Statements {
    return [
      this.make({
        sql: `ALTER INDEX ${this.beside(table, oldIndex.name)} RENAME TO ${this.quote(newIndex.name)}`,
        fact: { kind: "index", table, name: newIndex.name, exists: true },
      }),
    ];
  }

  /** Its name is the server's, and stays when the table is renamed: so it is asked. */
  override dropPrimaryKey(table: Table): Statements {
    const name = this.tableName(table);
    const { primaryKey: key } = table;
    const left = key !== undefined && this.context.transaction === false;
    return [
      this.make({
        sql: `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint WHERE conrelid = ${this.literal(name)}::regclass AND contype = 'p'`,
        comment: `Drop the primary key of ${table.name}, whatever its name is`,
        executeRows: true,
      }),
      ...(left ? [this.#dropLeftIndex(table, builtKeyName(table, key))] : []),
    ];
  }

  /**
   * Where every statement stands alone: new rows are checked from the first statement on, and those
   * that are there by the second, which blocks no other session.
   */
  constraintStatements(table: Table, clause: string, name: string): Statements {
    if (this.context.transaction !== false) {
      return [this.addConstraint(table, clause, name)];
    }
    return [
      {
        ...this.addConstraint(table, `${clause} NOT VALID`, name),
        transactional: false,
      },
      this.validateStatement(table, name),
    ];
  }

  validateStatement(table: Table, name: string): Statement {
    const constraint = `conrelid = to_regclass(${this.literal(this.tableName(table))}) AND conname = ${this.literal(name)}`;
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} VALIDATE CONSTRAINT ${this.quote(name)}`,
      comment: "Check the rows that exist, without blocking other sessions",
      transactional: false,
      probe: `SELECT EXISTS (SELECT FROM pg_constraint WHERE ${constraint} AND convalidated)::int AS done`,
    });
  }

  override addCheck(table: Table, check: Table["checks"][number]): Statements {
    return this.#checked(table, this.columns.checkClause(check), check);
  }

  /** Rows that are there are checked, unless they never are to be. */
  #checked(
    table: Table,
    clause: string,
    { name, notValid }: { readonly name: string; readonly notValid?: true },
  ): Statements {
    if (notValid !== true) return this.constraintStatements(table, clause, name);
    return [this.addConstraint(table, `${clause} NOT VALID`, name)];
  }

  dropLeftCheck(table: Table, name: string): Statement {
    return this.make({
      sql: `ALTER TABLE ${this.tableName(table)} DROP CONSTRAINT IF EXISTS ${this.quote(name)}`,
      fact: { kind: "constraint", table, name, exists: false },
    });
  }

  override createNamespace(namespace: string): Statements {
    if (namespace === "pg_temp") return [];
    return [
      this.make({
        // Not IF NOT EXISTS: that needs the right to create schemas even where the schema is there.
        sql: `SELECT ${this.literal(`CREATE SCHEMA ${this.quote(namespace)}`)} WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${this.literal(namespace)})`,
        comment: `Create the schema ${namespace} unless it is there`,
        executeRows: true,
      }),
    ];
  }

  override addForeignKey(place: FieldPlace, key: ForeignKey): Statements {
    return this.#checked(place.table, this.columns.foreignKeyClause(key, place), key);
  }

  override dropObjectSql(object: SchemaObject, schema: Schema): string {
    const table = isOnTable(object) ? tableOf(schema, object) : undefined;
    if (table === undefined) return super.dropObjectSql(object, schema);
    // What is on a table has its name there alone; the table's may stand before it, to tell it apart.
    const name = object.name.slice(object.name.lastIndexOf(".") + 1);
    return `${super.dropObjectSql({ ...object, name }, schema)} ON ${this.tableName(table)}`;
  }

  override createTable(place: FieldPlace): Statement {
    const statement = super.createTable(place);
    if (!isUnlogged(place.table.options)) return statement;
    return { ...statement, sql: statement.sql.replace("CREATE TABLE", "CREATE UNLOGGED TABLE") };
  }

  override alterOptions(from: Table, to: Table): Statements {
    const [old, options] = [postgresqlOptions(from.options), postgresqlOptions(to.options)];
    const table = this.tableName(to);
    const set = storageParameters(to.options).filter(
      (one) => !storageParameters(from.options).includes(one),
    );
    const reset = Object.keys(old).filter((key) => !(key in options) && key !== UNLOGGED);
    return [
      ...(isUnlogged(old) === isUnlogged(options)
        ? []
        : [this.sql(`ALTER TABLE ${table} SET ${isUnlogged(options) ? "UNLOGGED" : "LOGGED"}`)]),
      ...(set.length === 0 ? [] : [this.sql(`ALTER TABLE ${table} SET (${set.join(", ")})`)]),
      ...(reset.length === 0 ? [] : [this.sql(`ALTER TABLE ${table} RESET (${reset.join(", ")})`)]),
    ];
  }

  override comment(from: Table | undefined, to: Table): Statements {
    const name = this.tableName(to);
    const statements: Statement[] = [];
    if (from?.comment !== to.comment) statements.push(this.#comment(`TABLE ${name}`, to.comment));
    for (const { old, field } of changedFields(from, to)) {
      if ((old?.comment ?? "") === (field.comment ?? "")) continue;
      statements.push(this.#comment(`COLUMN ${name}.${this.quote(field.name)}`, field.comment));
    }
    return statements;
  }

  #comment(subject: string, comment: string | undefined): Statement {
    const text = comment === undefined || comment === "" ? "NULL" : this.literal(comment);
    return this.sql(`COMMENT ON ${subject} IS ${text}`);
  }

  /** A trigger stands in for the column attribute; a value that the statement sets itself stays. */
  override addAutoUpdate(table: Table, field: Field, schema: Schema): Statements {
    if (!field.autoUpdate) return [];
    const name = autoUpdateName(table.name, field);
    const column = this.quote(field.name);
    const now = this.dialect.currentTime(field, schema);
    const body = `BEGIN
  IF NEW.${column} IS NOT DISTINCT FROM OLD.${column} THEN
    NEW.${column} := ${now};
  END IF;
  RETURN NEW;
END`;
    return [
      this.make({
        sql: `CREATE FUNCTION ${this.beside(table, name)}() RETURNS trigger LANGUAGE plpgsql AS ${this.literal(body)}`,
        comment: `Keeps ${field.name} of ${table.name} current`,
      }),
      this.sql(
        `CREATE TRIGGER ${this.quote(name)} BEFORE UPDATE ON ${this.tableName(table)} FOR EACH ROW EXECUTE FUNCTION ${this.beside(table, name)}()`,
      ),
    ];
  }

  override dropAutoUpdate(table: Table, field: Field): Statements {
    if (!field.autoUpdate) return [];
    const name = autoUpdateName(table.name, field);
    return [
      this.sql(`DROP TRIGGER ${this.quote(name)} ON ${this.tableName(table)}`),
      this.sql(`DROP FUNCTION ${this.beside(table, name)}()`),
    ];
  }

  enumFields(table: Table, schema: Schema): readonly Field[] {
    return table.fields.filter((field) => isEnumField(field, schema));
  }

  createEnum(table: Table, field: Field): Statement {
    return this.createType({ ...enumType(table, field), values: field.values });
  }

  /** The same where a foreign key to the field may have come before it. */
  ensureEnum({ table, field }: TypeOrigin): Statement {
    const type = enumType(table, field);
    const { sql } = this.createEnum(table, field);
    return this.make({
      sql: `SELECT ${this.literal(sql)} WHERE to_regtype(${this.literal(this.tableName(type))}) IS NULL`,
      comment: `Create the enum type of ${field.name} of ${table.name} unless it is there`,
      executeRows: true,
    });
  }

  dropEnum(table: Table, field: Field): Statement {
    return this.dropType(enumType(table, field));
  }

  /** The same where a foreign key to the field may outlive it. */
  dropUnusedEnum({ table, field }: TypeOrigin): Statement {
    const type = `to_regtype(${this.literal(this.tableName(enumType(table, field)))})`;
    const { sql } = this.dropEnum(table, field);
    return this.make({
      sql: `SELECT ${this.literal(sql)} WHERE ${type} IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute WHERE atttypid = ${type} AND NOT attisdropped)`,
      comment: `Drop the enum type of ${field.name} of ${table.name} unless a column has it`,
      executeRows: true,
    });
  }

  createType({
    name,
    namespace,
    values = [],
  }: TypeName & { readonly values?: EnumType["values"] | undefined }): Statement {
    const list = values.map((value) => this.literal(value)).join(", ");
    return this.sql(`CREATE TYPE ${this.tableName({ name, namespace })} AS ENUM (${list})`);
  }

  dropType({ name, namespace }: TypeName): Statement {
    return this.sql(`DROP TYPE ${this.tableName({ name, namespace })}`);
  }

  addValues(type: TableName, values: readonly AddedValue[]): Statements {
    return values.map(({ value, after, before }) => {
      const place =
        after === undefined ? this.#beside("BEFORE", before) : this.#beside("AFTER", after);
      return this.sql(
        `ALTER TYPE ${this.tableName(type)} ADD VALUE ${this.literal(value)}${place}`,
      );
    });
  }

  #beside(side: "AFTER" | "BEFORE", neighbour: string | undefined): string {
    return neighbour === undefined ? "" : ` ${side} ${this.literal(neighbour)}`;
  }

  /** Rows and defaults follow by themselves. */
  renameValues(type: TableName, renamed: ReadonlyMap<string, string>): Statements {
    return [...renamed].map(([from, to]) =>
      this.sql(
        `ALTER TYPE ${this.tableName(type)} RENAME VALUE ${this.literal(from)} TO ${this.literal(to)}`,
      ),
    );
  }

  renameEnum(from: EnumPlace, to: EnumPlace): Statements {
    const name = enumName(to.table.name, to.field);
    if (name === enumName(from.table.name, from.field)) return [];
    const type = this.tableName(enumType(from.table, from.field));
    return [this.sql(`ALTER TYPE ${type} RENAME TO ${this.quote(name)}`)];
  }
}
