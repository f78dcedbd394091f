import type { Dialect, Home } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import { type Bookkeeping, bookkeepingOf } from "./bookkeeping.js";
import { Journal } from "./journal.js";
import { Recorder } from "./recorder.js";
import { ToolTable } from "./tool-table.js";

/** Everything in which the tool remembers what it did to one database. */
export interface Books {
  readonly home: Home;
  readonly tables: Bookkeeping;
  readonly recorder: Recorder;
  readonly journal: Journal;
  /** The book of rows that `UpsertData` made. */
  readonly rowsBook: ToolTable;
  /** The full name of the history table: who shares it shares the lock. */
  readonly name: string;
}

/**
 * Finds out, once for a database, where the tool's tables are: a migration may tell its session to
 * look for names elsewhere (`SET search_path`, `USE`), and they must be found all the same.
 *
 * @param connection a session that has just begun.
 */
export async function findBooks(
  dialect: Dialect,
  connection: Connection,
  historyTable: string,
): Promise<Books> {
  const home = await dialect.home(connection);
  const tables = bookkeepingOf(historyTable, home);
  const history = new ToolTable(dialect, tables.history, home);
  return {
    home,
    tables,
    recorder: new Recorder(dialect, history),
    journal: new Journal(new ToolTable(dialect, tables.journal, home)),
    rowsBook: new ToolTable(dialect, tables.rows, home),
    name: history.name,
  };
}
