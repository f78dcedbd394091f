import type { Schema } from "../../schema/schema.js";
import { writeSchemaModule } from "../../writer/write-schema-module.js";
import { inCamelCase } from "../../yaml/evaluated-source.js";
import { writeDocument } from "../../yaml/write-document.js";
import { schemaDocument } from "../../yaml/write-schema.js";

/** What a schema file is written in. */
export type SchemaFormat = "yaml" | "ts";

/** The schema as the text of a schema file. */
export function schemaText(schema: Schema, format: SchemaFormat): string {
  return documentText(schemaDocument(schema), format);
}

/** The data of a schema file as its text. */
export function documentText(
  document: Readonly<Record<string, unknown>>,
  format: SchemaFormat,
): string {
  return format === "ts" ? writeSchemaModule(inCamelCase(document)) : writeDocument(document);
}
