import type { Connection } from "../../driver/driver.js";

/** Rows that this session has deleted so far, those of triggers included. */
export async function deletedRows(connection: Connection): Promise<number> {
  const [row] = await connection.query("SHOW SESSION STATUS LIKE 'Handler_delete'");
  return Number(row?.Value ?? 0);
}
