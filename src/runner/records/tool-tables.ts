import type { DefaultNamespace, Dialect } from "../../dialect/dialect.js";
import { splitTableKey } from "../../dialect/names.js";
import type { Connection, Row } from "../../driver/driver.js";
import { RunnerError } from "../../plan/runner-error.js";
import { toolTablesOf } from "../../plan/tool-tables.js";
import { tableKey } from "../../schema/schema.js";
import { Journal } from "./journal.js";
import type { Remembered } from "./memory.js";
import { type HistoryReading, Recorder } from "./recorder.js";
import { Snapshots } from "./snapshots.js";
import { ToolTable } from "./tool-table.js";

/** Everything in which the tool remembers what it did to one database. */
export interface ToolTables {
  /** Where they are. */
  readonly defaultNamespace: DefaultNamespace;
  /** Their keys: what an introspector ignores. */
  readonly names: readonly string[];
  readonly recorder: Recorder;
  readonly journal: Journal;
  /** The rows that `UpsertData` made. */
  readonly rows: ToolTable;
  readonly snapshots: Snapshots;
  /** The key of that table, as an editor wants it. */
  readonly rowsTable: string;
  /** The full name of the history table: who shares it shares the lock. */
  readonly fullName: string;
  /**
   * @param how what of it is wanted; default: what decides what is to be done
   * @param asked the questions of it, if they are on their way
   * @throws RunnerError RUNNER_HISTORY_ELSEWHERE
   */
  read(connection: Connection, how?: HistoryReading, asked?: AskedTables): Promise<Remembered>;
}

/** What the history and the journal have been asked. */
interface AskedTables {
  readonly history: Promise<readonly Row[]>;
  readonly entries: Promise<readonly Row[]>;
}

/** The tool's tables, and what they were asked before it was known where they are. */
interface FoundTables {
  readonly tables: ToolTables;
  readonly asked: AskedTables | undefined;
}

interface ToolTablesRequest {
  readonly dialect: Dialect;
  /** A session that has just begun. */
  readonly connection: Connection;
  readonly historyTable: string;
  /** Written into the history. */
  readonly toolVersion: string;
  /** They are going to be read: what is asked before it is known where they are, and whether the snapshot is, too. */
  readonly reading?: (HistoryReading & { readonly snapshot: boolean }) | undefined;
}

/**
 * Finds out, once for a database, where the tool's tables are: a migration may tell its session to
 * look for names elsewhere (`SET search_path`, `USE`), and they must be found all the same.
 *
 * Where the database takes several questions at once, they are asked where they are likely to be, in one packet with the
 * question where they are; what came from another place is dropped.
 */
export async function findToolTables(request: ToolTablesRequest): Promise<FoundTables> {
  const { dialect, connection, reading } = request;
  const likely = reading && dialect.session.likelyNamespace(connection);
  const guessed = likely && tablesAt(likely, request);
  const asked = guessed?.ask(connection, reading);
  const place = await dialect.session.defaultNamespace(connection);
  if (guessed !== undefined && place.namespace === likely?.namespace) {
    return { tables: guessed.tables, asked };
  }
  return { tables: tablesAt(place, request).tables, asked: undefined };
}

function tablesAt(
  defaultNamespace: DefaultNamespace,
  { dialect, historyTable, toolVersion }: ToolTablesRequest,
) {
  const tables = toolTablesOf(historyTable, defaultNamespace);
  const history = new ToolTable(dialect, tables.history, defaultNamespace);
  const recorder = new Recorder(dialect, history, toolVersion);
  const journal = new Journal(new ToolTable(dialect, tables.journal, defaultNamespace));
  // A name with a schema says which one is meant.
  const told = splitTableKey(historyTable).namespace !== undefined;
  const snapshots = new Snapshots(
    dialect,
    new ToolTable(dialect, tables.snapshot, defaultNamespace),
  );
  const readAnew: ReadsTables = async (session, how, asked) => {
    // Where DDL commits, every migration has used the journal.
    const whole = dialect.features.transactionalDdl
      ? undefined
      : await journal.readWith(session, recorder, how);
    if (whole !== undefined) return whole;
    // Given together, they are one question where the database can.
    const [read, entries] = await Promise.all([
      recorder.read(session, how, asked?.history),
      journal.read(session, asked?.entries),
    ]);
    if (recorder.missing && !told) await assertNoOtherHistory(dialect, session, history);
    return { history: read, entries };
  };
  const own: ToolTables = {
    defaultNamespace,
    names: tables.names,
    recorder,
    journal,
    read: unlessTheSame(readAnew),
    rows: new ToolTable(dialect, tables.rows, defaultNamespace),
    snapshots,
    rowsTable: tableKey(tables.rows),
    fullName: history.name,
  };
  const ask = (connection: Connection, reading: ToolTablesRequest["reading"]): AskedTables => {
    const how = { told: reading?.told === true };
    const asked = { history: recorder.ask(connection, how), entries: journal.ask(connection) };
    for (const one of Object.values(asked)) one.catch(() => undefined);
    if (reading?.snapshot === true) snapshots.ask(connection);
    return asked;
  };
  return { tables: own, ask };
}

type ReadsTables = (
  session: Connection,
  how: HistoryReading,
  asked?: AskedTables,
) => Promise<Remembered>;

/** Reads again only what may be another by now, where the session can tell: see `Connection.dataVersion`. */
function unlessTheSame(read: ReadsTables): ToolTables["read"] {
  let last:
    | {
        readonly session: Connection;
        readonly version: string;
        readonly told: boolean;
        readonly remembered: Remembered;
      }
    | undefined;
  return async (session, how = { told: false }, asked) => {
    const { told } = how;
    // Before it is read: what is committed in between is read again the next time.
    const version = await session.dataVersion?.();
    if (version === undefined) return await read(session, how, asked);
    if (last?.session !== session || last.version !== version || (told && !last.told)) {
      last = undefined;
      last = { session, version, told, remembered: await read(session, how, asked) };
    }
    return last.remembered;
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
  const nowhere = { database: undefined, namespace: undefined };
  if (!(await new ToolTable(dialect, table, nowhere).exists(connection))) return;
  // It was not there when it was read, before the lock: another runner may have made it since, and is found by now.
  if (await history.exists(connection)) return;
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
