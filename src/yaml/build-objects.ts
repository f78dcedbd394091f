import type { SchemaObject } from "../schema/schema-object.js";
import type { Merged } from "./merge-documents.js";

/** The one database that has extensions. */
const EXTENDED = "postgresql";

/** What the files say beside tables and enums; a line of `extensions` is an object in short. */
export function builtObjects({ extensions, opaque }: Merged): readonly SchemaObject[] {
  const written = opaque.map(({ kind, name, database, definition, depends_on: dependsOn = [] }) =>
    Object.freeze({ kind, name, database, definition, dependsOn: Object.freeze([...dependsOn]) }),
  );
  return [...extensions.map(extensionOf), ...written];
}

/** Is it what a line of `extensions` means? */
export function isPlainExtension(object: SchemaObject): boolean {
  const { database, definition, dependsOn } = extensionOf(object.name);
  return (
    object.kind === "extension" &&
    object.database === database &&
    object.definition === definition &&
    object.dependsOn.length === dependsOn.length
  );
}

function extensionOf(name: string): SchemaObject {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  return Object.freeze({
    kind: "extension",
    name,
    database: EXTENDED,
    definition: `CREATE EXTENSION IF NOT EXISTS ${quoted}`,
    dependsOn: Object.freeze([]),
  });
}
