import type { SqlValue } from "../driver/driver.js";
import type { Identity, OwnSequence } from "../schema/counter.js";
import type { Field } from "../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import {
  type Check,
  type ForeignKey,
  type Index,
  type IndexPart,
  makeIndex,
  type ReferentialAction,
  type Table,
  type Unique,
} from "../schema/table.js";
import { sortedEntries } from "../text/record.js";
import { targetFields } from "./foreign-key-target.js";

/** The part of a dialect that knows how columns are written: what its helpers need of it. */
export interface ColumnWriter {
  /** The column type of a field, where a table that is created later may be needed. */
  columnTypeAt(field: Field, place: FieldPlace): string;
  /** The SQL of a field's default, undefined for none. */
  defaultSql(field: Field, schema: Schema): string | undefined;
  /** SQL of an entry of `defaults`. @throws DialectError when it is not declared. */
  namedDefault(name: string, field: Field, schema: Schema): string;
  /** What the client is given for a value of `UpsertData` in a field of this (resolved) type. */
  parameterOf(value: unknown, field: Field): SqlValue;
}

/** The facts of a field that a column type carries: what a type reader makes of SQL text. */
export type ColumnType = Pick<
  Field,
  | "type"
  | "native"
  | "length"
  | "precision"
  | "scale"
  | "values"
  | "identity"
  | "sequence"
  | "counter"
>;

/** The facts of a type that has none beside its name. */
export const bareType = {
  native: undefined,
  length: undefined,
  precision: undefined,
  scale: undefined,
  values: undefined,
} as const;

/** A type that the model has no word for. */
export function nativeType(sql: string): ColumnType {
  return { ...bareType, type: "native", native: sql };
}

const COUNTERS: ReadonlyMap<string, string> = new Map([
  ["integer", "serial"],
  ["bigint", "bigserial"],
]);

/** The type of a column that counts, in the model's words: what has none for it says `identity`. */
export function countingType(type: ColumnType, identity: Identity): ColumnType {
  const counter = COUNTERS.get(type.type);
  return counter === undefined ? { ...type, identity } : { ...type, type: counter };
}

/** The same of one that counts by a sequence. */
export function sequenceType(type: ColumnType, sequence: OwnSequence): ColumnType {
  return { ...type, type: COUNTERS.get(type.type) ?? type.type, sequence };
}

/**
 * A schema as the database would report it. A dialect overrides the smallest method that differs;
 * `readType` must be the very reader that its introspector uses, so that the two cannot disagree.
 * Lists without a meaning of their order are sorted by name, and so are the tables.
 */
export class Expected {
  protected readonly dialect: ColumnWriter;
  protected readonly source: Schema;
  /** Where the type of a reference to a table that is created later is found. */
  protected readonly horizon: Schema;

  constructor(dialect: ColumnWriter, source: Schema, horizon: Schema) {
    this.dialect = dialect;
    this.source = source;
    this.horizon = horizon;
  }

  schema(): Schema {
    const tables = [...this.source.tables.values()].map((table) => this.table(table));
    return schemaOfTables(tables);
  }

  protected place(table: Table): FieldPlace {
    return { table, schema: this.source, horizon: this.horizon };
  }

  protected table(table: Table): Table {
    return {
      name: table.name,
      namespace: table.namespace,
      fields: table.fields.map((field) => this.field(field, table)),
      primaryKey: this.primaryKey(table),
      foreignKeys: table.foreignKeys
        .filter((key) => this.holds(key))
        .map((key) => this.foreignKey(key, table)),
      indexes: table.indexes.map((index) => this.index(index, table)),
      uniques: table.uniques.map((unique) => this.unique(unique)),
      checks: table.checks.map((check) => this.check(check)),
      exclusions: table.exclusions.map(({ name, definition }) => ({
        name,
        definition: this.expression(definition),
      })),
      comment: this.comment(table.comment),
      options: this.options(table),
    };
  }

  protected field(field: Field, table: Table): Field {
    const column = resolveFieldType(field, this.place(table));
    const sql = this.dialect.defaultSql(field, this.source);
    return {
      name: field.name,
      ...this.columnType(field, table),
      nullable: field.nullable && table.primaryKey?.fields.includes(field.name) !== true,
      default: sql === undefined ? undefined : { kind: "sql", sql: this.defaultText(sql, column) },
      autoCreate: false,
      autoUpdate: field.autoUpdate,
      generated: field.generated && {
        expression: this.expression(field.generated.expression),
        stored: field.generated.stored,
      },
      collation: this.collation(column),
      comment: this.comment(field.comment),
    };
  }

  /** The rendered type, read back; native unless the dialect has a reader. */
  protected columnType(field: Field, table: Table): ColumnType {
    return this.readType(this.dialect.columnTypeAt(field, this.place(table)), field, table);
  }

  protected readType(sql: string, _field: Field, _table: Table): ColumnType {
    return nativeType(sql);
  }

  /** The SQL of a default, as the database reports it. */
  protected defaultText(sql: string, _column: Field): string {
    return this.expression(sql);
  }

  /** Any other expression, as the database reports it. */
  protected expression(sql: string): string {
    return sql.trim();
  }

  protected comment(comment: string | undefined): string | undefined {
    return comment === "" ? undefined : comment;
  }

  protected collation(column: Field): string | undefined {
    return column.collation;
  }

  protected primaryKey(table: Table): Table["primaryKey"] {
    const key = table.primaryKey;
    return key && { name: undefined, fields: [...key.fields] };
  }

  protected unique({ name, fields }: Unique): Unique {
    return { name, fields: [...fields] };
  }

  protected check({ name, expression }: Check): Check {
    return { name, expression: this.expression(expression) };
  }

  /** Databases that want the target first get a foreign key when its table is created. */
  protected holds(key: ForeignKey): boolean {
    return this.source.tables.has(key.table);
  }

  protected foreignKey(key: ForeignKey, table: Table): ForeignKey {
    return {
      name: key.name,
      fields: [...key.fields],
      table: key.table,
      targetFields: [...targetFields(key, this.place(table))],
      onDelete: this.action(key.onDelete),
      onUpdate: this.action(key.onUpdate),
      deferrable: key.deferrable === true,
    };
  }

  protected action(action: ReferentialAction): ReferentialAction {
    return action === "PROTECT" ? "RESTRICT" : action;
  }

  protected index(index: Index, table: Table): Index {
    return makeIndex({
      ...index,
      parts: index.parts.map((part) => this.indexPart(part, index, table)),
      where: index.where === undefined ? undefined : this.expression(index.where),
      concurrently: false,
      comment: undefined,
      options: undefined,
    });
  }

  protected indexPart(part: IndexPart, _index: Index, _table: Table): IndexPart {
    const { expression } = part;
    return { ...part, expression: expression && this.expression(expression) };
  }

  protected options(_table: Table): Table["options"] {
    return {};
  }
}

/** A schema of these tables in expected order: what an introspector returns. */
export function schemaOfTables(tables: readonly Table[]): Schema {
  const sorted = tables.map(sortedTable).map((table) => [tableKey(table), table] as const);
  sorted.sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    tables: new Map(sorted),
    defaults: {},
    typeMappings: {},
    enums: new Map(),
    objects: new Map(),
  };
}

function sortedTable(table: Table): Table {
  return {
    ...table,
    foreignKeys: byName(table.foreignKeys),
    indexes: byName(table.indexes),
    uniques: byName(table.uniques),
    checks: byName(table.checks),
    exclusions: byName(table.exclusions),
    options: Object.fromEntries(sortedEntries(table.options)),
  };
}

function byName<Item extends { readonly name: string }>(items: readonly Item[]): Item[] {
  return [...items].sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Spelling of a type -> the model's word for it: those that are spelled like that, and others. */
export function typeWords(
  same: string,
  others: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(same.split(" ").map((word) => [word, word])), ...others };
}
