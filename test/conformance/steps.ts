import { parseMigration } from "../../src/migration/parse-migration.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import type { ChainMigration } from "../property/chain-model.js";
import { nothingDiffers } from "./nothing-differs.js";

export type StepOperations = ChainMigration["operations"];

/** A chain of migrations, one for each list of operations. */
export function steps(...lists: readonly StepOperations[]): readonly ChainMigration[] {
  const names = lists.map((_, at) => `${String(at + 1).padStart(4, "0")}_step`);
  return lists.map((operations, at) => ({
    name: names[at] ?? "",
    dependencies: names.slice(Math.max(at - 1, 0), at),
    operations,
  }));
}

/** SQL that is not undone. */
export function sql(forwardSQL: string): StepOperations[number] {
  return { type: "run_sql", forwardSQL, backwardSQL: { $noop: true } };
}

/** A runner of these steps. */
export async function runnerOf(url: string, ...lists: readonly StepOperations[]): Promise<Runner> {
  const migrations = steps(...lists).map((data) =>
    parseMigration(data, { file: `${data.name}.ts`, checksum: data.name }),
  );
  const database = await openDatabase(url);
  return new Runner({ migrations, dialect: database.dialect, database });
}

/** Runs these steps up. */
export async function upOf(url: string, ...lists: readonly StepOperations[]): Promise<void> {
  const runner = await runnerOf(url, ...lists);
  try {
    await runner.up();
    await nothingDiffers(runner, `${lists.length} steps`);
  } finally {
    await runner.close();
  }
}
