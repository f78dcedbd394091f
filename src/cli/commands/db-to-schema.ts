import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";
import { schemaFileFlags } from "../schema/schema-file-flags.js";

const READING = { verb: "Reading", name: "the database" };

/** `mm db-to-schema` */
export const dbToSchema = defineCommand({
  name: "db-to-schema",
  summary: "A live database as a schema file, or as several.",
  positionals: [],
  options: {
    ...schemaFileFlags,
    split: {
      type: "string",
      choices: ["schema", "table"],
      describe: "A file for each schema or table beside the one of --out, which includes them",
    },
    force: option.flag("Write over files that are there"),
  },
  examples: [
    ["db-to-schema --out schema/schema.yaml", "Begin with what a database has"],
    ["db-to-schema --out schema/schema.yaml --split table", "A file for each table"],
    ["db-to-schema --format ts > schema/schema.ts", "The same in TypeScript"],
  ],
  run: async (context, { format, out, split, force }) => {
    const { console } = context;
    if (out === undefined && (split !== undefined || force)) {
      throw new UsageError({
        code: "CLI_NEEDS_OUT",
        message: `${force ? "--force" : "--split"} is about files`,
        hint: "Name the main one with --out.",
        synopsis: `${context.program} db-to-schema --out <file> [--split schema|table] [--force]`,
      });
    }
    const { liveSchemaFile } = await import("../schema/live-schema-file.js");
    const { readConfig } = await import("../read-config.js");
    const { showing } = await import("../render/progress-display.js");
    const config = await readConfig(context);
    const { text, schema, unsaid } = await showing(console, READING, () =>
      liveSchemaFile(config, format, split),
    );
    const say = (): void => {
      for (const line of unsaid) console.note(`not said: ${cleanLine(line)}`);
    };
    if (out === undefined) {
      console.result(text.trimEnd());
      say();
      return { document: { file: null, schema: text, files: [], notices: [], unsaid } };
    }
    const job = await import("../schema/schema-files-out.js");
    const files = job.schemaFiles(schema, { out, format, split });
    job.writeSchemaFiles(files, force);
    for (const { path, tables, replaces } of files) {
      console.say(
        `${replaces ? "Wrote over" : "Wrote"} ${cleanLine(path)} (${counted(tables, "table")})`,
      );
    }
    const left = split === undefined ? [] : await job.leftFiles(files, out);
    const notices = left.map((path) => `"${path}" is none of these files, and is not included`);
    console.notices(notices);
    say();
    return {
      document: {
        file: out,
        schema: text,
        files: files.map(({ path, tables, replaces }) => ({
          file: path,
          tables,
          replaced: replaces,
        })),
        notices,
        unsaid,
      },
    };
  },
});
