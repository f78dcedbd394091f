import { shortName } from "../../schema/constraint-name.js";

import type { Table } from "../../schema/table.js";

/**
 * The name of the enum type of a field; it lives in the namespace of the table. The ending keeps
 * it apart from tables: `orders.status` beside a table `orders_status`.
 */
export function enumName(table: string, field: string): string {
  return shortName(`${table}_${field}_enum`);
}

/** The same as a name in the namespace of its table. */
export function enumType(
  table: Pick<Table, "name" | "namespace">,
  field: string,
): { readonly name: string; readonly namespace: string | undefined } {
  return { name: enumName(table.name, field), namespace: table.namespace };
}
