import type { Dialect, LastStatement } from "../../dialect/dialect.js";
import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { HistorySeal } from "./history-seal.js";
import { readSnapshotText, type SnapshotContent } from "./snapshot-text.js";
import type { ToolTable } from "./tool-table.js";

/** The only row. */
const ID = 1;
const COLUMNS = ["stands_for", "seal", "content"];

/** Bytes of a text that is worth its way before it is known whether anything needs it: about what one packet holds. */
const SMALL = 16_384;

interface SnapshotRow {
  readonly seal: HistorySeal;
  readonly text: string;
}

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
  /** See {@link ask}. */
  #asked: Promise<Row | undefined> | undefined;

  constructor(dialect: Dialect, table: ToolTable) {
    this.#dialect = dialect;
    this.#table = table;
  }

  /** Asks for what {@link read} is going to want, if that is small, the next time that it is called. */
  ask(connection: Connection): void {
    this.#asked = this.#select(connection, { column: "content", bytes: SMALL });
    this.#asked.catch(() => undefined);
  }

  /** What was asked for is of another time. */
  forget(): void {
    this.#asked = undefined;
  }

  /** What was kept about exactly this history and these files. Outside transactions. */
  async read(connection: Connection, seal: HistorySeal): Promise<SnapshotContent | undefined> {
    try {
      const asked = this.#asked;
      this.#asked = undefined;
      let row = await (asked ?? this.#select(connection));
      this.#exists = true;
      if (row?.stands_for !== seal.standsFor) return undefined;
      if (row.content === null) row = (await this.#select(connection)) ?? row;
      const content = String(row.content);
      if (!seal.isSealed(content, String(row.seal))) return undefined;
      const found = readSnapshotText(content, this.#dialect.naming);
      return isCovered(seal.withoutFile, found) ? found : undefined;
    } catch {
      // It may not be read, it has another form, it is damaged: then the files are evaluated.
      return undefined;
    }
  }

  async #select(
    connection: Connection,
    within?: { readonly column: string; readonly bytes: number },
  ): Promise<Row | undefined> {
    const request = { columns: COLUMNS, order: ["id"], within };
    return (await this.#table.select(connection, request))[0];
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

  /** What puts it in the place of the one before. */
  putting({ seal, text }: SnapshotRow): readonly LastStatement[] {
    const fields = { id: ID, stands_for: seal.standsFor, seal: seal.seal(text), content: text };
    return [this.#table.deletion({ id: ID }), this.#table.insertion(fields)];
  }

  /** Puts it in the place of the one before; a failure takes nothing else back. */
  async write(
    connection: Connection,
    row: SnapshotRow,
    { inside }: { readonly inside: boolean },
  ): Promise<void> {
    const put = async (): Promise<void> => {
      // Given together, they are one question where the database can.
      const put = this.putting(row).map(({ sql, parameters }) =>
        connection.execute(sql, parameters, { own: true }),
      );
      await Promise.all(put);
    };
    try {
      await (inside ? this.#dialect.session.attempt(connection, put) : put());
    } catch (error) {
      // Whether the migration is applied is known without it.
      if (inside && error instanceof DriverError && error.connectionLost) throw error;
    }
  }
}

/** Is each of these names replaced by one of the applied migrations? */
function isCovered(names: readonly string[], { applied }: SnapshotContent): boolean {
  if (names.length === 0) return true;
  const replaced = new Set(applied.list().flatMap(({ replaces }) => replaces));
  return names.every((name) => replaced.has(name));
}
