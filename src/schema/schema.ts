import { suggestion } from "../text/nearest-name.js";
import type { EnumValues, Field } from "./field.js";
import type { Naming } from "./naming.js";
import { objectKey, type SchemaObject } from "./schema-object.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** database name (`postgresql`, `mysql`, `sqlite`, `sqlserver`) -> entry -> SQL text. */
export type PerDatabase = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The one schema model: YAML, replay of migrations and introspection of a live database all make
 * it. Frozen; every change is a function that returns a new one and shares what did not change.
 * A table's key is its name, or `namespace.name` where a namespace is set.
 */
export interface Schema {
  readonly tables: ReadonlyMap<string, Table>;
  readonly defaults: PerDatabase;
  readonly typeMappings: PerDatabase;
  /** Values that several fields share, by name. */
  readonly enums: ReadonlyMap<string, EnumType>;
  /** What the model has no words for; see `objectKey`. */
  readonly objects: ReadonlyMap<string, SchemaObject>;
  /** Where names count beyond their table; absent where no database is in view. */
  readonly naming?: Naming;
}

/** What a schema is made of; the tables in any order. */
export interface SchemaParts {
  readonly tables?: Iterable<Table> | TableMap<Table>;
  readonly defaults?: PerDatabase;
  readonly typeMappings?: PerDatabase;
  readonly enums?: Iterable<EnumType>;
  readonly objects?: Iterable<SchemaObject>;
}

/** A schema of these parts. @throws StateError when two tables have one key. */
export function schemaOf(parts: SchemaParts): Schema {
  return Object.freeze({
    tables: parts.tables instanceof TableMap ? parts.tables : byKey(parts.tables ?? []),
    defaults: perDatabase(parts.defaults ?? {}),
    typeMappings: perDatabase(parts.typeMappings ?? {}),
    enums: TableMap.from([...(parts.enums ?? [])].map((one) => [one.name, one])),
    objects: TableMap.from([...(parts.objects ?? [])].map((one) => [objectKey(one), one])),
  });
}

function byKey(tables: Iterable<Table>): TableMap<Table> {
  const found = new Map<string, Table>();
  for (const table of tables) {
    const key = tableKey(table);
    if (found.has(key)) throw tableExists(key);
    found.set(key, table);
  }
  return TableMap.from(found);
}

/** No tables, no maps: where every replay starts. */
export const emptySchema: Schema = schemaOf({});

/** Where every replay for one database starts. */
export function emptySchemaOf(naming: Naming): Schema {
  return Object.freeze({ ...emptySchema, naming });
}

/** The key of a table in {@link Schema.tables}, and how other tables refer to it. */
export function tableKey(table: Pick<Table, "name" | "namespace">): string {
  return table.namespace === undefined ? table.name : `${table.namespace}.${table.name}`;
}

/** The table with this key. @throws StateError with the nearest name. */
export function requireTable(schema: Schema, key: string): Table {
  const table = schema.tables.get(key);
  if (table !== undefined) return table;
  throw new StateError({
    code: "SCHEMA_TABLE_MISSING",
    message: `table "${key}" does not exist at this point`,
    hint: suggestion(
      key,
      schema.tables.keys(),
      "Create the table in an earlier operation, or depend on the migration that does.",
    ),
    table: key,
  });
}

/** A frozen copy whose entries are all its own: `constructor` finds nothing but what was written. */
export function perDatabase(maps: PerDatabase): PerDatabase {
  const copy: Record<string, Readonly<Record<string, string>>> = Object.create(null);
  for (const [database, entries] of Object.entries(maps)) {
    const own: Record<string, string> = Object.create(null);
    copy[database] = Object.freeze(Object.assign(own, entries));
  }
  return Object.freeze(copy);
}

export function tableExists(key: string): StateError {
  return new StateError({
    code: "SCHEMA_TABLE_EXISTS",
    message: `table "${key}" exists already`,
    hint: "Choose another name, or drop or rename the table that has it first.",
    table: key,
  });
}

/** Values under a name, which several fields share; a type of its own where the database has such. */
export interface EnumType {
  readonly name: string;
  /** In order, each once. */
  readonly values: EnumValues;
}

/** The field with the values of the enum that it shares; one that shares none is what it was. */
export function withValuesOf(field: Field, type: EnumType | undefined): Field {
  return type === undefined ? field : Object.freeze({ ...field, values: type.values });
}
