import { existsSync, readdirSync } from "node:fs";
import type { Config } from "../config/config.js";
import type { Schema } from "../schema/schema.js";
import type { CommandContext } from "./command-context.js";
import { loadMigrations } from "./load-migrations.js";
import { readConfig } from "./read-config.js";

/** What the migrations of the project come to. */
export interface ProjectState {
  readonly config: Config;
  readonly schema: Schema;
  /** Migrations on which nothing depends. */
  readonly leaves: readonly string[];
  /** Names of migrations and of files of the folder, for the next number. */
  readonly names: readonly string[];
}

/**
 * Loads the migrations, plays them through, and lets them go again. A folder that is not there yet
 * holds no migrations.
 */
export async function projectState(context: CommandContext): Promise<ProjectState> {
  const reading = readConfig(context);
  const config = await reading;
  const { directory } = config.migration;
  const { emptySchema } = await import("../schema/schema.js");
  if (!existsSync(directory)) return { config, schema: emptySchema, leaves: [], names: [] };
  const loaded = await loadMigrations(context, reading);
  try {
    const [{ buildGraph }, { replay }] = await Promise.all([
      import("../migration/graph.js"),
      import("../migration/state.js"),
    ]);
    const graph = buildGraph(loaded.registry);
    const names = [...[...loaded.registry].map(({ name }) => name), ...readdirSync(directory)];
    return { config, schema: replay(graph.order), leaves: graph.leaves, names };
  } finally {
    await loaded.dispose();
  }
}
