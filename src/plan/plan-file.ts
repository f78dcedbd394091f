import * as v from "valibot";
import type { Statement } from "../dialect/statement.js";
import { command, hint } from "../errors.js";
import type { Migration } from "../migration/migration.js";
import type { OperationData } from "../operation/operation.js";
import { HALF_CHARACTER, halfCharacterPath } from "../text/well-formed.js";
import { fromPlanText, planHash, readablePlanText, saysJust, toPlanText } from "./plan-text.js";
import { RunnerError } from "./runner-error.js";

/** A migration without its code: plain operations, and the statements that they come to. */
export interface PlanFileMigration
  extends Pick<Migration, "name" | "dependencies" | "replaces" | "transaction"> {
  /** Checksum of the source that was evaluated; what the history will hold. */
  readonly checksum: string;
  readonly file: string;
  readonly operations: readonly OperationData[];
  /** What `up` will run; compared with what the operations come to when it does. */
  readonly statements: readonly Pick<Statement, "sql" | "parameters">[];
}

/** A plan that was made where the code was evaluated and runs where none is. */
export interface PlanFile {
  readonly format: 1;
  /** The tool that made it: another version may write other SQL. */
  readonly tool: string;
  readonly database: string;
  /** Names of the migrations that nothing in the plan depends on or follows: where it ends. */
  readonly heads: readonly string[];
  /** Applied before the plan starts, in order; their statements are not wanted any more. */
  readonly start: readonly string[];
  /** All of them in the order in which they run, those of `start` included. */
  readonly migrations: readonly PlanFileMigration[];
}

const names = v.array(v.string());
const data = v.looseObject({ type: v.string() });

const schema = v.strictObject({
  format: v.literal(1),
  tool: v.string(),
  database: v.string(),
  heads: names,
  start: names,
  migrations: v.array(
    v.strictObject({
      name: v.string(),
      checksum: v.string(),
      file: v.string(),
      dependencies: names,
      replaces: names,
      transaction: v.boolean(),
      operations: v.array(data),
      statements: v.array(v.strictObject({ sql: v.string(), parameters: v.array(v.any()) })),
    }),
  ),
  hash: v.string(),
});

/** The text of a plan file, its hash included: equal plans have equal texts. */
export function writePlanFile(plan: PlanFile): string {
  return `${readablePlanText(toPlanText({ ...plan, hash: planHash(plan) }, 1))}\n`;
}

/**
 * Reads a plan file and checks its hash.
 *
 * @param expected the hash that the operator approved; undefined = the file's own must fit.
 * @throws RunnerError RUNNER_PLAN_INVALID, RUNNER_PLAN_TAMPERED
 */
export function readPlanFile(
  text: string,
  expected?: string,
): PlanFile & { readonly hash: string } {
  const parsed = v.safeParse(schema, parseText(text));
  if (!parsed.success) {
    const path = v.getDotPath(parsed.issues[0]) ?? "the file";
    throw invalid(`${path}: ${parsed.issues[0].message}`);
  }
  const half = halfCharacterPath(parsed.output, "the plan");
  if (half !== undefined) throw invalid(`${half}: ${HALF_CHARACTER}`);
  if (!saysItself(text, parsed.output)) throw ambiguous();
  const { hash, ...plan } = parsed.output;
  const actual = planHash(plan);
  if (actual === hash && (expected === undefined || expected === hash)) {
    return { ...(plan satisfies PlanFile), hash };
  }
  throw new RunnerError({
    code: "RUNNER_PLAN_TAMPERED",
    message: `the plan's content has the hash ${actual}, not ${expected ?? hash}`,
    hint: "The plan was changed after it was made, or it is not the one that was approved. Make it again.",
  });
}

function ambiguous(): RunnerError {
  return new RunnerError({
    code: "RUNNER_PLAN_TAMPERED",
    message:
      "the plan says more than what would run, or says it otherwise: a key stands in it twice, or nothing reads it",
    hint: "The plan was changed after it was made. Make it again.",
  });
}

function saysItself(text: string, read: unknown): boolean {
  try {
    return saysJust(text, read);
  } catch {
    // A day that does not exist, for one, has no text.
    return false;
  }
}

function parseText(text: string): unknown {
  try {
    return fromPlanText(text);
  } catch (cause) {
    throw invalid("it is not JSON", cause);
  }
}

function invalid(why: string, cause?: unknown): RunnerError {
  return new RunnerError({
    code: "RUNNER_PLAN_INVALID",
    message: `this is not a plan: ${why}`,
    hint: hint`Make it with ${command("plan", "--out", "plan.json")}.`,
    cause,
  });
}
