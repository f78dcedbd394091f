import { command, hint } from "../../errors.js";
import { RunnerError } from "../../plan/runner-error.js";

/** What is half applied can neither go on nor back. */
export function partialWithoutFile(name: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_HALF_APPLIED",
    message: `migration "${name}" is half applied, and there is no such migration here`,
    hint: hint`Bring its file back and run again; or, when you have put the database right by hand, run ${command("migrate unfake", name)}.`,
    migration: name,
  });
}

/** What is half applied is not begun in that transaction. */
export function partialAtOnce(name: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_NOT_AT_ONCE",
    message: `migration "${name}" is half applied, so it cannot be in one transaction with the others`,
    hint: hint`Finish it with ${command("migrate up", "--to", name)}, without --atomic.`,
    migration: name,
  });
}

/** An applied migration would stand on one that is not. */
export function fakeDependency(name: string, parent: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_FAKE_DEPENDENCY",
    message: `migration "${name}" depends on "${parent}", which is not applied`,
    hint: hint`Apply or fake "${parent}" first, or record everything up to here with ${command("migrate up", "--fake", "--to", name)}.`,
    migration: name,
  });
}

/** The same the other way round. */
export function unfakeDependency(name: string, child: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_FAKE_DEPENDENCY",
    message: `migration "${child}" is applied and depends on "${name}"`,
    hint: `Undo or unfake "${child}" first.`,
    migration: name,
  });
}
