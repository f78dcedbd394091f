import type { MigrationPlan } from "../plan/plan.js";
import { confirmIn } from "./ask.js";
import { CliError } from "./cli-error.js";
import type { CommandContext } from "./command.js";
import { cleanLine } from "./render/clean-text.js";
import { counted } from "./render/counted.js";

/** So many are named; the others are counted. */
const MOST = 5;

interface Approval {
  /** The flag `--yes` of the command. */
  readonly yes: boolean;
  /** What a person is asked: a whole question. */
  readonly question: string;
  /** What cannot be done without a yes, one factual line. */
  readonly message: string;
}

/** Asks in a terminal; elsewhere `--yes` must have said it. */
export async function isApproved(
  context: CommandContext,
  { yes, question }: Pick<Approval, "yes" | "question">,
): Promise<boolean> {
  return yes || ((await confirmIn(context)?.(question)) ?? false);
}

/** @throws CliError CLI_NOT_APPROVED, exit code 4 */
export async function assertApproved(context: CommandContext, approval: Approval): Promise<void> {
  if (await isApproved(context, approval)) return;
  throw new CliError({
    code: "CLI_NOT_APPROVED",
    message: `${approval.message}, and it was not confirmed`,
    hint: "Nothing was done. Answer in a terminal, or give --yes where it is meant.",
  });
}

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
