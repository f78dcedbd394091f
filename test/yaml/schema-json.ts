import { documentShape } from "../../src/yaml/document-shape.js";
import type { JsonSchema } from "../../src/yaml/shape.js";

/**
 * The JSON Schema of schema files, for editors: the same definition as that of the validator. The
 * copy in `docs/` is compared by a test.
 */
export function schemaFileJsonSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A schema file of makemigrations",
    ...documentShape.json,
    // Anchors are kept under keys that begin with x-.
    patternProperties: { "^x-": {} },
  };
}
