import { suggestion } from "../text/nearest-name.js";
import { isNameOrApart } from "./constraint-name.js";
import { tableKey } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

/** Names of everything in the table that has one, fields apart. */
export function memberNames(table: Table): string[] {
  const lists = [table.indexes, table.foreignKeys, table.uniques, table.checks, table.exclusions];
  return lists.flatMap((list) => list.map((member) => member.name));
}

/** @throws StateError when an index or a constraint of the table has the name. */
export function requireFree(table: Table, name: string): void {
  if (!memberNames(table).includes(name)) return;
  throw new StateError({
    code: "SCHEMA_NAME_EXISTS",
    message: `table "${tableKey(table)}" has an index or a constraint "${name}" already`,
    hint: "Choose another name, or drop the one that is there first.",
    table: tableKey(table),
    member: name,
  });
}

/** The member of that name, or the one that got another because that was taken (`freeName`). */
export function memberNamed<Item extends { readonly name: string }>(
  list: readonly Item[],
  name: string,
): Item | undefined {
  const same = list.find((item) => item.name === name);
  if (same !== undefined) return same;
  const [only, another] = list.filter((item) => isNameOrApart(item.name, name));
  return another === undefined ? only : undefined;
}

/** The error about a name that no index or constraint has. */
export function memberMissing(
  what: string,
  code: "SCHEMA_CONSTRAINT_MISSING" | "SCHEMA_FOREIGN_KEY_MISSING" | "SCHEMA_INDEX_MISSING",
  { table, name }: { readonly table: Table; readonly name: string },
): StateError {
  return new StateError({
    code,
    message: `${what} "${name}" does not exist in table "${tableKey(table)}" at this point`,
    hint: suggestion(
      name,
      memberNames(table),
      "Check the name, and which operations come before this one.",
    ),
    table: tableKey(table),
    member: name,
  });
}
