import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";

/** `mm schema-to-types` */
export const schemaToTypes = defineCommand({
  name: "schema-to-types",
  summary: "TypeScript types of the tables: for Kysely, or rows as they are.",
  positionals: [],
  options: {
    format: {
      type: "string",
      choices: ["kysely", "rows"],
      default: "kysely",
      describe: "kysely: its `Database`; rows: an interface for each table",
    },
    out: option.text("Write to this file instead of standard output"),
    check: option.flag("Write nothing; exit 1 when the file of --out is out of date"),
    from: {
      type: "string",
      choices: ["schema", "migrations"],
      default: "schema",
      describe: "The schema files, or what the migrations make",
    },
    database: option.text("Kind of database (default: the configured one)"),
  },
  examples: [
    ["schema-to-types --out src/database.ts", "What Kysely is told about the tables"],
    ["schema-to-types --format rows --out src/rows.ts", "Rows, and rows to be inserted"],
    ["schema-to-types --out src/database.ts --check", "For CI: is the file up to date?"],
  ],
  run: async (context, { format, out, check, from, database }) => {
    const { console } = context;
    if (check && out === undefined) {
      throw new UsageError({
        code: "CLI_NEEDS_OUT",
        message: "--check compares with a file",
        hint: "Name it with --out.",
        synopsis: `${context.program} schema-to-types --out <file> --check`,
      });
    }
    const { schemaTypes, typesThere } = await import("../schema/schema-types.js");
    const there = out === undefined ? undefined : typesThere(out);
    const { text, notices, ...about } = await schemaTypes(context, { format, from, database });
    console.notices(notices);
    const current = there === text;
    const document = { file: out ?? null, format, from, ...about, notices };
    if (out === undefined) {
      console.result(text.trimEnd());
      return { document: { ...document, text } };
    }
    if (check) {
      const what = there === undefined ? "is not there" : "is out of date";
      console.say(`${cleanLine(out)} ${current ? "is up to date" : what}`);
      const exit = current ? {} : { exitCode: exitCodes.failed, code: "CHANGES" };
      return { ...exit, document: { ...document, current } };
    }
    if (there === undefined) {
      const { writeNewFile } = await import("../migration-file.js");
      writeNewFile({ path: out, source: text });
    } else if (!current) (await import("../report-file.js")).writeReport(out, text);
    console.say(
      `${current ? "Unchanged" : "Wrote"} ${cleanLine(out)} (${counted(about.tables, "table")})`,
    );
    return { document: { ...document, current } };
  },
});
