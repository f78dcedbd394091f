import type { Dialect } from "../dialect/dialect.js";
import { runStatement } from "../dialect/run-statement.js";
import type { Statement } from "../dialect/statement.js";
import type { Connection, Row, SqlValue } from "../driver/driver.js";
import { schemaOf, tableKey } from "../schema/schema.js";
import { makeTable, type Table } from "../schema/table.js";
import type { Bookkeeping } from "./bookkeeping.js";
import type { IgnoredOperation, Outcome } from "./run-result.js";

/** One applied migration, as the history knows it; the predecessor recorded only name and time. */
export interface HistoryRow {
  readonly name: string;
  readonly appliedAt: Date | undefined;
  readonly checksum: string | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly toolVersion: string | undefined;
  readonly outcome: Outcome;
  readonly ignored: readonly IgnoredOperation[];
}

/** By name, in the order of application. */
export type History = ReadonlyMap<string, HistoryRow>;

type Form =
  | { readonly kind: "current" }
  | { readonly kind: "missing" }
  /** The predecessor's: `table` is what the database has. */
  | { readonly kind: "older"; readonly table: Table };

/**
 * Reads and writes the history table. It decides nothing: not what is applied, not in which
 * transaction. Reading never writes; the table is made by {@link Recorder.prepare}, through the
 * ordinary schema editor.
 */
export class Recorder {
  readonly #dialect: Dialect;
  readonly #table: Table;
  readonly #name: string;
  #form: Form | undefined;

  constructor(dialect: Dialect, tables: Bookkeeping) {
    this.#dialect = dialect;
    this.#table = tables.history;
    this.#name = quotedName(dialect, tables.history);
  }

  /** All rows; empty when there is no table. @throws DriverError */
  async read(connection: Connection): Promise<History> {
    const columns = this.#table.fields.map(({ name }) => this.#dialect.quote(name));
    try {
      const rows = await this.#select(connection, columns);
      this.#form = { kind: "current" };
      return rows;
    } catch (error) {
      const live = await liveTable(this.#dialect, connection, this.#table);
      if (live === undefined) {
        this.#form = { kind: "missing" };
        return new Map();
      }
      const has = new Set(live.fields.map(({ name }) => name));
      const known = this.#table.fields.filter(({ name }) => has.has(name));
      if (known.length === this.#table.fields.length || !has.has("name")) throw error;
      this.#form = { kind: "older", table: live };
      return await this.#select(
        connection,
        known.map(({ name }) => this.#dialect.quote(name)),
      );
    }
  }

  /** Makes the table or brings the predecessor's up to date. Call it with the lock held. */
  async prepare(connection: Connection): Promise<void> {
    if (this.#form === undefined) await this.read(connection);
    const form = this.#form;
    if (form === undefined || form.kind === "current") return;
    const statements =
      form.kind === "missing" ? creation(this.#dialect, this.#table) : this.#upgrade(form.table);
    await runInOneGo(this.#dialect, connection, statements);
    this.#form = { kind: "current" };
  }

  /** Remembers a migration as applied. */
  async record(connection: Connection, row: Omit<HistoryRow, "appliedAt">): Promise<void> {
    await insert(this.#dialect, connection, this.#table, {
      name: row.name,
      applied_at: new Date(),
      checksum: row.checksum ?? null,
      duration_ms: row.duration === undefined ? null : Math.round(row.duration),
      tool_version: row.toolVersion ?? null,
      outcome: row.outcome,
      details: row.ignored.length === 0 ? null : JSON.stringify({ ignored: row.ignored }),
    });
  }

  /** Forgets that it was applied. */
  async erase(connection: Connection, migration: string): Promise<void> {
    const column = this.#dialect.quote("name");
    const sql = `DELETE FROM ${this.#name} WHERE ${column} = ${this.#dialect.placeholder(1)}`;
    await connection.execute(sql, [migration]);
  }

  async #select(connection: Connection, columns: readonly string[]): Promise<History> {
    const order = this.#dialect.quote("id");
    const sql = `SELECT ${columns.join(", ")} FROM ${this.#name} ORDER BY ${order}`;
    const rows = (await connection.query(sql)).map(historyRow);
    return new Map(rows.map((row) => [row.name, row]));
  }

  #upgrade(live: Table): readonly Statement[] {
    const statements: Statement[] = [];
    let from = live;
    for (const field of this.#table.fields) {
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

/** The table as the database has it, undefined when it has none. */
export async function liveTable(
  dialect: Dialect,
  connection: Connection,
  table: Table,
): Promise<Table | undefined> {
  const live = await dialect.createIntrospector(connection).read({ ignore: [] });
  return live.tables.get(tableKey(table));
}

/** What makes one of the tool's own tables. */
export function creation(dialect: Dialect, table: Table): readonly Statement[] {
  const after = schemaOf({ tables: [table] });
  const editor = dialect.createSchemaEditor({ horizon: after, rowsTable: "" });
  return editor.createTable({ before: schemaOf({}), after, table });
}

/** In one transaction where the database can. */
export async function runInOneGo(
  dialect: Dialect,
  connection: Connection,
  statements: readonly Statement[],
): Promise<void> {
  const work = async (): Promise<void> => {
    for (const statement of statements) await runStatement(connection, statement);
  };
  if (dialect.features.transactionalDdl) await dialect.atomic(connection, { statements, work });
  else await work();
}

/** `"schema"."table"`. */
export function quotedName(dialect: Dialect, table: Table): string {
  const name = dialect.quote(table.name);
  return table.namespace === undefined ? name : `${dialect.quote(table.namespace)}.${name}`;
}

/** One row into one of the tool's own tables. */
export async function insert(
  dialect: Dialect,
  connection: Connection,
  table: Table,
  values: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  const columns = Object.keys(values);
  const names = columns.map((name) => dialect.quote(name)).join(", ");
  const marks = columns.map((_, index) => dialect.placeholder(index + 1)).join(", ");
  const sql = `INSERT INTO ${quotedName(dialect, table)} (${names}) VALUES (${marks})`;
  await connection.execute(sql, Object.values(values));
}

function historyRow(row: Row): HistoryRow {
  const duration = row.duration_ms ?? undefined;
  return {
    name: String(row.name),
    appliedAt: time(row.applied_at),
    checksum: text(row.checksum),
    duration: duration === undefined ? undefined : Number(duration),
    toolVersion: text(row.tool_version),
    outcome: row.outcome === "faked" || row.outcome === "squashed" ? row.outcome : "applied",
    ignored: ignoredOperations(text(row.details)),
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

function ignoredOperations(details: string | undefined): readonly IgnoredOperation[] {
  if (details === undefined) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(details);
  } catch {
    return [];
  }
  if (typeof parsed !== "object" || parsed === null || !("ignored" in parsed)) return [];
  return Array.isArray(parsed.ignored) ? parsed.ignored.flatMap(ignoredOperation) : [];
}

function ignoredOperation(value: unknown): readonly IgnoredOperation[] {
  if (typeof value !== "object" || value === null) return [];
  if (!("operation" in value) || typeof value.operation !== "number") return [];
  return [
    {
      operation: value.operation,
      error: "error" in value ? String(value.error) : "",
      present: "present" in value && value.present === true,
    },
  ];
}
