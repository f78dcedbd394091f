import type { Statement, Step } from "../../dialect/statement.js";
import { command, hint } from "../../errors.js";
import type { PlannedOperation } from "../../plan/plan.js";
import { RunnerError } from "../../plan/runner-error.js";
import { type SessionUse, sessionUse } from "../../text/session-statement.js";
import type { SqlRules } from "../../text/sql-rules.js";

/** A statement and where it stands. */
interface Placed {
  readonly planned: PlannedOperation;
  readonly step: Statement;
}

interface Held extends Placed {
  readonly name: string;
  /** Has a statement behind it been done, perhaps with it, by a run whose session is gone? */
  lost: boolean;
}

/** Nothing that we write ourselves is meant for more than the next statement. */
const OURS: SessionUse = { kind: "lasting", holds: undefined, ends: [], looksBack: false };

/** Does the step touch the session and nothing else? Then the journal knows nothing of it. */
export function isForSession(planned: PlannedOperation, step: Step, rules: SqlRules): boolean {
  return useOf(planned, step, rules).kind !== "lasting";
}

function useOf({ operation }: PlannedOperation, step: Step, rules: SqlRules): SessionUse {
  return step.kind === "script" || !operation.handwritten ? OURS : sessionUse(step.sql, rules);
}

/**
 * Brings the session of a run that goes on with a half-applied migration to where the statements
 * before have left theirs: what only sets something is repeated, in order. What cannot be had again
 * (a temporary table with its rows, table locks) is a reason not to go on.
 */
export class SessionReplay {
  readonly #migration: string;
  readonly #rules: SqlRules;
  readonly #uses = new WeakMap<Step, SessionUse>();
  /** Has this run done something itself, so that its session is the one to go on with? */
  #live: boolean;
  #done = false;
  #settings: Placed[] = [];
  #held: Held[] = [];

  /** `resumed`: an earlier run has done a part of the migration. */
  constructor(about: {
    readonly migration: string;
    readonly rules: SqlRules;
    readonly resumed: boolean;
  }) {
    this.#migration = about.migration;
    this.#rules = about.rules;
    this.#live = !about.resumed;
  }

  /** Does the step touch the session and nothing else? Then every session is told anew. */
  isForSession(planned: PlannedOperation, step: Step): step is Statement {
    return this.#use(planned, step).kind !== "lasting";
  }

  get live(): boolean {
    return this.#live;
  }

  /** A step that is for the session, found on the way to the first one that is to be run. */
  meet(planned: PlannedOperation, step: Statement): void {
    const { holds, ends } = this.#use(planned, step);
    this.#end(ends);
    this.#settings.push({ planned, step });
    if (holds !== undefined) this.#held.push({ planned, step, name: holds, lost: false });
  }

  /** A step that an earlier run has done. */
  passOver(planned: PlannedOperation, step: Step): void {
    this.#done = true;
    for (const held of this.#held) held.lost = true;
    this.#end(this.#use(planned, step).ends);
  }

  /**
   * What to repeat before this step runs; nothing the next time.
   *
   * @throws RunnerError RUNNER_SESSION_LOST
   */
  before(planned: PlannedOperation, step: Step): readonly Placed[] {
    if (this.#live) return [];
    this.#live = true;
    const lost = this.#held.find((held) => held.lost);
    if (lost !== undefined) throw this.#lost(lost.step.sql);
    if (this.#done && step.kind === "sql" && this.#use(planned, step).looksBack) {
      throw this.#lost(step.sql);
    }
    return this.#settings;
  }

  #use(planned: PlannedOperation, step: Step): SessionUse {
    const known = this.#uses.get(step) ?? useOf(planned, step, this.#rules);
    this.#uses.set(step, known);
    return known;
  }

  /** The name is free, and so is what was to be repeated for it. */
  #end(names: readonly string[]): void {
    const ended = this.#held.filter(({ name }) => names.includes(name));
    if (ended.length === 0) return;
    this.#held = this.#held.filter((held) => !ended.includes(held));
    this.#settings = this.#settings.filter(({ step }) => !ended.some((held) => held.step === step));
  }

  #lost(sql: string): RunnerError {
    const name = this.#migration;
    return new RunnerError({
      code: "RUNNER_SESSION_LOST",
      message: `migration "${name}" is half applied and cannot go on, because the session of the run that stopped is gone, and with it what this statement is about: ${sql}`,
      hint: hint`Do the rest by hand and record it with ${command("migrate fake", name)}; or undo what has been done by hand, run ${command("migrate unfake", name)}, and apply it again from its beginning.`,
      migration: name,
    });
  }
}
