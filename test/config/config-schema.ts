import { configKeys, type ValueKind } from "../../src/config/config-keys.js";

/** A JSON Schema, as far as this file writes one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The JSON Schema of the configuration file, for editors. Made from the same list as the parser, so
 * that the two agree; the copy in `docs/` is compared by a test.
 *
 * @param limits the limits with their defaults.
 */
export function configSchema(limits: Readonly<Record<string, number>>): JsonSchema {
  const sections: Record<string, Record<string, JsonSchema>> = {};
  for (const key of configKeys) {
    const [section = "", name = ""] = key.path.split(".");
    sections[section] = {
      ...sections[section],
      [name]: { ...typeOf(key.kind), description: key.description },
    };
  }
  sections.sandbox = Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [name, limitSchema(value)]),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "mm.config.yaml",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(sections).map(([name, properties]) => [
        name,
        { type: ["object", "null"], additionalProperties: false, properties },
      ]),
    ),
  };
}

function limitSchema(value: number): JsonSchema {
  return {
    type: ["integer", "null"],
    minimum: 1,
    maximum: value,
    description: `A limit of the sandbox; may only be lowered. Default: ${value}.`,
  };
}

function typeOf(kind: ValueKind): JsonSchema {
  const text = { type: "string", minLength: 1 };
  switch (kind) {
    case "text":
      return { type: ["string", "null"], minLength: 1 };
    case "flag":
      return { type: ["boolean", "null"] };
    case "texts":
      return { anyOf: [text, { type: "array", minItems: 1, items: text }, { type: "null" }] };
    default:
      return kind satisfies never;
  }
}
