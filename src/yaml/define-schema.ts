import type { OtherType } from "../schema/check-field-type.js";
import type { SchemaDocument } from "./document-shape.js";
import type { Placed } from "./shape.js";

/**
 * What a schema file in TypeScript imports.
 *
 * @module
 */

type CamelCase<Key> = Key extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Key;

/** What operations call a key of the format, where they call it otherwise. */
type OperationWord<Key, Value> = Key extends "operator_class"
  ? "opclass"
  : Key extends "schema"
    ? "namespace"
    : [Key, Value] extends ["unique", readonly unknown[] | undefined]
      ? "uniques"
      : never;

/** A foreign key of a table as operations have it. */
type Flat<Key> = Omit<Key, "references"> & {
  readonly table: string;
  readonly targetFields?: readonly string[] | undefined;
};

/** A value of the format as it is written in TypeScript: keys in camelCase, what is optional left out. */
type Written<T> = T extends readonly (infer Item)[]
  ? readonly Written<Item>[]
  : T extends string
    ? T
    : T extends Placed<infer Value>
      ? Written<Value>
      : T extends { readonly references: object }
        ? Keyed<T> | Flat<Keyed<T>>
        : T extends object
          ? Keyed<T>
          : T;

type Keyed<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : CamelCase<K>]: Written<T[K]>;
} & {
  readonly [K in keyof T as undefined extends T[K]
    ? CamelCase<K> | OperationWord<K, T[K]>
    : never]?: Written<Exclude<T[K], undefined>> | undefined;
};

export type { OtherType };

/** A schema file: the keys of `docs/guides/schema-files.md` in camelCase, or the words of operations. */
export type SchemaData = Written<SchemaDocument>;
export type TableData = NonNullable<SchemaData["tables"]>[number];
export type FieldData = TableData["fields"][number];
export type IndexData = NonNullable<TableData["indexes"]>[number];

/**
 * Says what a schema file says. The call stands in the file itself, once, as its default export;
 * parts may come from anywhere.
 *
 * @example
 * import { defineSchema } from "makemigrations/schema";
 *
 * export default defineSchema({
 *   tables: [{ name: "users", fields: [{ name: "id", type: "serial", primaryKey: true }] }],
 * });
 */
export function defineSchema(schema: SchemaData): SchemaData {
  return schema;
}
