import { defineCommand } from "../command.js";

/** `mm current-state` */
export const currentState = defineCommand({
  name: "current-state",
  summary: "The schema that the migrations make, as a schema file.",
  positionals: [],
  options: {
    format: {
      type: "string",
      choices: ["yaml", "ts"],
      default: "yaml",
      describe: "What the schema file is written in",
    },
  },
  examples: [
    ["current-state > schema/schema.yaml", "Begin with a schema file where there are migrations"],
    ["current-state --format ts > schema/schema.ts", "The same in TypeScript"],
  ],
  run: async (context, { format }) => {
    const { projectState } = await import("../project-state.js");
    const { schema, leaves } = await projectState(context);
    const { schemaText } = await import("../schema/schema-format.js");
    const text = schemaText(schema, format);
    context.console.result(text.trimEnd());
    return { document: { leaves, schema: text } };
  },
});
