import { DriverError } from "../../driver/driver-error.js";
import { type Command, command, type Hint, hint, MigrationError } from "../../errors.js";
import type { Direction, MigrationPlan } from "../../plan/plan.js";
import { RunnerError, type RunnerErrorInit } from "../../plan/runner-error.js";
import type { MigrationJob } from "./migration-progress.js";
import type { StepPosition } from "./step-runner.js";

/** Where a run stopped and what that left behind: all facts that an operator needs, as fields. */
export interface Failure {
  readonly direction: Direction;
  /** 0-based. */
  readonly operation: number;
  readonly operations: number;
  readonly description: string;
  /** 1-based within the migration. */
  readonly statement: number;
  readonly statements: number;
  /** undefined when it was not a statement (a script, or reading the schema). */
  readonly sql: string | undefined;
  /** What the database said beyond its message: its code, the place in the SQL, its second line. */
  readonly serverCode: string | undefined;
  readonly position: number | undefined;
  readonly detail: string | undefined;
  /** Migrations that this run finished before; they stay. */
  readonly committed: readonly string[];
  /** true: nothing of the failed migration is left. false: the statements before it stay. */
  readonly rolledBack: boolean;
  /** The command that goes on. */
  readonly recovery: Command;
}

/** A statement or script of a migration failed, or was stopped, and the run with it. */
export class MigrationFailedError extends RunnerError {
  readonly failure: Failure;

  constructor(init: RunnerErrorInit & { readonly failure: Failure }) {
    super(init);
    this.failure = init.failure;
  }
}

export interface FailureContext {
  readonly plan: MigrationPlan;
  readonly position: StepPosition;
  readonly committed: MigrationJob["committed"];
  /** Was everything in one transaction, so that nothing is left of it? */
  readonly atomic: boolean;
  /** Has none of its statements happened? */
  readonly untouched: boolean;
  /** How many migrations shared the transaction; absent: it had one to itself. */
  readonly together?: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Who held the lock that the statement did not get, when that is what failed it. */
  readonly blockers: readonly string[];
}

/** What to throw when a migration stopped: the error with everything an operator has to know. */
export function migrationFailure(error: unknown, context: FailureContext): RunnerError {
  if (error instanceof RunnerError && error.code !== "RUNNER_ROWS_LOST") return error;
  const origin = originOf(error);
  const failure = failureOf(context, origin);
  const { name } = context.plan.migration;
  const interrupted = context.signal?.aborted === true;
  const lost = origin instanceof DriverError && origin.connectionLost;
  const where = placeText(failure);
  return new MigrationFailedError({
    code: interrupted ? "RUNNER_INTERRUPTED" : codeOf(origin),
    message: interrupted
      ? `interrupted in migration "${name}"${where}`
      : `migration "${name}"${where} failed: ${reason(origin)}`,
    hint: [
      ownHint(origin, interrupted),
      blockedText(context.blockers),
      leftover(context, lost),
      committedText(failure),
      next(failure, interrupted, context.together),
      otherWay(context, failure),
    ]
      .filter((sentence) => sentence !== "")
      .reduce((before, sentence) => hint`${before} ${sentence}`),
    cause: error,
    migration: name,
    failure,
  });
}

/**
 * What a script did not catch of its `db` comes out of the sandbox as an error of the sandbox, with
 * our own beneath it: that one has the code, the reason and the hint that help.
 */
function originOf(error: unknown): unknown {
  if (!(error instanceof MigrationError)) return error;
  const { cause } = error;
  return cause instanceof RunnerError || cause instanceof DriverError ? cause : error;
}

function failureOf(context: FailureContext, origin: unknown): Failure {
  const { plan, position, committed, atomic, untouched, together } = context;
  const { migration, direction } = plan;
  const driverError = origin instanceof DriverError ? origin : undefined;
  return {
    direction,
    operation: position.operation?.index ?? 0,
    operations: migration.operations.length,
    description: position.operation?.operation.describe() ?? "",
    statement: position.statement,
    statements: position.statements,
    sql: position.sql,
    serverCode: driverError?.serverCode,
    position: driverError?.position,
    detail: driverError?.detail,
    committed: committed.map(({ name }) => name),
    rolledBack: atomic || untouched,
    recovery: command(`migrate ${direction}`, ...(together === undefined ? [] : ["--atomic"])),
  };
}

function codeOf(error: unknown): string {
  return error instanceof RunnerError ? error.code : "RUNNER_STATEMENT_FAILED";
}

function placeText(failure: Failure): string {
  if (failure.description === "") return "";
  const statement =
    failure.statement === 0 ? "" : `, statement ${failure.statement} of ${failure.statements}`;
  return `, operation ${failure.operation + 1} of ${failure.operations} "${failure.description}"${statement}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ownHint(error: unknown, interrupted: boolean): Hint {
  return !interrupted && error instanceof MigrationError ? (error.hint ?? "") : "";
}

function blockedText(blockers: readonly string[]): string {
  return blockers.length === 0 ? "" : `Who blocked it: ${blockers.join("; ")}.`;
}

function leftover({ atomic, untouched, together = 1 }: FailureContext, lost: boolean): string {
  if (together > 1) {
    return lost
      ? `The connection was lost, so the database rolls all ${together} migrations back, unless it was cut off while committing; the next run finds out.`
      : `All ${together} migrations of the run were rolled back: nothing of them is left.`;
  }
  if (atomic) {
    return lost
      ? "The connection was lost, so the database rolls the migration back, unless it was cut off while committing; the next run finds out."
      : "The migration was rolled back: nothing of it is left.";
  }
  if (untouched) return "Nothing of the migration is done.";
  return "The statements before it are done and stay; the journal knows which.";
}

function committedText({ committed, direction }: Failure): string {
  const [only, ...more] = committed;
  if (only === undefined) return "";
  const done = direction === "up" ? "applied" : "undone";
  if (more.length === 0) return `Before it, "${only}" was ${done} and stays so.`;
  const names =
    more.length > 2
      ? `${committed.length} migrations`
      : committed.map((name) => `"${name}"`).join(", ");
  return `Before it, ${names} were ${done} and stay so.`;
}

function next({ recovery, rolledBack }: Failure, interrupted: boolean, together = 1): Hint {
  const run = interrupted ? "Run" : "Remove the cause and run";
  if (together > 1) return hint`${run} ${recovery} again: it starts with the first of them.`;
  return rolledBack
    ? hint`${run} ${recovery} again: it starts with this migration.`
    : hint`${run} ${recovery} again: it goes on with this statement.`;
}

/** Statements that ran need not be built upon: they can be undone, where they have a way back. */
function otherWay({ plan, position }: FailureContext, failure: Failure): Hint {
  if (failure.rolledBack || failure.direction === "down") return "";
  const { migration } = plan;
  const happened = migration.operations.slice(0, position.operation?.index ?? 0);
  if (!happened.every(({ reversible }) => reversible)) return "";
  return hint`Or undo what is done of it with ${command("migrate down")}.`;
}
