import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { changeSigns } from "../render/change-signs.js";
import { cleanLine } from "../render/clean-text.js";
import { definitionLines } from "../render/definition-lines.js";

const COMPARING = { verb: "Comparing", name: "the database" };

/** `mm db-diff` */
export const dbDiff = defineCommand({
  name: "db-diff",
  summary: "What differs between the database and the migrations applied to it, line by line.",
  positionals: [],
  options: {
    sql: option.flag(
      "Show the SQL that makes the database as the migrations say, and nothing else",
    ),
  },
  examples: [
    ["db-diff", "+ only in the database, - only in the migrations, ~ differs"],
    ["db-diff --sql > mend.sql", "What would put the database right; read it first"],
  ],
  run: async (context, { sql }) => {
    const { console } = context;
    const { withRunner } = await import("../with-runner.js");
    const { liveDiff } = await import("../schema/live-diff.js");
    const needs = { readOnly: true, sqlOutput: sql };
    return await withRunner(context, needs, async ({ runner, dialect }) => {
      const { showing } = await import("../render/progress-display.js");
      const compared = await showing(console, COMPARING, () => runner.compareLive());
      const { differences, mending, unmended = "" } = liveDiff(compared, dialect);
      const { pending, uncompared } = compared;
      if (pending.length > 0) {
        console.note(`Not compared, because it is pending: ${pending.map(cleanLine).join(", ")}`);
      }
      for (const { kind, name, why } of uncompared) {
        console.note(cleanLine(`Not compared: ${kind} "${name}", because ${why}`));
      }
      if (differences.length === 0) {
        console.say(
          uncompared.length === 0 ? "Nothing differs." : "Nothing differs in what was compared.",
        );
      } else if (!sql) {
        for (const { kind, text, definitions } of differences) {
          console.report(`${changeSigns[kind]} ${cleanLine(text)}`);
          if (definitions === undefined) continue;
          for (const line of definitionLines(definitions)) console.report(`    ${cleanLine(line)}`);
        }
      } else if (mending === undefined) {
        console.note(cleanLine(unmended));
      } else {
        const { sqlScript } = await import("../render/sql-script.js");
        console.result(sqlScript([mending], dialect));
      }
      const { planDocument } = await import("../render/plan-document.js");
      const operations = mending === undefined ? null : planDocument(mending).operations;
      const document = { differences, pending, uncompared, mending: operations };
      if (differences.length === 0) return { document };
      return { exitCode: exitCodes.drift, code: "DRIFT", document };
    });
  },
});
