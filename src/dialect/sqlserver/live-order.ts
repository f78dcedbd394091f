import type { Connection } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { inOrderOf } from "../field-order.js";

export const LIVE_ORDER = `SELECT t.name AS name, CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace, c.name AS column_name
  FROM sys.columns AS c
  INNER JOIN sys.tables AS t ON t.object_id = c.object_id
  INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
  ORDER BY t.object_id, c.column_id`;

/** The schema with the fields of each table in the order of the columns that are there. */
export async function inSqlserverOrder(connection: Connection, schema: Schema): Promise<Schema> {
  const order = new Map<string, string[]>();
  for (const { name, namespace, column_name } of await connection.query(LIVE_ORDER)) {
    const key = tableKey({
      name: String(name),
      namespace: typeof namespace === "string" ? namespace : undefined,
    });
    const columns = order.get(key);
    if (columns === undefined) order.set(key, [String(column_name)]);
    else columns.push(String(column_name));
  }
  return inOrderOf(schema, order);
}
