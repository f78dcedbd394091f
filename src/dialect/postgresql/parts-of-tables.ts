import { tableKey } from "../../schema/schema.js";
import type { SchemaObject } from "../../schema/schema-object.js";
import { groupBy } from "../group-by.js";
import type { FoundObject } from "../live-objects.js";
import { temporaryObject } from "./temporary-object.js";
import type { PartOfTable } from "./temporary-steps.js";

/** A row of what is there: `on` is the key of the table that it is on. */
type Row = FoundObject & { readonly on: string | undefined };

/**
 * A definition of migrations may make the partitions of a table with it, and triggers, rules and policies on it: what
 * the database has of them is a part of that table, too, unless migrations have made it as an object of its own.
 */
export function withPartsOfTables<Found extends Row>(
  all: readonly Found[],
  made: readonly SchemaObject[],
): readonly Found[] {
  const tables = made.filter(({ kind }) => kind === "table");
  if (tables.length === 0) return all;
  const own = new Set(tables.map(({ name }) => name));
  const byKey = new Map(all.flatMap((one) => (one.kind === "table" ? [[tableKey(one), one]] : [])));
  const rowsOn = onTables(all, made);
  const parts = new Set<Found>();
  const whole = new Map<Found, Found>();
  for (const { kind, name, definition } of tables) {
    const table = byKey.get(name);
    const making = temporaryObject(kind, definition);
    if (table?.definition === undefined || making === undefined) continue;
    const inNamespace = (bare: string) => tableKey({ name: bare, namespace: table.namespace });
    const others = making.others.toSorted().flatMap((bare) => {
      const key = inNamespace(bare);
      return own.has(key) ? [] : (byKey.get(key) ?? []);
    });
    const on = making.parts.flatMap((part) => rowsOfPart(rowsOn(inNamespace(part.on)), part));
    const found = [...others, ...on].filter((part) => !parts.has(part));
    if (found.length === 0) continue;
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

/** The row of a part, and that of the comment on it: these are on its table, whose key `on` is. */
export function rowsOfPart<Found extends Pick<Row, "kind" | "name" | "on">>(
  rows: readonly Found[],
  part: PartOfTable,
): readonly Found[] {
  return rows.filter(({ kind, name, on }) =>
    kind === "comment"
      ? name === `${on} ${part.kind} ${part.name}`
      : kind === part.kind && name === part.name,
  );
}

/** What is on each table and is no object of its own. */
function onTables<Found extends Row>(
  all: readonly Found[],
  made: readonly SchemaObject[],
): (key: string) => readonly Found[] {
  const isOwn = madeOnTables(made);
  const rows = groupBy(
    all.filter((one) => one.on !== undefined && one.definition !== undefined && !isOwn(one)),
    ({ on = "" }) => on,
  );
  return (key) => rows.get(key) ?? [];
}

/** Have migrations made this, which is on a table, as an object of its own? */
export function madeOnTables(
  made: readonly SchemaObject[],
): (row: Pick<Row, "kind" | "name" | "on">) => boolean {
  const own = groupBy(made, ({ kind, name }) => `${kind} ${inWords(name)}`);
  return ({ kind, name, on = "" }) => {
    const [bare, full] = [name, `${on}.${name}`].map((one) => own.get(`${kind} ${inWords(one)}`));
    return full !== undefined || bare?.some((one) => one.dependsOn.includes(on)) === true;
  };
}

/** An object that the tool has written down has these brackets in its name. */
function inWords(name: string): string {
  return name.replaceAll("(", "[").replaceAll(")", "]");
}
