import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

/**
 * The schema with the session's default namespace left out where it was written (`public.users` is
 * `users`), as the introspector does.
 */
export function withoutNamespace(schema: Schema, namespace: string): Schema {
  const prefix = `${namespace}.`;
  const bare = (key: string): string =>
    schema.tables.get(key)?.namespace === namespace ? key.slice(prefix.length) : key;
  const tables = [...schema.tables.values()].map((table): readonly [string, Table] => {
    const foreignKeys = table.foreignKeys.map((key) => ({ ...key, table: bare(key.table) }));
    const own = table.namespace === namespace ? undefined : table.namespace;
    const made: Table = { ...table, namespace: own, foreignKeys };
    return [tableKey(made), made];
  });
  tables.sort(([left], [right]) => (left < right ? -1 : 1));
  return { ...schema, tables: new Map(tables) };
}
