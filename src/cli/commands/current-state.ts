import { defineCommand } from "../command.js";

/** `mm current-state` */
export const currentState = defineCommand({
  name: "current-state",
  summary: "The schema that the migrations make, as a schema file.",
  positionals: [],
  options: {},
  examples: [
    ["current-state > schema/schema.yaml", "Begin with a schema file where there are migrations"],
  ],
  run: async (context) => {
    const { projectState } = await import("../project-state.js");
    const { schema, leaves } = await projectState(context);
    const { writeSchema } = await import("../../yaml/write-schema.js");
    const text = writeSchema(schema);
    context.console.result(text.trimEnd());
    return { document: { leaves, schema: text } };
  },
});
