import type { DefaultNamespace, Dialect } from "../dialect/dialect.js";
import { splitTableKey } from "../dialect/names.js";
import type { Connection } from "../driver/driver.js";
import { type Bookkeeping, bookkeepingOf } from "../plan/bookkeeping.js";
import { RunnerError } from "../plan/runner-error.js";
import { Journal } from "./journal.js";
import { Recorder } from "./recorder.js";
import { ToolTable } from "./tool-table.js";

/** Everything in which the tool remembers what it did to one database. */
export interface Books {
  readonly defaultNamespace: DefaultNamespace;
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
  const defaultNamespace = await dialect.session.defaultNamespace(connection);
  const tables = bookkeepingOf(historyTable, defaultNamespace);
  const history = new ToolTable(dialect, tables.history, defaultNamespace);
  // Whoever names the schema has said which one is meant.
  if (splitTableKey(historyTable).namespace === undefined) {
    await assertNoOtherHistory(dialect, connection, history);
  }
  return {
    defaultNamespace,
    tables,
    recorder: new Recorder(dialect, history),
    journal: new Journal(new ToolTable(dialect, tables.journal, defaultNamespace)),
    rowsBook: new ToolTable(dialect, tables.rows, defaultNamespace),
    name: history.name,
  };
}

/**
 * A name without a schema is looked for in several, and the first of them may be newer than the
 * history: a second one there would begin from nothing, in a database where everything is applied.
 *
 * @throws RunnerError RUNNER_HISTORY_ELSEWHERE
 */
async function assertNoOtherHistory(
  dialect: Dialect,
  connection: Connection,
  history: ToolTable,
): Promise<void> {
  const { table } = history;
  if (!dialect.features.namespaces || table.namespace !== undefined) return;
  if (await history.exists(connection)) return;
  const nowhere = { database: undefined, namespace: undefined };
  if (!(await new ToolTable(dialect, table, nowhere).exists(connection))) return;
  const schema = await dialect.session.createIntrospector(connection).read({ ignore: [] });
  const found = [...schema.tables.values()].flatMap(({ name, namespace }) =>
    name === table.name && namespace !== undefined ? [`${namespace}.${name}`] : [],
  );
  const [first = `<schema>.${table.name}`] = found;
  throw new RunnerError({
    code: "RUNNER_HISTORY_ELSEWHERE",
    message: `${history.name} does not exist, and another history of that name is found by way of the other schemas of the session: ${found.join(", ")}`,
    hint: `Set \`migration.history_table\` to "${first}" to go on with that one; to begin another in the current schema, set it to the name that includes this schema.`,
  });
}
