import { type ClientType, clientTypeOf } from "../dialect/client-types.js";
import type { Dialect } from "../dialect/dialect.js";
import { counts } from "../schema/counter.js";
import type { Field } from "../schema/field.js";
import { findField } from "../schema/find-field.js";
import { resolveFieldType } from "../schema/resolve-field-type.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";

/** A column as programs see it; the types are TypeScript, NULL included. */
export interface TypedColumn {
  readonly name: string;
  readonly comment: string | undefined;
  readonly select: string;
  readonly insert: string;
  /** A row that is inserted need not have it, beside that it may be NULL. */
  readonly filled: boolean;
  readonly nullable: boolean;
  /** The database computes or numbers it, and takes no other value. */
  readonly computed: boolean;
}

export interface TypedTable {
  /** As queries name it: `users`, `audit.log`. */
  readonly key: string;
  /** What its types are called. */
  readonly name: string;
  readonly comment: string | undefined;
  readonly columns: readonly TypedColumn[];
}

/** A schema as the programs see it that use one database by its usual client. */
export interface TypedSchema {
  /** The client's package. */
  readonly client: string;
  /** Enums that fields share: the name of the type, and its values in TypeScript. */
  readonly enums: readonly (readonly [name: string, values: string])[];
  readonly tables: readonly TypedTable[];
}

/** The names of the types of a table, each of which has to be free. */
export function formsOf(name: string): readonly string[] {
  return [name, `${name}Table`, `${name}Insert`, `${name}Update`];
}

/** @throws DialectError, StateError for what the database cannot have. */
export function typedSchema(schema: Schema, dialect: Dialect): TypedSchema {
  const names = new TypeNames();
  const enums = new Map(
    [...schema.enums.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, values }) => [name, [names.take(pascalCase(name)), union(values)] as const]),
  );
  const reader = new TypeReader({
    schema,
    dialect,
    enums: new Map([...enums].map(([name, [type]]) => [name, type])),
  });
  const tables = [...schema.tables].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    client: dialect.client.name,
    enums: [...enums.values()],
    tables: tables.map(([key, table]) => ({
      key,
      name: names.take(pascalCase(key), formsOf),
      comment: table.comment,
      columns: table.fields.map((field) => reader.column(field, table, key)),
    })),
  };
}

interface TypeSource {
  readonly schema: Schema;
  readonly dialect: Dialect;
  /** Name of the enum -> name of its type. */
  readonly enums: ReadonlyMap<string, string>;
}

class TypeReader {
  readonly #source: TypeSource;
  /** What types of the database's own are in the model's words; made where it is needed. */
  #expected: Schema | undefined;

  constructor(source: TypeSource) {
    this.#source = source;
  }

  column(field: Field, table: Table, key: string): TypedColumn {
    const type = this.#typeOf(field, table, key);
    const inKey = table.primaryKey?.fields.includes(field.name) === true;
    const nullable = field.nullable && !inKey;
    const withNull = (text: string): string =>
      nullable && text !== "unknown" ? `${text} | null` : text;
    return {
      name: field.name,
      comment: field.comment,
      select: withNull(type.select),
      insert: withNull(type.insert),
      filled: isFilled(field),
      nullable,
      computed: field.generated !== undefined || field.identity === "always",
    };
  }

  #typeOf(field: Field, table: Table, key: string): ClientType {
    const { schema, dialect, enums } = this.#source;
    const resolved = resolveFieldType(field, { table, schema });
    const mapped = schema.typeMappings[dialect.name]?.[resolved.type] !== undefined;
    const known = resolved.native === undefined && !mapped ? resolved : this.#readBack(field, key);
    const shared = known.enum === undefined ? undefined : enums.get(known.enum);
    const values = known.values?.length ? union(known.values) : undefined;
    return (
      clientTypeOf(dialect.client, known.type, shared ?? values) ?? {
        select: "unknown",
        insert: "unknown",
      }
    );
  }

  /** A type of the database's own, which may be one of the model's by another name. */
  #readBack(field: Field, key: string): Field {
    const { schema, dialect } = this.#source;
    this.#expected ??= dialect.expected(schema);
    const table = this.#expected.tables.get(key);
    return (table && findField(table, field.name)) ?? field;
  }
}

function isFilled(field: Field): boolean {
  return counts(field) || field.default !== undefined || field.autoCreate || field.autoUpdate;
}

function union(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

/** Names that mean something else in a file of types. */
const TAKEN: readonly string[] = [
  "Buffer",
  "ColumnType",
  "Database",
  "Date",
  "Generated",
  "GeneratedAlways",
  "Insertable",
  "Interval",
  "JsonValue",
  "Partial",
  "Selectable",
  "Uint8Array",
  "Updateable",
];

/** Hands out names of types, each once. */
class TypeNames {
  readonly #taken = new Set(TAKEN);

  /** The first of `name`, `name2`, `name3` ... of which every form is free; the forms are taken. */
  take(name: string, forms: (name: string) => readonly string[] = (one) => [one]): string {
    for (let turn = 1; ; turn += 1) {
      const given = turn === 1 ? name : `${name}${turn}`;
      const wanted = forms(given);
      if (wanted.some((one) => this.#taken.has(one))) continue;
      for (const one of wanted) this.#taken.add(one);
      return given;
    }
  }
}

/** `audit.log_lines` as `AuditLogLines`. */
function pascalCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return /^\p{L}/u.test(joined) ? joined : `T${joined}`;
}
