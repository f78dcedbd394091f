import type { Connection, Row } from "../../src/driver/driver.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import type { TestDatabase } from "../databases.js";
import { chain, type MigrationText } from "../runner/project.js";
import { nothingDiffers } from "./nothing-differs.js";

interface StepOptions {
  readonly transaction?: boolean;
}

/** One migration after the other on an empty database, each known only when its turn comes. */
export class StepByStep {
  readonly connection: Connection;
  readonly #test: TestDatabase;
  readonly #byHand: boolean;
  readonly #texts: MigrationText[] = [];
  #count = 0;

  private constructor(test: TestDatabase, connection: Connection, byHand: boolean) {
    this.#test = test;
    this.#byHand = byHand;
    this.connection = connection;
  }

  /** `byHand`: the test changes the tables beside the migrations; else nothing differs after any. */
  static async open(test: TestDatabase, { byHand = false } = {}): Promise<StepByStep> {
    return new StepByStep(test, await test.connect(), byHand);
  }

  async up(operations: readonly object[], { transaction = true }: StepOptions = {}): Promise<void> {
    this.#count += 1;
    const name = `${String(this.#count).padStart(4, "0")}_step`;
    this.#texts.push({ name, operations, transaction });
    await this.again();
  }

  /** Runs what is pending, once more. */
  again(): Promise<void> {
    return this.#run(async (runner) => {
      await runner.up();
      if (!this.#byHand) await nothingDiffers(runner, this.#texts.at(-1)?.name ?? "");
    });
  }

  down(): Promise<void> {
    return this.#run((runner) => runner.down({ steps: 1 }));
  }

  /** Forgets the last migration, as its author does who withdraws it. */
  withdraw(): void {
    this.#texts.pop();
  }

  rows(sql: string): Promise<readonly Row[]> {
    return this.connection.query(sql);
  }

  async #run(work: (runner: Runner) => Promise<unknown>): Promise<void> {
    const database = await openDatabase(this.#test.url);
    const migrations = chain(...this.#texts);
    const runner = new Runner({ migrations, dialect: database.dialect, database });
    try {
      await work(runner);
    } finally {
      await runner.close();
    }
  }
}
