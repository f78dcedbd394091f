import type { Table } from "./table.js";

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
}
