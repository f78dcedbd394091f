import type { Schema } from "../schema/schema.js";
import { writeSchemaModule } from "../writer/write-schema-module.js";
import { inCamelCase } from "../yaml/camel-case.js";
import { schemaDocument, writeSchema } from "../yaml/write-schema.js";

/** What a schema file is written in. */
export type SchemaFormat = "yaml" | "ts";

/** The schema as the text of a schema file. */
export function schemaText(schema: Schema, format: SchemaFormat): string {
  return format === "ts"
    ? writeSchemaModule(inCamelCase(schemaDocument(schema)))
    : writeSchema(schema);
}
