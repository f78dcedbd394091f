import type { Connection } from "../../src/driver/driver.js";
import type { Migration } from "../../src/migration/migration.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import type { TestDatabase } from "../databases.js";
import { crashChain } from "./crash-chain.js";

const { names: BOOKS } = toolTablesOf(DEFAULT_HISTORY_TABLE);
/** When something happened is not part of what a run comes to. */
const VOLATILE = ["changed", "touched", "started_at"];

/** One database that is wrecked again and again, and what it looks like. */
export class CrashSite {
  readonly url: string;
  readonly #chain: readonly Migration[];
  readonly #database: Database;
  readonly #eye: Connection;

  private constructor(
    url: string,
    chain: readonly Migration[],
    { database, eye }: { readonly database: Database; readonly eye: Connection },
  ) {
    this.url = url;
    this.#chain = chain;
    this.#database = database;
    this.#eye = eye;
  }

  static async at(test: TestDatabase, chain = crashChain()): Promise<CrashSite> {
    const database = await openDatabase(test.url);
    return new CrashSite(test.url, chain, { database, eye: await test.connect() });
  }

  async up(): Promise<void> {
    await this.#run((runner) => runner.up());
  }

  async down(to = "zero"): Promise<void> {
    await this.#run((runner) => runner.down({ to }));
  }

  /** As if nothing had ever been run here; everything must be undone. */
  async forget(): Promise<void> {
    for (const name of BOOKS) {
      await this.#eye.execute(`DROP TABLE IF EXISTS ${this.#database.dialect.quote(name)}`);
    }
  }

  /** Catalogue, rows of every table, history and journal, fit to be compared. */
  async look(): Promise<unknown> {
    const { dialect } = this.#database;
    const schema = await dialect.session.createIntrospector(this.#eye).read({ ignore: BOOKS });
    const tables = [...schema.tables.entries()];
    const rows: Record<string, unknown> = {};
    for (const [name] of tables) rows[name] = await this.#rows(`SELECT * FROM ${name}`);
    rows.history = await this.#rows(
      "SELECT name, outcome, checksum FROM makemigrations_history ORDER BY name",
    );
    rows.book = await this.#rows("SELECT * FROM makemigrations_rows");
    rows.journal = await this.#rows("SELECT * FROM makemigrations_journal");
    return JSON.parse(JSON.stringify({ tables, rows }, plain));
  }

  async #run(work: (runner: Runner) => Promise<unknown>): Promise<void> {
    const runner = new Runner({
      migrations: this.#chain,
      dialect: this.#database.dialect,
      database: this.#database,
    });
    try {
      await work(runner);
    } finally {
      await runner.close();
    }
  }

  async #rows(sql: string): Promise<readonly string[]> {
    try {
      const rows = await this.#eye.query(sql);
      return rows.map((row) => JSON.stringify(row, plain)).sort();
    } catch {
      // A run that was never made has no tables of its own.
      return [];
    }
  }
}

function plain(name: string, value: unknown): unknown {
  if (VOLATILE.includes(name)) return undefined;
  return typeof value === "bigint" ? String(value) : value;
}
