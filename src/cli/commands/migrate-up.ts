import type { Config } from "../../config/config.js";
import type { ApprovedPlan } from "../approved-plan.js";
import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import type { CommandContext } from "../command-context.js";
import { milliseconds } from "../parse/seconds.js";
import { cleanLine } from "../render/clean-text.js";

interface PlanArguments {
  readonly plan: string | undefined;
  readonly "plan-hash": string | undefined;
}

/** `mm migrate up` */
export const migrateUp = defineCommand({
  name: "migrate up",
  summary: "Apply the pending migrations.",
  positionals: [],
  options: {
    to: { type: "string", describe: "Stop after this migration; what it depends on comes first" },
    "dry-run": { type: "boolean", default: false, describe: "Show the SQL, run nothing" },
    atomic: {
      type: "boolean",
      default: false,
      describe: "All pending migrations in one transaction, or none of them",
    },
    fake: { type: "boolean", default: false, describe: "Record as applied, run nothing" },
    "warn-on-missing-drop": {
      type: "boolean",
      default: false,
      describe: "A drop whose object is not there is a warning",
    },
    "lock-timeout": {
      type: "number",
      default: 60,
      describe: "Seconds to wait for another runner; 0 fails at once",
    },
    wait: { type: "number", default: 0, describe: "Seconds to wait until the database answers" },
    "allow-changed": {
      type: "boolean",
      default: false,
      describe: "Go on although applied migrations were changed or are missing",
    },
    "allow-branches": {
      type: "boolean",
      default: false,
      describe: "Go on although the migrations have several ends",
    },
    plan: { type: "string", describe: "Run this plan file; no code of a migration is evaluated" },
    "plan-hash": { type: "string", describe: "With --plan: the hash that was approved" },
    settle: {
      type: "string",
      choices: ["done", "undone"],
      describe: "After a crash: whether the statement that the error names happened",
    },
  },
  examples: [
    ["migrate up", "Apply everything"],
    ["migrate up --to 0002_posts", "Apply up to one migration"],
    ["migrate up --dry-run", "Show what would run"],
    ["migrate up --plan plan.json", "Run what `plan` wrote, without an interpreter"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const { withRunner } = await import("../with-runner.js");
    const lockTimeout = milliseconds("lock-timeout", args["lock-timeout"]);
    const wait = milliseconds("wait", args.wait);
    const planned = await approvedPlan(context, args);
    const load = planned && (async (reading: Promise<Config>) => planned.load(await reading));
    const readOnly = args["dry-run"];
    const output = { readOnly, sqlOutput: readOnly };
    const options = { wait, lazy: true, ...output, ...(load === undefined ? {} : { load }) };
    return await withRunner(context, options, async ({ runner, dialect, address, signal }) => {
      await planned?.assertFits(runner, dialect);
      const result = await runner.up({
        to: args.to,
        atomic: args.atomic,
        fake: args.fake,
        dryRun: args["dry-run"],
        warnOnMissingDrop: args["warn-on-missing-drop"],
        allowChanged: args["allow-changed"],
        allowBranches: args["allow-branches"],
        settle: args.settle === "done" || args.settle === "undone" ? args.settle : undefined,
        lockTimeout,
        signal,
      });
      const { runResult } = await import("../run-result.js");
      if (args.fake) {
        for (const { name } of result.migrations) {
          console.say(`Recorded ${cleanLine(name)} as applied; nothing was run`);
        }
      }
      return runResult({ console, result, dialect, address, dryRun: args["dry-run"] });
    });
  },
});

async function approvedPlan(
  context: CommandContext,
  { plan: file, "plan-hash": hash }: PlanArguments,
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
