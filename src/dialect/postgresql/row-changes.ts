import type { Connection } from "../../driver/driver.js";
import type { RowWatch } from "../row-watch.js";

const CHANGES = `SELECT current_setting('track_counts') AS counting,
    coalesce(pg_stat_get_xact_tuples_inserted(c.oid) - pg_stat_get_xact_tuples_deleted(c.oid), 0)::int AS change
  FROM unnest($1::text[]) WITH ORDINALITY AS t (name, place)
  LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
  ORDER BY t.place`;

/**
 * Watches by how many rows this session's open transaction changes each table. The server counts this for autovacuum anyway, so it costs nothing on a table of any size, and what other sessions
 * delete meanwhile is not in it. A TRUNCATE is not either.
 *
 * @returns undefined when the server was told not to count.
 */
export async function watchRowChanges(
  connection: Connection,
  names: readonly string[],
): Promise<RowWatch | undefined> {
  const before = await rowChanges(connection, names);
  if (before === undefined) return undefined;
  return async () => {
    const after = (await rowChanges(connection, names)) ?? before;
    return before.map((change, at) => ({
      lost: Math.max(0, change - (after[at] ?? change)),
      of: undefined,
    }));
  };
}

async function rowChanges(
  connection: Connection,
  names: readonly string[],
): Promise<readonly number[] | undefined> {
  const list = names.map((name) => `"${name.replaceAll(/["\\]/g, "\\$&")}"`).join(",");
  const rows = await connection.query(CHANGES, [`{${list}}`]);
  if (rows.some(({ counting }) => counting !== "on")) return undefined;
  return rows.map(({ change }) => Number(change));
}
