import type { Schema } from "../schema/schema.js";
import { isOnTable, makeObject, type SchemaObject } from "../schema/schema-object.js";
import { suggestion } from "../text/nearest-name.js";
import type { Merged } from "./merge-documents.js";

/** The one database that has extensions. */
const EXTENDED = "postgresql";

/** What the files say beside tables and enums; a line of `extensions` is an object in short. */
export function builtObjects({ extensions, opaque }: Merged): readonly SchemaObject[] {
  const written = opaque.map(({ depends_on: dependsOn = [], ...entry }) =>
    makeObject({ ...entry, dependsOn }),
  );
  return [...extensions.map(extensionOf), ...written];
}

/** What is wrong with what objects depend on, and the key of the entry under which it stands. */
export function dependencyFaults(
  entries: Merged["opaque"],
  { tables, enums, objects }: Schema,
): readonly { readonly entry: object; readonly key: string; message: string; hint: string }[] {
  const others = [...objects.values()].map(({ name }) => name);
  const names = new Set([...tables.keys(), ...enums.keys(), ...others]);
  return entries.flatMap((entry) => {
    const needed = entry.depends_on ?? [];
    const lost = needed.find((name) => !names.has(name));
    if (lost !== undefined) {
      const message = `${entry.kind} "${entry.name}" depends on "${lost}", which is not there`;
      const hint = suggestion(lost, names, "Name tables, enums and objects of the schema files.");
      return { entry, key: "depends_on", message, hint };
    }
    if (!isOnTable(entry) || entry.drop !== undefined || needed.some((name) => tables.has(name)))
      return [];
    const message = `${entry.kind} "${entry.name}" does not say on which table it is`;
    return { entry, key: "kind", message, hint: "Write depends_on: [the table]." };
  });
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
