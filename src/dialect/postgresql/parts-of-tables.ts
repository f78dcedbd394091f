import { tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import type { FoundObject } from "../live-objects.js";
import { temporaryObject } from "./temporary-object.js";

/**
 * A definition of migrations may make the partitions of a table with it: what the database has of them is a part
 * of that table, too, unless migrations have made it as an object of its own.
 */
export function withPartsOfTables<Found extends FoundObject>(
  all: readonly Found[],
  made: readonly SchemaObject[],
): readonly Found[] {
  const tables = made.filter(({ kind }) => kind === "table");
  if (tables.length === 0) return all;
  const own = new Set(tables.map(({ name }) => name));
  const byKey = new Map(all.flatMap((one) => (one.kind === "table" ? [[tableKey(one), one]] : [])));
  const parts = new Set<Found>();
  const whole = new Map<Found, Found>();
  for (const { kind, name, definition } of tables) {
    const table = byKey.get(name);
    const others = temporaryObject(kind, definition)?.others ?? [];
    if (table?.definition === undefined || others.length === 0) continue;
    const found = others.toSorted().flatMap((bare) => {
      const key = tableKey({ name: bare, namespace: table.namespace });
      const part = own.has(key) ? undefined : byKey.get(key);
      return part === undefined || parts.has(part) ? [] : [part];
    });
    for (const part of found) parts.add(part);
    const together = [table, ...found];
    whole.set(table, {
      ...table,
      definition: together.map((one) => one.definition).join(";\n"),
      needs: together.flatMap(({ needs }) => needs),
    });
  }
  return all.filter((one) => !parts.has(one)).map((one) => whole.get(one) ?? one);
}
