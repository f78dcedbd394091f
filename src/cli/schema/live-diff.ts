import { detect } from "../../autodetector/detect.js";
import { type Difference, leftOver } from "../../autodetector/left-over.js";
import type { Questioner } from "../../autodetector/questioner.js";
import type { Dialect } from "../../dialect/dialect.js";
import { MigrationError } from "../../errors.js";
import { makeMigration } from "../../migration/migration.js";
import type { MigrationPlan } from "../../plan/plan.js";
import { planMigration } from "../../plan/plan-migration.js";
import type { LiveComparison } from "../../runner/live-comparison.js";
import type { Schema } from "../../schema/schema.js";

/** What differs; of an object that both have, its SQL. */
interface LiveDifference extends Difference {
  readonly definitions?: { readonly migrations: string; readonly database: string };
}

/** In what a database differs from its migrations, and what would put it right. */
export interface LiveDiff {
  /** `added`: only the database has it; `removed`: only the migrations make it. */
  readonly differences: readonly LiveDifference[];
  /** What makes the database as the migrations say; undefined where that is not known. */
  readonly mending: MigrationPlan | undefined;
  /** Why that is not known. */
  readonly unmended?: string | undefined;
}

const NEEDS_ANSWER = "There is no SQL for this that keeps the rows: it needs an answer";

/** Never a rename, and what is too much goes: the SQL is shown, and a person runs it or not. */
const WITHOUT_ASKING: Questioner = {
  rename: () => false,
  backfill: () => undefined,
  using: () => undefined,
  destructive: () => "generate",
};

export function liveDiff({ live, expected }: LiveComparison, dialect: Dialect): LiveDiff {
  const differences = leftOver(expected, live).map((one) => withDefinitions(one, expected, live));
  if (differences.length === 0) return { differences, mending: undefined };
  const detected = detect({ from: live, to: expected, questioner: WITHOUT_ASKING });
  if (detected.questions.length + detected.impossible.length > 0) {
    return { differences, mending: undefined, unmended: NEEDS_ANSWER };
  }
  const migration = makeMigration({ name: "mending", operations: detected.operations });
  try {
    const mending = planMigration({
      migration,
      before: live,
      direction: "up",
      dialect,
      rowsTable: "",
      ignored: [],
    });
    return { differences, mending };
  } catch (error) {
    // What no statement can change is there all the same.
    if (!(error instanceof MigrationError)) throw error;
    return {
      differences,
      mending: undefined,
      unmended: `There is no SQL for this: ${error.message}`,
    };
  }
}

function withDefinitions(difference: Difference, expected: Schema, live: Schema): LiveDifference {
  const { kind, what, name } = difference;
  if (kind !== "changed" || difference.table !== undefined) return difference;
  for (const [key, object] of expected.objects) {
    const found = live.objects.get(key);
    if (object.kind !== what || object.name !== name || found === undefined) continue;
    const definitions = { migrations: object.definition, database: found.definition };
    return { ...difference, definitions };
  }
  return difference;
}
