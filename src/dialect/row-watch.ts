import type { Connection } from "../driver/driver.js";
import type { Table } from "../schema/table.js";

/** What became of the rows of one table. */
interface RowLoss {
  /** How many this session took away, none or more. */
  readonly lost: number;
  /** Of how many, where they were counted. */
  readonly of: number | undefined;
}

/** Answers for each of the tables that {@link watchByCounting} or its like was given, in their order. */
export type RowWatch = () => Promise<readonly RowLoss[]>;

/** How a database counts the rows of a table, and whether it was this session that deleted some. */
export interface RowCounting {
  /** `SELECT COUNT(*) AS n FROM ...` of one table. */
  readonly query: (table: Table) => string;
  /**
   * How many rows this session has deleted so far, in whatever table. Where other sessions may write
   * meanwhile, two counts alone would blame this one for what they deleted.
   */
  readonly deletions?: (connection: Connection) => Promise<number>;
}

/** Counts now, and again when asked. */
export async function watchByCounting(
  connection: Connection,
  tables: readonly Table[],
  { query, deletions }: RowCounting,
): Promise<RowWatch> {
  const count = async (): Promise<readonly number[]> => {
    const counts: number[] = [];
    for (const table of tables) {
      const [row] = await connection.query(query(table));
      counts.push(Number(row?.n ?? 0));
    }
    return counts;
  };
  const before = await count();
  const deletedBefore = await deletions?.(connection);
  return async () => {
    const after = await count();
    const innocent =
      deletedBefore !== undefined && (await deletions?.(connection)) === deletedBefore;
    return before.map((rows, at) => ({
      lost: innocent ? 0 : Math.max(0, rows - (after[at] ?? 0)),
      of: rows,
    }));
  };
}
