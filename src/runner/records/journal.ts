import { createHash } from "node:crypto";
import type { LastStatement } from "../../dialect/dialect.js";
import type { Step } from "../../dialect/statement.js";
import type { Connection, Row, SqlValue } from "../../driver/driver.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import type { Direction } from "../../plan/plan.js";
import { isRecord } from "../../text/record.js";
import type { History, HistoryReading, Recorder } from "./recorder.js";
import type { ToolTable } from "./tool-table.js";

/** Which statement of a migration; both 0-based, `statement` within the operation. */
interface Place {
  readonly operation: number;
  readonly statement: number;
}

interface StatementPlace extends Place {
  readonly migration: string;
}

/**
 * What is known of one statement: `started` = it was about to run, and what became of it was not written
 * down; `ignored` = it failed, and the operation says that this does not matter.
 */
export interface JournalEntry extends StatementPlace {
  readonly direction: Direction;
  readonly hash: string;
  readonly sql: string | undefined;
  readonly outcome: "started" | "done" | "ignored";
  /** For `ignored`: the error, and whether what the operation wanted was there. */
  readonly error: string | undefined;
  readonly present: boolean;
  /** For `ignored`: it is undone, and had never happened. */
  readonly never: boolean;
  /** The statement before it, which is done: this entry is all that says so. See docs/decisions/0039. */
  readonly behind?: Place | undefined;
}

/** The entries of unfinished migrations, by migration, in the order they were written. */
export type JournalEntries = ReadonlyMap<string, readonly JournalEntry[]>;

/** The operations whose failure the entries say was passed over. */
export function ignoredIn(entries: readonly JournalEntry[]): readonly IgnoredOperation[] {
  return entries
    .filter(({ outcome }) => outcome === "ignored")
    .map(({ operation, error, present, never }) => ({
      operation,
      error: error ?? "",
      present,
      ...(never && { never }),
    }));
}

/** The statements that are known to be done. */
export function doneIn(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.filter(({ operation, outcome }) => outcome === "done" && operation >= 0);
}

/**
 * The first entry of a migration that was half applied and is on its way back: it is there even
 * when there is nothing else to say, because no row of the history says that it is to be undone.
 */
export function turnedBack(migration: string): JournalEntry {
  return {
    migration,
    direction: "down",
    operation: -1,
    statement: 0,
    hash: "",
    sql: undefined,
    outcome: "done",
    error: undefined,
    present: false,
    never: false,
  };
}

export function isTurnedBack(entries: readonly JournalEntry[]): boolean {
  return entries.some(({ operation }) => operation < 0);
}

/**
 * The statements that run outside a migration-wide transaction. Entries exist only while a
 * migration is unfinished: the run that finishes it clears them together with writing the history.
 */
export class Journal {
  readonly #table: ToolTable;
  #exists = false;

  constructor(table: ToolTable) {
    this.#table = table;
  }

  /** The question of {@link read}. */
  ask(connection: Connection): Promise<readonly Row[]> {
    const order = ["started_at", "operation", "statement"];
    return this.#table.select(connection, { columns: this.#table.columns, order });
  }

  /**
   * Never makes the table; it is empty when there is none.
   *
   * @param asked the answer to {@link ask}
   */
  async read(connection: Connection, asked = this.ask(connection)): Promise<JournalEntries> {
    const entries = new Map<string, JournalEntry[]>();
    for (const row of await this.#rows(connection, asked)) {
      const entry = journalEntry(row);
      const known = entries.get(entry.migration);
      if (known === undefined) entries.set(entry.migration, [entry]);
      else known.push(entry);
    }
    return new Map([...entries].map(([migration, written]) => [migration, settled(written)]));
  }

  /** As {@link read}, with the history, in one question where the journal is there and empty. */
  async readWith(
    connection: Connection,
    recorder: Recorder,
    how: HistoryReading,
  ): Promise<{ readonly history: History; readonly entries: JournalEntries } | undefined> {
    const read = await recorder.readBeside(connection, this.#table, how);
    if (read?.beside !== 0) return undefined;
    this.#exists = true;
    return { history: read.history, entries: new Map() };
  }

  /** Makes the table when it is needed for the first time. */
  async prepare(connection: Connection): Promise<void> {
    if (this.#exists) return;
    await this.#table.ensure(connection);
    this.#exists = true;
  }

  async add(connection: Connection, entry: JournalEntry): Promise<void> {
    await this.#table.insert(connection, values(entry));
  }

  /** The statement of {@link add}. */
  adding(entry: JournalEntry): LastStatement {
    return this.#table.insertion(values(entry));
  }

  /** Writes down that a statement that was started is done; what its entry says of another stays. */
  async finish(connection: Connection, place: StatementPlace): Promise<void> {
    await this.#table.update(connection, { outcome: "done" }, key(place));
  }

  /** The statement did not happen; what only its entry said of the one before is written down first. */
  async forget(connection: Connection, entry: JournalEntry): Promise<void> {
    const { migration, behind } = entry;
    if (behind !== undefined) await this.finish(connection, { migration, ...behind });
    await this.#table.delete(connection, key(entry));
  }

  /** The statement of {@link clear}; the table is there. */
  clearing(migration: string): LastStatement {
    return this.#table.deletion({ migration });
  }

  /** The migration is finished, or given up. */
  async clear(connection: Connection, migration: string): Promise<void> {
    if (this.#exists) await this.#table.delete(connection, { migration });
  }

  /** What is known of a migration is now this. In a transaction. */
  async replace(
    connection: Connection,
    migration: string,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    await this.clear(connection, migration);
    for (const entry of entries) await this.add(connection, entry);
  }

  async #rows(connection: Connection, asked: Promise<readonly Row[]>): Promise<readonly Row[]> {
    try {
      const rows = await asked;
      this.#exists = true;
      return rows;
    } catch (error) {
      if (await this.#table.isMissing(connection, error)) return [];
      throw error;
    }
  }
}

/** The same text and parameters have the same hash; of a script only its description counts. */
export function hashOf(step: Step): string {
  const parts = step.kind === "sql" ? [step.sql, step.parameters] : ["script", step.comment];
  const text = JSON.stringify(parts, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
  return createHash("sha256").update(text).digest("hex");
}

function values(entry: JournalEntry): Readonly<Record<string, SqlValue>> {
  return {
    ...key(entry),
    direction: entry.direction,
    statement_hash: entry.hash,
    statement_sql: entry.sql ?? null,
    outcome: entry.outcome,
    details: details(entry),
    started_at: new Date(),
  };
}

function key({ migration, operation, statement }: StatementPlace) {
  return { migration, operation, statement };
}

function details(entry: JournalEntry): string | null {
  const { error = "", present, never, behind } = entry;
  if (entry.outcome === "ignored") {
    return JSON.stringify({ error, present, ...(never && { never }) });
  }
  return behind === undefined ? null : JSON.stringify({ behind: placeOf({ ...behind }) });
}

/** With what the entries say of each other. */
function settled(entries: readonly JournalEntry[]): JournalEntry[] {
  const placeKey = ({ operation, statement }: Place): string => `${operation}:${statement}`;
  const done = new Set(entries.flatMap(({ behind }) => (behind ? [placeKey(behind)] : [])));
  const isDone = (entry: JournalEntry): boolean =>
    entry.outcome === "started" && done.has(placeKey(entry));
  return entries.map((entry) => (isDone(entry) ? { ...entry, outcome: "done" } : entry));
}

function journalEntry(row: Row): JournalEntry {
  const details: unknown = typeof row.details === "string" ? JSON.parse(row.details) : undefined;
  const { error, present, never, behind } = isRecord(details) ? details : {};
  return {
    migration: String(row.migration),
    operation: Number(row.operation),
    statement: Number(row.statement),
    direction: row.direction === "down" ? "down" : "up",
    hash: String(row.statement_hash),
    sql: typeof row.statement_sql === "string" ? row.statement_sql : undefined,
    outcome: row.outcome === "done" || row.outcome === "ignored" ? row.outcome : "started",
    error: error === undefined ? undefined : String(error),
    present: present === true,
    never: never === true,
    behind: isRecord(behind) ? placeOf(behind) : undefined,
  };
}

function placeOf({ operation, statement }: Readonly<Record<string, unknown>>): Place {
  return { operation: Number(operation), statement: Number(statement) };
}
