import type { Connection } from "../../driver/driver.js";
import { runStatement } from "../run-statement.js";
import type { LiveColumn, Statement } from "../statement.js";

type Retype = Extract<LiveColumn, { readonly kind: "retype" }>;

/**
 * What SET DATA TYPE takes from a column unless it is said again: a collation other than that of the
 * type, and how its values are stored. `jsonb`, because compression is younger than some servers.
 */
const BESIDES = `SELECT
    (SELECT format('%I.%I', s.nspname, c.collname) FROM pg_collation c
      JOIN pg_namespace s ON s.oid = c.collnamespace
      WHERE c.oid = a.attcollation AND a.attcollation <> t.typcollation AND n.typcollation <> 0) AS collation,
    CASE WHEN a.attstorage <> t.typstorage AND n.typstorage <> 'p' THEN CASE a.attstorage
      WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage,
    CASE WHEN n.typstorage <> 'p' THEN CASE to_jsonb(a) ->> 'attcompression'
      WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END END AS compression
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type n ON n.oid = to_regtype($3)
  WHERE a.attrelid = to_regclass($1) AND a.attname = $2 AND NOT a.attisdropped`;

/** Changes a column's type; what the column has besides stays. */
export async function retypeColumn(
  connection: Connection,
  request: { readonly statement: Statement; readonly live: Retype; quote(name: string): string },
): Promise<number> {
  const { statement, live, quote } = request;
  const [row] = await connection.query(BESIDES, [live.table, live.field, live.type]);
  const { collation, storage, compression } = row ?? {};
  const typed = `SET DATA TYPE ${live.type}`;
  const collated = typeof collation === "string" && live.keepsCollation;
  const also = [
    ...(typeof storage === "string" ? [`SET STORAGE ${storage}`] : []),
    ...(typeof compression === "string" ? [`SET COMPRESSION ${compression}`] : []),
  ].map((action) => `, ALTER COLUMN ${quote(live.field)} ${action}`);
  const sql = collated
    ? statement.sql.replace(typed, () => `${typed} COLLATE ${collation}`)
    : statement.sql;
  return await runStatement(connection, { ...statement, sql: sql + also.join("") });
}
