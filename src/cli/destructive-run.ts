import type { MigrationPlan } from "../plan/plan.js";
import { assertApproved } from "./approval.js";
import type { CommandContext } from "./command-context.js";
import { cleanLine } from "./render/clean-text.js";
import { counted } from "./render/counted.js";

/** So many are named; the others are counted. */
const MOST = 5;

/**
 * Where operations of these plans lose data, the user must say that it is meant.
 *
 * @throws CliError CLI_NOT_APPROVED, exit code 4
 */
export async function assertLossApproved(
  context: CommandContext,
  plans: readonly MigrationPlan[],
  yes: boolean,
): Promise<void> {
  const lost = plans.flatMap(({ migration, operations }) =>
    operations
      .filter(({ destructive, steps }) => destructive && steps.length > 0)
      .map(({ operation }) => `${migration.name}: ${operation.describe()}`),
  );
  if (lost.length === 0) return;
  const more = lost.length > MOST ? [`${lost.length - MOST} more`] : [];
  const list = [...lost.slice(0, MOST), ...more].map(cleanLine).join(", ");
  const what = `${counted(lost.length, "operation")} would lose data (${list})`;
  await assertApproved(context, { yes, question: `${what}. Apply?`, message: what });
}
