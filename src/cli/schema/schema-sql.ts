import type { Dialect } from "../../dialect/dialect.js";
import { replay } from "../../migration/state.js";
import type { MigrationPlan } from "../../plan/plan.js";
import { planMigration } from "../../plan/plan-migration.js";
import { toolTablesOf } from "../../plan/tool-tables.js";
import { emptySchemaOf, tableKey } from "../../schema/schema.js";
import type { CommandContext } from "../command.js";
import { type Generated, generate } from "../generate/generate-job.js";
import { emptyProject, type Project, withProject } from "../project-state.js";
import { readConfig } from "../read-config.js";
import { offlineDialect } from "../with-runner.js";
import { readSchema } from "./schema-input.js";

/** What a schema comes to in SQL. */
export interface SchemaSql extends Pick<Generated, "questions" | "notices"> {
  readonly dialect: Dialect;
  /** undefined: there is nothing to run, or there are questions. */
  readonly plan: MigrationPlan | undefined;
}

interface SqlOptions {
  readonly database: string | undefined;
  /** Behind the migrations, not from nothing. */
  readonly pending: boolean;
  readonly rename: readonly string[];
  readonly answers: string | undefined;
}

/** The SQL of the migration that `generate` would write: behind the others, or where there is none. */
export async function schemaSql(context: CommandContext, options: SqlOptions): Promise<SchemaSql> {
  if (options.pending) {
    return await withProject(context, (project) => sqlBehind(context, project, options));
  }
  return await sqlBehind(context, emptyProject(await readConfig(context)), options);
}

async function sqlBehind(
  context: CommandContext,
  project: Project,
  { database, pending, rename, answers }: SqlOptions,
): Promise<SchemaSql> {
  const { config, graph } = project;
  const dialect = await offlineDialect(config, database).load();
  const state = { ...project, schema: replay(graph.order) };
  // Nothing is written and nothing runs, so nothing is lost.
  const flags = { name: pending ? undefined : "schema", rename, answers, yes: true };
  const wanted = await readSchema(context, config);
  const { migration, questions, notices } = await generate(state, wanted, flags);
  if (migration === undefined) return { dialect, plan: undefined, questions, notices };
  const plan = planMigration({
    migration,
    before: replay(graph.order, { from: emptySchemaOf(dialect.naming) }),
    direction: "up",
    dialect,
    rowsTable: tableKey(toolTablesOf(config.migration.historyTable).rows),
    ignored: [],
  });
  return { dialect, plan, questions, notices };
}
