import { existsSync, readdirSync } from "node:fs";
import type { Config } from "../config/config.js";
import { buildGraph, type Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import type { Schema } from "../schema/schema.js";
import type { CommandContext } from "./command.js";
import { loadMigrations } from "./load-migrations.js";
import { readConfig } from "./read-config.js";

/** The migrations of the project. */
export interface Project {
  readonly config: Config;
  readonly graph: Graph;
  /** All of them, those that a squash replaces too. */
  readonly migrations: readonly Migration[];
  /** Migrations on which nothing depends. */
  readonly leaves: readonly string[];
  /** Names of migrations and of files of the folder, for the next number. */
  readonly names: readonly string[];
  /** Loading them said something: a warning, or what they log. */
  readonly isLoud: boolean;
}

/** What the migrations of the project come to. */
export interface ProjectState extends Project {
  readonly schema: Schema;
}

/** A project in which no migration was written yet. */
export function emptyProject(config: Config): Project {
  return { config, graph: buildGraph([]), migrations: [], leaves: [], names: [], isLoud: false };
}

/** Loads the migrations, plays them through, and lets them go again: their code is not called any more. */
export async function projectState(context: CommandContext): Promise<ProjectState> {
  return await withProject(context, async (project) => {
    const { replay } = await import("../migration/state.js");
    return { ...project, schema: replay(project.graph.order) };
  });
}

/**
 * Loads the migrations and lets them go behind the work, which may call their code. A folder that
 * is not there yet holds no migrations.
 */
export async function withProject<Result>(
  context: CommandContext,
  work: (project: Project) => Promise<Result>,
): Promise<Result> {
  const reading = readConfig(context);
  const config = await reading;
  const { directory } = config.migration;
  const loaded = existsSync(directory) ? await loadMigrations(context, reading) : undefined;
  try {
    const migrations = [...(loaded?.registry ?? [])];
    const graph = buildGraph(migrations);
    const files = loaded === undefined ? [] : readdirSync(directory);
    const names = [...migrations.map(({ name }) => name), ...files];
    const isLoud = (loaded?.warnings.length ?? 0) + (loaded?.console.length ?? 0) > 0;
    return await work({ config, graph, migrations, leaves: graph.leaves, names, isLoud });
  } finally {
    await loaded?.dispose();
  }
}
