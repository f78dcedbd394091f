import type { Connection } from "../../driver/driver.js";
import { toolTablesOf } from "../../plan/tool-tables.js";
import type { Schema } from "../../schema/schema.js";
import type { ForeignKey } from "../../schema/table.js";
import type { ProjectState } from "../project-state.js";
import { openTarget } from "../with-runner.js";
import { type DumpFile, DumpFiles } from "./dump-files.js";
import { cannotDump, countRows, type DumpRow, keyText, readRows } from "./dump-rows.js";
import { type DumpOptions, type DumpTable, dumpTables } from "./dump-tables.js";
import { LaterReferences } from "./later-references.js";
import { parentsFirst, type SelfReference } from "./parents-first.js";

export interface DumpDataOptions extends DumpOptions {
  readonly name: string | undefined;
  /** More rows than these are refused before any is read. */
  readonly "max-rows": number;
  /** false: the files are only shown. */
  readonly write: boolean;
  readonly onFile: (file: DumpFile) => void;
  readonly onProgress: (done: number, all: number) => void;
}

export interface Dumped {
  /** How many of each table, in the order in which they are written. */
  readonly rows: ReadonlyMap<string, number>;
  readonly notices: readonly string[];
}

/** Rows between two reports of progress. */
const REPORT = 1000;

/**
 * Reads rows of the configured database and writes migrations that upsert them. A dump is there as
 * a whole or not at all.
 *
 * @throws CliError CLI_UNKNOWN_TABLE, CLI_DUMP_KEY, CLI_CANNOT_DUMP; DriverError
 */
export async function dumpData(state: ProjectState, options: DumpDataOptions): Promise<Dumped> {
  const { dialect, database } = await openTarget(state.config);
  const tables = dumpTables(state.schema, dialect, options);
  const connection = await database.open({ readOnly: true });
  try {
    await dialect.session.snapshot(connection);
    const ignore = toolTablesOf(state.config.migration.historyTable).names;
    const live = await dialect.session.createIntrospector(connection).read({ ignore });
    const notices = tables.flatMap((dump) => differences(dump, live));
    const counts = new Map<string, number>();
    for (const dump of tables) counts.set(dump.key, await countRows(connection, dump));
    requireFew(counts, options["max-rows"]);
    const name = options.name ?? (tables.length === 1 ? `dump_${tables[0]?.key}` : "dump_data");
    const files = new DumpFiles({ ...options, project: state, name });
    try {
      notices.push(...(await writeRows({ connection, tables, counts, files }, options)));
    } catch (error) {
      files.undo();
      throw error;
    }
    return { rows: counts, notices };
  } finally {
    await connection.close();
  }
}

interface Work {
  readonly connection: Connection;
  readonly tables: readonly DumpTable[];
  readonly counts: ReadonlyMap<string, number>;
  readonly files: DumpFiles;
}

async function writeRows(
  { connection, tables, counts, files }: Work,
  { onProgress }: DumpDataOptions,
): Promise<readonly string[]> {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const notices: string[] = [];
  const references = new LaterReferences(files);
  let done = 0;
  for (const [at, dump] of tables.entries()) {
    const later = tables.slice(at + 1).map(({ key }) => key);
    let outside = 0;
    const onOutside = (): void => {
      outside += 1;
    };
    let read = 0;
    const rows = parentsFirst(readRows(connection, dump), {
      references: selfReferences(dump),
      nameOf: (row) => keyText(dump, row),
      onOutside,
    });
    for await (const { row, ahead } of rows) {
      references.add(dump, row, [...ahead, ...keysAhead(dump, row, later)]);
      read += 1;
      done += 1;
      if (done % REPORT === 0) onProgress(done, all);
    }
    if (read !== counts.get(dump.key)) throw changedMeanwhile(dump.key);
    notices.push(...missingTargets(dump, { tables, outside }));
  }
  references.end();
  files.end();
  return notices;
}

/** What the migrations and the database do not agree about. @throws CliError CLI_CANNOT_DUMP */
function differences({ key, table, fields }: DumpTable, live: Schema): readonly string[] {
  const there = live.tables.get(key);
  if (there === undefined) return [];
  const known = new Set(table.fields.map(({ name }) => name));
  const columns = new Set(there.fields.map(({ name }) => name));
  const missing = fields.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    throw cannotDump(
      `table "${key}" of the database has no column ${missing.map((name) => `"${name}"`).join(", ")}`,
      "Apply the migrations to the database first, or see with db-diff where the two differ.",
    );
  }
  return there.fields
    .filter((one) => !known.has(one.name) && one.generated === undefined)
    .map(({ name }) => `column "${name}" of "${key}" is in no migration: its values are left out`);
}

function requireFew(counts: ReadonlyMap<string, number>, most: number): void {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (all <= most) return;
  const each = [...counts].map(([key, count]) => `${count} of "${key}"`).join(", ");
  throw cannotDump(
    `these are ${all} rows (${each}), more than the ${most} that a dump may have`,
    "Migrations are for the data that every database needs: choose rows with --where, raise --max-rows, or copy so many with the database's own tools.",
  );
}

function selfReferences({ key, table, open }: DumpTable): readonly SelfReference[] {
  return table.foreignKeys
    .filter((one) => one.table === key)
    .map((one) => ({
      key: one,
      fields: one.fields,
      targets: one.targetFields.length > 0 ? one.targetFields : (table.primaryKey?.fields ?? []),
      isOpen: open.has(one),
    }));
}

/** Tables that refer to each other in a circle have no order; their rows may have. */
function keysAhead({ table }: DumpTable, row: DumpRow, later: readonly string[]) {
  const isSet = ({ fields }: ForeignKey): boolean => fields.every((name) => row[name] !== null);
  return table.foreignKeys.filter((one) => later.includes(one.table) && isSet(one));
}

function missingTargets(
  { key, table }: DumpTable,
  { tables, outside }: { readonly tables: readonly DumpTable[]; readonly outside: number },
): readonly string[] {
  const dumped = new Map(tables.map((one) => [one.key, one]));
  const others = new Set(table.foreignKeys.map((one) => one.table).filter((name) => name !== key));
  const notices = [...others].flatMap((name) => {
    const target = dumped.get(name);
    if (target === undefined) return [`"${key}" refers to "${name}", which is not dumped`];
    if (target.selection.where.length === 0) return [];
    return [`"${key}" refers to "${name}", of which only some rows are dumped`];
  });
  if (outside === 0) return notices;
  return [...notices, `rows of "${key}" refer to rows of it that are not dumped (${outside})`];
}

function changedMeanwhile(key: string) {
  return cannotDump(
    `"${key}" was changed while it was read`,
    "Run the command again when no program writes to the table.",
  );
}
