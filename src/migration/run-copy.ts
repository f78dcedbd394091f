import type { Migration } from "./migration.js";

/** The evaluation in which the functions of migrations live: module variables and all. */
export interface Evaluation {
  /** Another one, for one run alone. */
  forRun(): Promise<RunEvaluation>;
}

/** An evaluation that belongs to one run. */
export interface RunEvaluation {
  /** The same migration with functions of this evaluation. */
  copyOf(migration: Migration): Migration;
  dispose(): Promise<void>;
}

/** Migrations whose functions nothing but one run calls. */
export interface RunCopy {
  readonly migrations: readonly Migration[];
  dispose(): Promise<void>;
}

const evaluations = new WeakMap<Migration, Evaluation>();

/** Says where the functions of a migration live; one without functions lives nowhere. */
export function setEvaluation(migration: Migration, evaluation: Evaluation): void {
  evaluations.set(migration, evaluation);
}

/**
 * The migrations for one run. What an author's module variables come to in one database must not
 * reach the rows of another, however many share the list. Migrations without functions are shared.
 */
export async function copyForRun(migrations: readonly Migration[]): Promise<RunCopy> {
  const opened = new Map<Evaluation, RunEvaluation>();
  const copies: Migration[] = [];
  const dispose = async (): Promise<void> => {
    for (const run of opened.values()) await run.dispose();
  };
  try {
    for (const migration of migrations) {
      const evaluation = evaluations.get(migration);
      if (evaluation === undefined) {
        copies.push(migration);
        continue;
      }
      const run = opened.get(evaluation) ?? (await evaluation.forRun());
      opened.set(evaluation, run);
      copies.push(run.copyOf(migration));
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { migrations: opened.size === 0 ? migrations : copies, dispose };
}
