import type { Command } from "../command.js";
import type { CommandGroup } from "../parse/named.js";

/** A command line loads one command of so many. */
export interface ListedCommand {
  readonly name: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const commandList: readonly ListedCommand[] = [
  { name: "init", load: async () => (await import("./init.js")).init },
  { name: "generate", load: async () => (await import("./generate.js")).generate },
  {
    name: "generate dump-data",
    load: async () => (await import("./generate-dump-data.js")).generateDumpData,
  },
  {
    name: "generate squash",
    load: async () => (await import("./generate-squash.js")).generateSquash,
  },
  { name: "new", load: async () => (await import("./new.js")).newMigration },
  { name: "schema-diff", load: async () => (await import("./schema-diff.js")).schemaDiff },
  { name: "current-state", load: async () => (await import("./current-state.js")).currentState },
  { name: "schema-to-sql", load: async () => (await import("./schema-to-sql.js")).schemaToSql },
  {
    name: "schema-to-diagram",
    load: async () => (await import("./schema-to-diagram.js")).schemaToDiagram,
  },
  {
    name: "schema-to-types",
    load: async () => (await import("./schema-to-types.js")).schemaToTypes,
  },
  { name: "find-includes", load: async () => (await import("./find-includes.js")).findIncludes },
  { name: "db-diff", load: async () => (await import("./db-diff.js")).dbDiff },
  { name: "db-to-schema", load: async () => (await import("./db-to-schema.js")).dbToSchema },
  {
    name: "types-to-schema",
    load: async () => (await import("./types-to-schema.js")).typesToSchema,
  },
  { name: "migrate up", load: async () => (await import("./migrate-up.js")).migrateUp },
  { name: "migrate down", load: async () => (await import("./migrate-down.js")).migrateDown },
  { name: "migrate redo", load: async () => (await import("./migrate-redo.js")).migrateRedo },
  { name: "migrate reset", load: async () => (await import("./migrate-reset.js")).migrateReset },
  { name: "migrate fresh", load: async () => (await import("./migrate-fresh.js")).migrateFresh },
  { name: "migrate status", load: async () => (await import("./migrate-status.js")).migrateStatus },
  {
    name: "migrate showsql",
    load: async () => (await import("./migrate-showsql.js")).migrateShowsql,
  },
  { name: "migrate fake", load: async () => (await import("./migrate-fake.js")).migrateFake },
  { name: "migrate unfake", load: async () => (await import("./migrate-unfake.js")).migrateUnfake },
  { name: "migrate repair", load: async () => (await import("./migrate-repair.js")).migrateRepair },
  { name: "migrate dag", load: async () => (await import("./migrate-dag.js")).migrateDag },
  { name: "lock status", load: async () => (await import("./lock-status.js")).lockStatus },
  { name: "lock break", load: async () => (await import("./lock-break.js")).lockBreak },
  { name: "db create", load: async () => (await import("./db-create.js")).dbCreate },
  { name: "db drop", load: async () => (await import("./db-drop.js")).dbDrop },
  { name: "db wait", load: async () => (await import("./db-wait.js")).dbWait },
  { name: "check", load: async () => (await import("./check.js")).check },
  { name: "plan", load: async () => (await import("./plan.js")).plan },
  { name: "symbols list", load: async () => (await import("./symbols-list.js")).symbolsList },
  { name: "symbols show", load: async () => (await import("./symbols-show.js")).symbolsShow },
  {
    name: "symbols extract",
    load: async () => (await import("./symbols-extract.js")).symbolsExtract,
  },
  { name: "version", load: async () => (await import("./version.js")).version },
  { name: "completion", load: async () => (await import("./completion.js")).completion },
];

export async function allCommands(): Promise<readonly Command[]> {
  return await Promise.all(commandList.map(({ load }) => load()));
}

/** First words that several commands share. */
export const commandGroups: readonly CommandGroup[] = [
  { name: "migrate", summary: "Run migrations, undo them, look at them." },
  { name: "lock", summary: "Look at the lock of the migrations, break it." },
  { name: "db", summary: "Make a database, end it, wait for it." },
  { name: "symbols", summary: "What a migration can import." },
];
