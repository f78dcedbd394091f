import { detect } from "../../autodetector/detect.js";
import { type Difference, leftOver } from "../../autodetector/left-over.js";
import type { Questioner } from "../../autodetector/questioner.js";
import type { Dialect } from "../../dialect/dialect.js";
import { makeMigration } from "../../migration/migration.js";
import type { MigrationPlan } from "../../plan/plan.js";
import { planMigration } from "../../plan/plan-migration.js";
import type { LiveComparison } from "../../runner/live-comparison.js";

/** In what a database differs from its migrations, and what would put it right. */
export interface LiveDiff {
  /** `added`: only the database has it; `removed`: only the migrations make it. */
  readonly differences: readonly Difference[];
  /** What makes the database as the migrations say; undefined where that is not known. */
  readonly mending: MigrationPlan | undefined;
}

/** Never a rename, and what is too much goes: the SQL is shown, and a person runs it or not. */
const WITHOUT_ASKING: Questioner = {
  rename: () => false,
  backfill: () => undefined,
  using: () => undefined,
  destructive: () => "generate",
};

export function liveDiff({ live, expected }: LiveComparison, dialect: Dialect): LiveDiff {
  const differences = leftOver(expected, live);
  if (differences.length === 0) return { differences, mending: undefined };
  const detected = detect({ from: live, to: expected, questioner: WITHOUT_ASKING });
  if (detected.questions.length + detected.impossible.length > 0) {
    return { differences, mending: undefined };
  }
  const migration = makeMigration({ name: "mending", operations: detected.operations });
  const mending = planMigration({
    migration,
    before: live,
    direction: "up",
    dialect,
    rowsTable: "",
    ignored: [],
  });
  return { differences, mending };
}
