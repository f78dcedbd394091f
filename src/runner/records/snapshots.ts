import type { Dialect } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { HistorySeal } from "./history-seal.js";
import { readSnapshotText, type SnapshotContent } from "./snapshot-text.js";
import type { ToolTable } from "./tool-table.js";

/** The only row. */
const ID = 1;

/**
 * The state that the applied migrations came to, kept beside the history so that they need not be
 * evaluated and replayed for the next one. It can be thrown away at any time: whatever is wrong with
 * it counts as not there. See docs/decisions/0032.
 */
export class Snapshots {
  readonly #dialect: Dialect;
  readonly #table: ToolTable;
  #exists = false;
  #refused = false;

  constructor(dialect: Dialect, table: ToolTable) {
    this.#dialect = dialect;
    this.#table = table;
  }

  /** What was kept about exactly this history and these files. Outside transactions. */
  async read(connection: Connection, seal: HistorySeal): Promise<SnapshotContent | undefined> {
    try {
      const columns = ["stands_for", "seal", "content"];
      const [row] = await this.#table.select(connection, { columns, order: ["id"] });
      this.#exists = true;
      if (row?.stands_for !== seal.standsFor) return undefined;
      const content = String(row.content);
      if (!seal.isSealed(content, String(row.seal))) return undefined;
      const found = readSnapshotText(content, this.#dialect.naming);
      const replaced = new Set(found.migrations.flatMap(({ replaces }) => replaces));
      if (!seal.withoutFile.every((name) => replaced.has(name))) return undefined;
      return found;
    } catch {
      // It may not be read, it has another form, it is damaged: then the files are evaluated.
      return undefined;
    }
  }

  /** Makes the table when it is not there. Outside transactions. @returns can anything be written? */
  async prepare(connection: Connection): Promise<boolean> {
    try {
      if (!this.#exists && !this.#refused) await this.#table.ensure(connection);
      this.#exists = !this.#refused;
    } catch (error) {
      if (error instanceof DriverError && error.connectionLost) throw error;
      // Who may apply migrations need not be allowed to make tables of any name.
      this.#refused = true;
    }
    return this.#exists;
  }

  /**
   * Puts it in the place of the one before, in the transaction that is open; a failure takes nothing
   * else back.
   */
  async write(
    connection: Connection,
    row: { readonly seal: HistorySeal; readonly text: string },
  ): Promise<void> {
    const { seal, text } = row;
    try {
      await this.#dialect.session.attempt(connection, async () => {
        const fields = { id: ID, stands_for: seal.standsFor, seal: seal.seal(text), content: text };
        // Given together, they are one question where the database can.
        await Promise.all([
          this.#table.delete(connection, { id: ID }),
          this.#table.insert(connection, fields),
        ]);
      });
    } catch (error) {
      if (error instanceof DriverError && error.connectionLost) throw error;
    }
  }
}
