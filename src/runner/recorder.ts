import type { Dialect } from "../dialect/dialect.js";
import type { Statement } from "../dialect/statement.js";
import type { Connection } from "../driver/driver.js";
import { schemaOf } from "../schema/schema.js";
import { makeTable, type Table } from "../schema/table.js";
import { type History, type HistoryRow, historyRow } from "./history.js";
import type { ToolTable } from "./tool-table.js";

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
  readonly #table: ToolTable;
  #form: Form | undefined;

  constructor(dialect: Dialect, table: ToolTable) {
    this.#dialect = dialect;
    this.#table = table;
  }

  /** All rows; empty when there is no table. @throws DriverError */
  async read(connection: Connection): Promise<History> {
    try {
      const rows = await this.#select(connection, this.#table.columns);
      this.#form = { kind: "current" };
      return rows;
    } catch (error) {
      const live = await this.#table.live(connection);
      if (live === undefined) {
        this.#form = { kind: "missing" };
        return new Map();
      }
      const has = new Set(live.fields.map(({ name }) => name));
      const known = this.#table.columns.filter((name) => has.has(name));
      if (!has.has("name")) throw error;
      if (known.length === this.#table.columns.length) {
        // Another runner has made it since; a failure of any other kind comes again.
        const rows = await this.#select(connection, known);
        this.#form = { kind: "current" };
        return rows;
      }
      this.#form = { kind: "older", table: live };
      return await this.#select(connection, known);
    }
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
  async record(connection: Connection, row: Omit<HistoryRow, "appliedAt">): Promise<void> {
    await this.#table.insert(connection, {
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
    await this.#table.delete(connection, { name: migration });
  }

  async #select(connection: Connection, columns: readonly string[]): Promise<History> {
    const rows = await this.#table.select(connection, { columns, order: ["id"] });
    return new Map(rows.map(historyRow).map((row) => [row.name, row]));
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
