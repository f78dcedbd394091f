import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";
import { schemaFileFlags } from "../schema/schema-file-flags.js";

/** `mm types-to-schema` */
export const typesToSchema = defineCommand({
  name: "types-to-schema",
  summary: "TypeScript interfaces and classes as a schema file. Runs none of them.",
  positionals: ["<paths..>"],
  options: {
    paths: {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Files with types, or folders of such",
    },
    ...schemaFileFlags,
    tagged: option.flag("Only types with the tag @table (default: all that are exported)"),
    "keep-names": option.flag("`createdAt` stays `createdAt` instead of `created_at`"),
  },
  examples: [
    ["types-to-schema src/entities", "What the schema file would be"],
    ["types-to-schema src/entities --out schema/schema.yaml", "A new schema file"],
    ["types-to-schema src/user.ts src/post.ts --format ts", "Of two files, in TypeScript"],
  ],
  run: async (context, { paths, format, out, tagged, "keep-names": keepNames }) => {
    const { console } = context;
    const { typesSchema } = await import("../schema/types-schema.js");
    const { text, tables, files, unread, numbers } = await typesSchema({
      paths,
      format,
      keepNames,
      tagged,
    });
    if (out === undefined) console.result(text.trimEnd());
    else {
      const { writeNewFile } = await import("../migration-file.js");
      writeNewFile({ path: out, source: text });
      console.say(`Wrote ${cleanLine(out)} (${counted(tables, "table")})`);
    }
    for (const { place, message } of unread) {
      const { file, line, column } = place;
      console.note(`not read: ${cleanLine(`${file}:${line}:${column} ${message}`)}`);
    }
    const notices =
      numbers.length === 0
        ? []
        : [`whole numbers unless @type double or @precision says otherwise: ${numbers.join(", ")}`];
    console.notices(notices);
    return {
      document: {
        file: out ?? null,
        schema: text,
        tables,
        files,
        notices,
        unread: unread.map(({ place, message }) => ({ ...place, message })),
      },
    };
  },
});
