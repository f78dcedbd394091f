import type { Connection } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { inOrderOf } from "../field-order.js";

const ORDER = `SELECT c.relname AS name,
    CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END AS namespace,
    ARRAY(SELECT a.attname::text FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`;

/** The schema with the fields of each table in the order of the columns that are there. */
export async function inLiveOrder(connection: Connection, schema: Schema): Promise<Schema> {
  const order = new Map<string, readonly string[]>();
  for (const { name, namespace, columns } of await connection.query(ORDER)) {
    const key = tableKey({
      name: String(name),
      namespace: typeof namespace === "string" ? namespace : undefined,
    });
    if (Array.isArray(columns)) order.set(key, columns.map(String));
  }
  return inOrderOf(schema, order);
}
