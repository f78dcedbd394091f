import { option } from "../parse/option.js";
/** Options of commands that write a schema file. */
export const schemaFileFlags = {
  format: {
    type: "string",
    choices: ["yaml", "ts"],
    default: "yaml",
    describe: "What the schema file is written in",
  },
  out: option.text("Write a new file instead of standard output"),
} as const;
