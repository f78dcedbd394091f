import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";

/** `mm db-to-schema` */
export const dbToSchema = defineCommand({
  name: "db-to-schema",
  summary: "A live database as a schema file.",
  positionals: [],
  options: {
    format: {
      type: "string",
      choices: ["yaml", "ts"],
      default: "yaml",
      describe: "What the schema file is written in",
    },
    out: { type: "string", describe: "Write a new file instead of standard output" },
  },
  examples: [
    ["db-to-schema --out schema/schema.yaml", "Begin with what a database has"],
    ["db-to-schema --format ts > schema/schema.ts", "The same in TypeScript"],
  ],
  run: async (context, { format, out }) => {
    const { console } = context;
    const { liveSchemaFile } = await import("../live-schema-file.js");
    const { readConfig } = await import("../read-config.js");
    const { text, tables, unsaid } = await liveSchemaFile(await readConfig(context), format);
    if (out === undefined) console.result(text.trimEnd());
    else {
      const { writeNewFile } = await import("../migration-file.js");
      writeNewFile({ path: out, source: text });
      console.say(`Wrote ${cleanLine(out)} (${counted(tables, "table")})`);
    }
    for (const line of unsaid) console.note(`not said: ${cleanLine(line)}`);
    return { document: { file: out ?? null, schema: text, unsaid } };
  },
});
