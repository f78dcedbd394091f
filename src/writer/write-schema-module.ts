import { printSource } from "./print-source.js";
import { call } from "./source-value.js";
import { dataSource } from "./write-migration.js";

/** The `.ts` source of a schema file that says this; laid out as formatters do. */
export function writeSchemaModule(schema: unknown): string {
  const data = dataSource(schema, "schema");
  const open = data.kind === "object" ? { ...data, open: true } : data;
  const source = printSource(call("defineSchema", open), 1);
  const names = source.includes(" as OtherType") ? "defineSchema, type OtherType" : "defineSchema";
  return `import { ${names} } from "makemigrations/schema";

export default ${source};
`;
}
