import { fn, type SymbolMap, source } from "../src/interp/symbol-map.js";
import { guestCode } from "./guest-code.js";

/** What a schema file imports beside the rest; a migration has no use for it, and is not offered it. */
const schemaModule = source(guestCode("schema"), {
  doc: "For schema files: defineSchema.",
  exports: ["defineSchema"],
  host: { defineSchema: fn(() => undefined, { oneWay: true }) },
});

/** A symbol map as it is offered to schema files. */
export function withSchemaModule(map: SymbolMap): SymbolMap {
  return Object.freeze({ ...map, "makemigrations/schema": schemaModule });
}
