import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { option } from "../parse/option.js";
import { changeSigns } from "../render/change-signs.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm schema-diff` */
export const schemaDiff = defineCommand({
  name: "schema-diff",
  summary: "What differs between the schema files and the migrations, line by line.",
  positionals: [],
  options: {
    check: option.flag("Exit 1 when something differs"),
  },
  examples: [["schema-diff", "+ only in the schema files, - only in the migrations, ~ differs"]],
  run: async (context, { check }) => {
    const { console } = context;
    const { projectState } = await import("../project-state.js");
    const state = await projectState(context);
    const { readSchema } = await import("../schema/schema-input.js");
    const { schema, notices } = await readSchema(context, state.config);
    console.notices(notices);
    const { leftOver } = await import("../../autodetector/left-over.js");
    const differences = leftOver(state.schema, schema);
    if (differences.length === 0) console.say("Nothing differs.");
    for (const { kind, text } of differences)
      console.report(`${changeSigns[kind]} ${cleanLine(text)}`);
    const document = { differences, notices };
    if (!check || differences.length === 0) return { document };
    return { exitCode: exitCodes.failed, code: "DIFFERENT", document };
  },
});
