import { confirmIn } from "./ask.js";
import { CliError } from "./cli-error.js";
import type { CommandContext } from "./command-context.js";

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
