import type { Dialect, LastStatement } from "../../dialect/dialect.js";
import type { Statement } from "../../dialect/statement.js";
import type { Connection, Row, SqlValue } from "../../driver/driver.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import { type RecordedPlan, readRecordedPlan } from "../../plan/recorded-plan.js";
import { schemaOf } from "../../schema/schema.js";
import { makeTable, type Table } from "../../schema/table.js";
import { isRecord, memberOf } from "../../text/record.js";
import type { Outcome } from "../run-options.js";
import type { ToolTable } from "./tool-table.js";

type Form =
  | { readonly kind: "current" }
  | { readonly kind: "missing" }
  /** The predecessor's: `table` is what the database has. */
  | { readonly kind: "older"; readonly table: Table };

/** What of a row a run knows; time and tool are the recorder's. */
interface NewHistoryRow extends Omit<HistoryRow, "appliedAt" | "toolVersion"> {
  /** What it ran; undefined where nothing ran. */
  readonly plan?: RecordedPlan | undefined;
}

/**
 * How {@link detailsOf} begins where there is nothing to say but what ran: that is most of a history, and
 * nothing that decides what is to be done.
 */
const JUST_A_PLAN = '{"ignored":[],"plan":';

/**
 * What decides what is to be done; when each was applied, by which version and how long it took is only told. The last of
 * them came last: a table that has all of these has the others.
 */
const DECIDING = ["name", "checksum", "outcome", "details"];

/** How a history is read. */
export interface HistoryReading {
  /** Also what is only told. */
  readonly told: boolean;
}

/**
 * Reads and writes the history table. It decides nothing: not what is applied, not in which
 * transaction. Reading never writes; the table is made by {@link Recorder.prepare}, through the
 * ordinary schema editor.
 */
export class Recorder {
  readonly #dialect: Dialect;
  readonly #table: ToolTable;
  readonly #toolVersion: string;
  #form: Form | undefined;
  /** What was read last. */
  #last: History | undefined;

  constructor(dialect: Dialect, table: ToolTable, toolVersion: string) {
    this.#dialect = dialect;
    this.#table = table;
    this.#toolVersion = toolVersion;
  }

  /** The question of {@link read}. */
  ask(connection: Connection, { told }: HistoryReading): Promise<readonly Row[]> {
    return this.#rows(connection, told ? this.#table.columns : DECIDING);
  }

  /**
   * All rows; empty when there is no table. The same object as the last time where nothing has
   * changed since.
   *
   * @param asked the answer to {@link ask}
   * @throws DriverError
   */
  async read(
    connection: Connection,
    how: HistoryReading = { told: false },
    asked = this.ask(connection, how),
  ): Promise<History> {
    try {
      const history = this.#historyOf(await asked);
      this.#form = { kind: "current" };
      return history;
    } catch (error) {
      if (!(await this.#table.exists(connection))) {
        this.#form = { kind: "missing" };
        return new Map();
      }
      return await this.#readOlder(connection, error);
    }
  }

  /**
   * All rows, and how many another table has, in one question.
   *
   * @returns undefined when that cannot be told: one of them is missing or older, there are no rows
   */
  async readBeside(
    connection: Connection,
    beside: ToolTable,
    { told }: HistoryReading,
  ): Promise<{ readonly history: History; readonly beside: number } | undefined> {
    try {
      const columns = told ? this.#table.columns : DECIDING;
      const rows = await this.#rows(connection, columns, beside);
      if (rows.length === 0) return undefined;
      this.#form = { kind: "current" };
      return { history: this.#historyOf(rows), beside: Number(rows[0]?.beside) };
    } catch {
      // Asked one after the other, they say what is wrong.
      return undefined;
    }
  }

  /** @param error why the columns of today could not be read. */
  async #readOlder(connection: Connection, error: unknown): Promise<History> {
    const live = await this.#table.live(connection);
    const has = new Set(live?.fields.map(({ name }) => name));
    const known = this.#table.columns.filter((name) => has.has(name));
    if (live === undefined || !has.has("name")) throw error;
    // With all columns another runner has made it since; a failure of any other kind comes again.
    const whole = known.length === this.#table.columns.length;
    const rows = await this.#select(connection, known);
    this.#form = whole ? { kind: "current" } : { kind: "older", table: live };
    return rows;
  }

  /** Was the table missing when it was last read? */
  get missing(): boolean {
    return this.#form?.kind === "missing";
  }

  /** Makes the table or brings the predecessor's up to date. Call it with the lock held. */
  async prepare(connection: Connection): Promise<void> {
    if (this.#form === undefined) await this.read(connection);
    const form = this.#form;
    if (form === undefined || form.kind === "current") return;
    const missing = form.kind === "missing";
    const statements = missing ? this.#table.creation() : this.#upgrade(form.table);
    await this.#table.run(connection, statements);
    this.#form = { kind: "current" };
  }

  /** Remembers a migration as applied. */
  async record(connection: Connection, row: NewHistoryRow): Promise<void> {
    await this.#table.insert(connection, this.#valuesOf(row));
  }

  /** The statement of {@link record}. */
  recording(row: NewHistoryRow): LastStatement {
    return this.#table.insertion(this.#valuesOf(row));
  }

  #valuesOf(row: NewHistoryRow): Readonly<Record<string, SqlValue>> {
    return {
      name: row.name,
      applied_at: new Date(),
      checksum: row.checksum ?? null,
      duration_ms: row.duration === undefined ? null : Math.round(row.duration),
      tool_version: this.#toolVersion,
      outcome: row.outcome,
      details: detailsOf(row),
    };
  }

  /** What the migrations ran; of a time that did not keep it, nothing. Call it behind {@link read}. */
  async plans(connection: Connection): Promise<ReadonlyMap<string, RecordedPlan>> {
    if (this.#form?.kind !== "current") return new Map();
    const columns = ["name", "details"];
    const rows = await this.#table.select(connection, { columns, order: ["id"] });
    return new Map(
      rows.flatMap((row) => {
        const plan = readRecordedPlan(memberOf(parsedDetails(text(row.details)), "plan"));
        return plan === undefined ? [] : [[String(row.name), plan] as const];
      }),
    );
  }

  /** Takes another source for the one that was applied. */
  async amend(connection: Connection, row: HistoryRow & NewHistoryRow): Promise<void> {
    const values = { checksum: row.checksum ?? null, details: detailsOf(row) };
    await this.#table.update(connection, values, { name: row.name });
  }

  /** Forgets that it was applied. */
  async erase(connection: Connection, migration: string): Promise<void> {
    await this.#table.delete(connection, { name: migration });
  }

  async #select(connection: Connection, columns: readonly string[]): Promise<History> {
    return this.#historyOf(await this.#rows(connection, columns));
  }

  async #rows(
    connection: Connection,
    columns: readonly string[],
    beside?: ToolTable,
  ): Promise<readonly Row[]> {
    const without = { column: "details", prefix: JUST_A_PLAN };
    return await this.#table.select(connection, { columns, order: ["id"], beside, without });
  }

  #historyOf(rows: readonly Row[]): History {
    const history = historyOf(rows);
    if (this.#last === undefined || !areSame(this.#last, history)) this.#last = history;
    return this.#last;
  }

  #upgrade(live: Table): readonly Statement[] {
    const statements: Statement[] = [];
    let from = live;
    for (const field of this.#table.table.fields) {
      if (from.fields.some(({ name }) => name === field.name)) continue;
      const to = makeTable({ ...from, fields: [...from.fields, field] });
      const before = schemaOf({ tables: [from] });
      const after = schemaOf({ tables: [to] });
      const editor = this.#dialect.createSchemaEditor({ horizon: after, rowsTable: "" });
      statements.push(...editor.addField({ before, after, from, to }, field, undefined));
      from = to;
    }
    return statements;
  }
}

/** One applied migration, as the history knows it; the predecessor recorded only name and time. */
export interface HistoryRow {
  readonly name: string;
  /** undefined where that was not to be told, as the next two. */
  readonly appliedAt: Date | undefined;
  readonly checksum: string | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly toolVersion: string | undefined;
  readonly outcome: Outcome;
  readonly ignored: readonly IgnoredOperation[];
  /** Of a squash that was recorded and did not run: the applied names that it stood for. */
  readonly replaced?: readonly string[] | undefined;
}

/** By name, in the order of application. */
export type History = ReadonlyMap<string, HistoryRow>;

function areSame(one: History, other: History): boolean {
  if (one.size !== other.size) return false;
  const others = other.values();
  for (const row of one.values()) if (!isSame(row, others.next().value)) return false;
  return true;
}

function isSame(one: HistoryRow, other: HistoryRow | undefined): boolean {
  return (
    one.name === other?.name &&
    one.checksum === other.checksum &&
    one.outcome === other.outcome &&
    one.duration === other.duration &&
    one.toolVersion === other.toolVersion &&
    one.appliedAt?.getTime() === other.appliedAt?.getTime() &&
    isSameText(one.ignored, other.ignored) &&
    isSameText(one.replaced, other.replaced)
  );
}

function isSameText(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function historyOf(rows: readonly Row[]): History {
  const history = new Map<string, HistoryRow>();
  for (const row of rows) {
    const read = historyRow(row);
    history.set(read.name, read);
  }
  return history;
}

/** Reads a row of the history table; what the predecessor did not record is undefined. */
function historyRow(row: Row): HistoryRow {
  const duration = row.duration_ms ?? undefined;
  const { ignored, replaced } = readDetails(text(row.details));
  return {
    name: String(row.name),
    appliedAt: time(row.applied_at),
    checksum: text(row.checksum),
    duration: duration === undefined ? undefined : Number(duration),
    toolVersion: text(row.tool_version),
    outcome: row.outcome === "faked" || row.outcome === "squashed" ? row.outcome : "applied",
    ignored,
    replaced,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Times without a zone are UTC, as they were written. */
function time(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  if (typeof value === "number") return new Date(value);
  if (typeof value !== "string") return undefined;
  const zoned = /(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(value) ? value : `${value.replace(" ", "T")}Z`;
  const date = new Date(zoned);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

type Details = Pick<HistoryRow, "ignored" | "replaced">;

function detailsOf({ ignored, plan, replaced = [] }: NewHistoryRow): string | null {
  if (ignored.length + replaced.length === 0 && plan === undefined) return null;
  return JSON.stringify({ ignored, ...(replaced.length > 0 && { replaced }), plan });
}

const NOTHING_MORE: Details = { ignored: [], replaced: undefined };

function readDetails(details: string | undefined): Details {
  if (details === undefined) return NOTHING_MORE;
  const parsed = parsedDetails(details);
  if (parsed === undefined) return NOTHING_MORE;
  const [ignored, replaced] = [memberOf(parsed, "ignored"), memberOf(parsed, "replaced")];
  return {
    ignored: Array.isArray(ignored) ? ignored.flatMap(ignoredOperation) : [],
    replaced: Array.isArray(replaced) ? replaced.map(String) : undefined,
  };
}

function parsedDetails(details: string | undefined): unknown {
  try {
    return details === undefined ? undefined : JSON.parse(details);
  } catch {
    return undefined;
  }
}

function ignoredOperation(value: unknown): readonly IgnoredOperation[] {
  if (!isRecord(value) || typeof value.operation !== "number") return [];
  const { operation, error = "", present } = value;
  return [{ operation, error: String(error), present: present === true }];
}
