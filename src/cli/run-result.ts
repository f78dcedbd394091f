import type { Dialect } from "../dialect/dialect.js";
import type { RunResult } from "../runner/run-options.js";
import type { CommandResult } from "./command.js";
import type { Console } from "./render/console.js";
import { planDocument } from "./render/plan-document.js";
import { sqlScript } from "./render/sql-script.js";

/** What a run has to say at its end: the SQL of a dry run, that there was nothing to do, and the document. */
export function runResult(about: {
  readonly console: Console;
  readonly result: RunResult;
  readonly dialect: Dialect;
  /** Which database it was. */
  readonly address: string | undefined;
  readonly dryRun: boolean;
}): CommandResult {
  const { console, result, dialect, address, dryRun } = about;
  if (result.planned.length > 0) console.result(sqlScript(result.planned, dialect));
  else if (result.migrations.length === 0) {
    const nothing = result.direction === "up" ? "Nothing to apply" : "Nothing to undo";
    // As in `showsql`: of a dry run, standard output is SQL or empty.
    if (dryRun) console.note(nothing);
    else console.say(nothing);
  }
  return {
    document: {
      database: address,
      direction: result.direction,
      migrations: result.migrations.map(({ ignored, ...rest }) => ({
        ...rest,
        ...(ignored.length === 0 ? {} : { ignored }),
      })),
      ...(result.planned.length === 0 ? {} : { planned: result.planned.map(planDocument) }),
    },
  };
}
