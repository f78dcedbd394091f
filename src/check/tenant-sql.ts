import { performance } from "node:perf_hooks";
import type { PlanningBudget } from "./planning-budget.js";
import type { SqlReading } from "./sql-parse.js";
import type { SqlReader, SqlText } from "./sql-thread.js";

/** Wall-clock time for all SQL of one folder, in milliseconds. */
const FOLDER_MS = 10_000;

const USED_UP: SqlReading = {
  readable: false,
  reason: `reading the SQL of this folder took more than ${FOLDER_MS / 1000} s`,
};

/** What one folder may ask of a thread that reads SQL. The same text is read once. */
export class TenantSql implements SqlReader {
  readonly #reader: SqlReader;
  readonly #budget: PlanningBudget;
  readonly #known = new Map<string, SqlReading>();
  #usedMs = 0;

  /** @param budget while the text is read elsewhere, this thread waits. */
  constructor(reader: SqlReader, budget: PlanningBudget) {
    this.#reader = reader;
    this.#budget = budget;
  }

  async read(text: SqlText): Promise<SqlReading> {
    const key = `${text.database} ${text.kind} ${text.sql}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#usedMs > FOLDER_MS) return USED_UP;
    const start = performance.now();
    this.#budget.stop();
    const reading = await this.#reader.read(text);
    this.#budget.start("judging the plans of the folder");
    this.#usedMs += performance.now() - start;
    this.#known.set(key, reading);
    return reading;
  }
}
