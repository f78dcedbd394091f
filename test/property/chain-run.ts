import type { Connection } from "../../src/driver/driver.js";
import type { Migration } from "../../src/migration/migration.js";
import { parseMigration } from "../../src/migration/parse-migration.js";
import { replay } from "../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import type { Database } from "../../src/runner/session/open-database.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { emptySchemaOf, type Schema } from "../../src/schema/schema.js";
import { withoutUnchosenNames } from "../../src/schema/unchosen-names.js";
import type { ChainMigration } from "./chain-model.js";
import { RowSource } from "./row-source.js";

const IGNORE = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

/**
 * Runs a chain up, down and up again on an empty database, adding rows (if not told otherwise) on
 * the first way up. After
 * every step the database read back must equal the replayed state, and no table that survives the
 * step may have lost or gained a row.
 *
 * @throws Error naming the step and everything that differs.
 */
export async function runChain(
  database: Database,
  chain: readonly ChainMigration[],
  options: { readonly addRows: boolean } = { addRows: true },
): Promise<void> {
  const run = await ChainRun.open(database, chain);
  try {
    await run.up(options);
    await run.down();
    await run.up({ addRows: false });
  } finally {
    await run.close();
  }
}

class ChainRun {
  readonly #database: Database;
  readonly #connection: Connection;
  readonly #chain: readonly ChainMigration[];
  readonly #migrations: readonly Migration[];
  readonly #runner: Runner;
  readonly #rows: RowSource;
  /** The schema before the first migration, after the first, after the second ... */
  readonly #schemas: readonly Schema[];

  private constructor(
    database: Database,
    connection: Connection,
    chain: readonly ChainMigration[],
  ) {
    this.#database = database;
    this.#connection = connection;
    this.#chain = chain;
    this.#migrations = chain.map((data) =>
      parseMigration(data, { file: `${data.name}.ts`, checksum: data.name }),
    );
    this.#runner = new Runner({
      migrations: this.#migrations,
      dialect: database.dialect,
      database,
    });
    this.#rows = new RowSource(database.dialect, connection);
    const start = emptySchemaOf(database.dialect.naming);
    this.#schemas = [0, ...chain.keys()].map((_, at) =>
      replay(this.#migrations.slice(0, at), { from: start }),
    );
  }

  static async open(database: Database, chain: readonly ChainMigration[]): Promise<ChainRun> {
    const connection = await database.open({ readOnly: false });
    return new ChainRun(database, connection, chain);
  }

  async up(options: { readonly addRows: boolean }): Promise<void> {
    for (const [at, migration] of this.#chain.entries()) {
      await this.#step({ at, direction: "up" }, () => this.#runner.up({ to: migration.name }));
      if (options.addRows) await this.#rows.addRows(this.#schema(at + 1));
    }
  }

  async down(): Promise<void> {
    for (const at of [...this.#chain.keys()].reverse()) {
      await this.#step({ at, direction: "down" }, () => this.#runner.down({ steps: 1 }));
    }
  }

  async close(): Promise<void> {
    await this.#runner.close();
    await this.#connection.close();
  }

  async #step(
    { at, direction }: { readonly at: number; readonly direction: "up" | "down" },
    run: () => Promise<unknown>,
  ): Promise<void> {
    const [from, to] = direction === "up" ? [at, at + 1] : [at + 1, at];
    const before = await this.#rows.countRows(this.#schema(from));
    const place = `${direction} ${this.#chain[at]?.name} ${JSON.stringify(this.#chain[at]?.operations)}`;
    try {
      await run();
    } catch (error) {
      throw new Error(`${place}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
    const differences = [
      ...(await this.#schemaDifferences(this.#schema(to))),
      ...rowDifferences({
        before,
        after: await this.#rows.countRows(this.#schema(to)),
        survivors: survivors(this.#chain[at], this.#schema(from), direction),
      }),
    ];
    if (differences.length > 0) throw new Error(`${place}:\n${differences.join("\n")}`);
  }

  async #schemaDifferences(expected: Schema): Promise<readonly string[]> {
    const { dialect } = this.#database;
    const live = await dialect.session
      .createIntrospector(this.#connection)
      .read({ ignore: IGNORE });
    const wanted = await dialect.session.expected(this.#connection, expected);
    return diffSchemas(wanted, withoutUnchosenNames(live, wanted));
  }

  #schema(at: number): Schema {
    const schema = this.#schemas[at];
    if (schema === undefined) throw new Error(`no schema ${at}`);
    return schema;
  }
}

/** Name before the step -> name after it, of the tables that are there on both sides throughout. */
function survivors(
  migration: ChainMigration | undefined,
  from: Schema,
  direction: "up" | "down",
): ReadonlyMap<string, string> {
  const names = new Map([...from.tables.keys()].map((name): [string, string] => [name, name]));
  const follow = (old: string, now: string | undefined): void => {
    const origin = [...names].find(([, current]) => current === old)?.[0];
    if (origin === undefined) return;
    if (now === undefined) names.delete(origin);
    else names.set(origin, now);
  };
  const operations = migration?.operations ?? [];
  for (const operation of direction === "up" ? operations : operations.toReversed()) {
    const { type, name, oldName, newName } = operation;
    if (type === "rename_table") {
      if (direction === "up") follow(String(oldName), String(newName));
      else follow(String(newName), String(oldName));
    }
    if (type === "drop_table" && direction === "up") follow(String(name), undefined);
    if (type === "create_table" && direction === "down") follow(String(name), undefined);
  }
  return names;
}

interface RowCounts {
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
  readonly survivors: ReadonlyMap<string, string>;
}

function rowDifferences({ before, after, survivors: kept }: RowCounts): readonly string[] {
  return [...kept].flatMap(([old, now]) => {
    const [had, has] = [before.get(old), after.get(now)];
    return had === has ? [] : [`${now}: ${had} rows before, ${has} after`];
  });
}
