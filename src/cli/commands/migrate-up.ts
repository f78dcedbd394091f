import type { InferredOptionTypes } from "yargs";
import type { Config } from "../../config/config.js";
import type { ApprovedPlan } from "../approved-plan.js";
import { UsageError } from "../cli-error.js";
import { type CommandContext, defineCommand } from "../command.js";
import { gateOf } from "../migration-gate.js";
import type { OptionTable } from "../parse/command-summary.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { assertStepsOrTo, runFlags, runOptions } from "../run-flags.js";

const options = {
  to: option.migration("Stop after this migration; what it depends on comes first"),
  steps: option.number("Apply at most so many (default: all)"),
  "dry-run": option.flag("Show the SQL, run nothing"),
  atomic: option.flag("All pending migrations in one transaction, or none of them"),
  fake: option.flag("Record as applied, run nothing"),
  "allow-branches": option.flag("Go on although the migrations have several ends"),
  plan: option.text("Run this plan file; no code of a migration is evaluated"),
  "plan-hash": option.text("With --plan: the hash that was approved"),
  check: option.flag(
    "With --dry-run: exit 1 when something is pending, 5 or 7 when the history is not right",
  ),
  yes: option.flag("Operations that lose data are meant; see migration.ask_destructive"),
  ...runFlags,
} as const satisfies OptionTable;

type Arguments = InferredOptionTypes<typeof options>;

/** `mm migrate up` */
export const migrateUp = defineCommand({
  name: "migrate up",
  summary: "Apply the pending migrations.",
  positionals: [],
  options,
  examples: [
    ["migrate up", "Apply everything"],
    ["migrate up --to 0002_posts", "Apply up to one migration"],
    ["migrate up --steps 1", "Apply the next one"],
    ["migrate up --dry-run", "Show what would run"],
    ["migrate up --dry-run --check", "For CI: is anything pending?"],
    ["migrate up --plan plan.json", "Run what `plan` wrote, without an interpreter"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const dryRun = args["dry-run"];
    assertFits(context.program, args);
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    const planned = await approvedPlan(context, args);
    const load = planned && (async (reading: Promise<Config>) => planned.load(await reading));
    const output = { readOnly: dryRun, sqlOutput: dryRun };
    const needs = { wait, lazy: true, ...output, ...(load === undefined ? {} : { load }) };
    return await withRunner(context, needs, async (open) => {
      const { runner, dialect, config, address, signal } = open;
      await planned?.assertFits(runner, dialect);
      const { to, steps, atomic, fake } = args;
      const allowBranches = args["allow-branches"];
      const partial = args.check ? (await runner.status()).partial : 0;
      if (config.migration.askDestructive && !fake && !dryRun) {
        const { assertLossApproved } = await import("../approval.js");
        const { planned: plans } = await runner.up({
          ...run,
          to,
          steps,
          allowBranches,
          dryRun: true,
        });
        await assertLossApproved(context, plans, args.yes);
      }
      const wanted = { ...run, to, steps, atomic, fake, allowBranches };
      const result = await runner.up({ ...wanted, dryRun, signal });
      const { runResult } = await import("../run-result.js");
      if (args.fake) {
        for (const { name } of result.migrations) {
          console.say(`Recorded ${cleanLine(name)} as applied; nothing was run`);
        }
      }
      const gate = args.check && gateOf({ problems: [], partial, pending: result.planned.length });
      return { ...runResult({ console, result, dialect, address, dryRun }), ...gate };
    });
  },
});

function assertFits(program: string, args: Arguments): void {
  const hint = "Give one of them: how many to apply, or which migration is the last.";
  assertStepsOrTo(args, { program, name: "migrate up", hint });
  if (!args.check || args["dry-run"]) return;
  throw new UsageError({
    code: "CLI_CHECK_RUNS",
    message: "--check is given without --dry-run",
    hint: "Give both: a check runs nothing.",
    synopsis: `${program} migrate up --dry-run --check`,
  });
}

async function approvedPlan(
  context: CommandContext,
  { plan: file, "plan-hash": hash }: Arguments,
): Promise<ApprovedPlan | undefined> {
  if (file === undefined) {
    if (hash === undefined) return undefined;
    throw new UsageError({
      code: "CLI_PLAN_HASH_ALONE",
      message: "--plan-hash is given without --plan",
      hint: "Give the plan as well; without one the migrations themselves would run.",
      synopsis: `${context.program} migrate up --plan <file> --plan-hash <hash>`,
    });
  }
  const { readApprovedPlan } = await import("../approved-plan.js");
  const { readPolicy } = await import("../read-policy.js");
  const { defaultLimits, withLimits } = await import("../../interp/limits.js");
  const { limits } = await readPolicy(context, undefined);
  const { program } = context;
  const reading = { program, limits: withLimits(defaultLimits("locked"), limits) };
  return await readApprovedPlan(file, hash, reading);
}
