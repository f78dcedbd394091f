import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import type { LiveObjects, Uncompared } from "./live-objects.js";

/** What is left of a database for the model, and what of it migrations have made as objects. */
export interface ApartFromObjects {
  readonly schema: Schema;
  /** It is there, and what it consists of is read in other words than it was made in. */
  readonly claimed: readonly Uncompared[];
}

const WHY = "it is read as a part of the model, and was not made as one";

/**
 * Tables, indexes and enums of the model which migrations have made by SQL of their own are neither added by
 * hand nor missing.
 */
export function apartFromObjects(
  live: Schema,
  made: readonly SchemaObject[],
  { opaque, objects }: Pick<LiveObjects, "opaque" | "objects">,
): ApartFromObjects {
  const named = (kind: string) =>
    new Set(made.flatMap((object) => (object.kind === kind ? [object.name] : [])));
  const [tables, indexes, types] = [named("table"), named("index"), named("type")];
  if (tables.size + indexes.size + types.size === 0) return { schema: live, claimed: [] };
  const isOn = tablesOfIndexes(objects, live);
  const claimed: Uncompared[] = [];
  const left = [...live.tables].flatMap(([key, table]): [string, Table][] => {
    const isMade = ({ name }: { readonly name: string }) =>
      [name, `${table.namespace}.${name}`].some((one) => indexes.has(one) && isOn(one, key));
    claimed.push(
      ...table.indexes.filter(isMade).map(({ name }) => ({ kind: "index", name, why: WHY })),
    );
    if (tables.has(key) && !opaque.has(key)) {
      claimed.push({ kind: "table", name: key, why: WHY });
      return [];
    }
    return [
      [
        key,
        {
          ...table,
          fields: table.fields.map((field) =>
            types.has(field.enum ?? "") ? withoutEnum(field) : field,
          ),
          indexes: table.indexes.filter((one) => !isMade(one)),
          foreignKeys: table.foreignKeys.filter(
            (one) => opaque.has(one.table) || !tables.has(one.table),
          ),
        },
      ],
    ];
  });
  const enums = [...live.enums].filter(([name]) => !types.has(name));
  return { schema: { ...live, tables: new Map(left), enums: new Map(enums) }, claimed };
}

/** Another table may have an index of that name. Of one that was not found as an object it is not known where it is. */
function tablesOfIndexes(
  objects: LiveObjects["objects"],
  { tables: known }: Schema,
): (name: string, table: string) => boolean {
  const found = objects
    .map(({ object }) => object)
    .filter(({ kind, dependsOn }) => kind === "index" && dependsOn.some((key) => known.has(key)));
  const tables = new Map(found.map(({ name, dependsOn }) => [name, dependsOn]));
  return (name, table) => tables.get(name)?.includes(table) ?? true;
}

function withoutEnum({ enum: name = "", values: _, ...field }: Field): Field {
  return { ...field, ...enumAsNative(name, field.type === "enum[]"), values: undefined };
}

/** A type of an object, as a field has it. */
export function enumAsNative(name: string, isList: boolean): Pick<Field, "type" | "native"> {
  const text = /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
  return { type: "native", native: isList ? `${text}[]` : text };
}
