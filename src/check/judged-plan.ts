import type { Dialect } from "../dialect/dialect.js";
import type { OperationData } from "../operation/operation.js";
import { withStatements } from "../plan/compile-plan.js";
import type { PlanFile, PlanFileMigration } from "../plan/plan-file.js";
import { emptySchema } from "../schema/schema.js";
import { isRecord, memberOf } from "../text/record.js";
import { sqlFragments, sqlOfMaps, withExpressions } from "./sql-fragments.js";
import type { SqlReader } from "./sql-thread.js";

/** Where the texts are read, and for which database. */
export interface RewriteOptions {
  readonly dialect: Dialect;
  readonly reader: SqlReader;
  /** The table of rows that `UpsertData` created, as in the editor's context. */
  readonly rowsTable: string;
}

/**
 * The plan with every text of SQL written anew, as a policy judges it, and the statements that follow
 * from that. A text that cannot be read stays as it is: the judge refuses it.
 */
export async function planAsJudged(plan: PlanFile, options: RewriteOptions): Promise<PlanFile> {
  const rewriter = new Rewriter(options);
  const migrations: PlanFileMigration[] = [];
  for (const migration of plan.migrations) {
    const operations: OperationData[] = [];
    for (const data of migration.operations) operations.push(await rewriter.operation(data));
    migrations.push({ ...migration, operations });
  }
  return withStatements({ ...plan, migrations }, options);
}

class Rewriter {
  readonly #options: RewriteOptions;

  constructor(options: RewriteOptions) {
    this.#options = options;
  }

  async operation(data: OperationData): Promise<OperationData> {
    switch (data.type) {
      case "run_sql": {
        const { forwardSQL, backwardSQL, ...rest } = data;
        return {
          ...rest,
          forwardSQL: await this.#script(forwardSQL),
          ...(backwardSQL !== undefined && { backwardSQL: await this.#script(backwardSQL) }),
          ...(await this.#nested(data)),
        };
      }
      case "create_object": {
        const written = await this.#script(data.definition);
        return { ...data, definition: Array.isArray(written) ? written.join(";\n") : written };
      }
      case "compiled":
        return {
          ...data,
          up: await this.#statements(data.up),
          ...(data.down !== undefined && { down: await this.#statements(data.down) }),
          ...(await this.#nested(data)),
        };
      case "set_defaults":
        return await this.#defaults(data);
      default:
        return await this.#expressions(data);
    }
  }

  /** One text for each statement; `noop` is none. */
  async #script(given: unknown): Promise<unknown> {
    const texts = typeof given === "string" ? [given] : given;
    if (!Array.isArray(texts)) return given;
    const editor = this.#options.dialect.createSchemaEditor({
      horizon: emptySchema,
      rowsTable: "",
    });
    const written: string[] = [];
    for (const text of texts) {
      for (const { sql } of editor.raw(String(text)))
        written.push(await this.#read("statement", sql));
    }
    // Nothing but comments: the judge sees it as it is.
    if (written.length === 0) return given;
    return written.length === 1 ? written[0] : written;
  }

  async #statements(given: unknown): Promise<unknown> {
    if (!Array.isArray(given)) return given;
    const written: unknown[] = [];
    for (const one of given) {
      const sql = memberOf(one, "sql");
      written.push(
        typeof sql === "string" ? { ...one, sql: await this.#read("statement", sql) } : one,
      );
    }
    return written;
  }

  /** What it does to the schema, as operations of its own. */
  async #nested({ mutate }: OperationData): Promise<object> {
    if (!Array.isArray(mutate)) return {};
    const written: unknown[] = [];
    for (const one of mutate) written.push(await this.operation(one));
    return { mutate: written };
  }

  async #defaults({ type, ...maps }: OperationData): Promise<OperationData> {
    const known = await this.#readAll(sqlOfMaps(maps, "expression").map(({ sql }) => sql));
    const written = Object.entries(maps).map(([database, entries]) => {
      if (!isRecord(entries)) return [database, entries];
      const texts = Object.entries(entries).map(([name, sql]) => [name, known.get(sql) ?? sql]);
      return [database, Object.fromEntries(texts)];
    });
    return { type, ...Object.fromEntries(written) };
  }

  async #expressions({ type, ...data }: OperationData): Promise<OperationData> {
    const texts = sqlFragments(data).filter(({ kind }) => kind === "expression");
    const known = await this.#readAll(texts.map(({ sql }) => sql));
    const written: unknown = withExpressions(data, (sql) => known.get(sql) ?? sql);
    return { ...(typeof written === "object" ? written : data), type };
  }

  async #readAll(texts: readonly string[]): Promise<ReadonlyMap<unknown, string>> {
    const known = new Map<unknown, string>();
    for (const sql of texts) known.set(sql, await this.#read("expression", sql));
    return known;
  }

  async #read(kind: "statement" | "expression", sql: string): Promise<string> {
    const { dialect, reader } = this.#options;
    const reading = await reader.read({ database: dialect.name, kind, sql });
    return reading.readable ? reading.sql : sql;
  }
}
