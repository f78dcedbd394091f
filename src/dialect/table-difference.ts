import { isDeepStrictEqual } from "node:util";
import type { Table } from "../schema/table.js";

/** A named member of a table: an index or a constraint. */
interface Named {
  readonly name: string;
}

/** Indexes and constraints of `from` that `to` has not, or has in another form. */
export interface TableDifference {
  readonly indexes: Table["indexes"];
  readonly foreignKeys: Table["foreignKeys"];
  readonly uniques: Table["uniques"];
  readonly checks: Table["checks"];
  readonly exclusions: Table["exclusions"];
  readonly primaryKey: Table["primaryKey"];
}

/** What must go on the way from one form of a table to the other; swapped: what must come. */
export function lostMembers(from: Table, to: Table): TableDifference {
  return {
    indexes: missing(from.indexes, to.indexes),
    foreignKeys: missing(from.foreignKeys, to.foreignKeys),
    uniques: missing(from.uniques, to.uniques),
    checks: missing(from.checks, to.checks),
    exclusions: missing(from.exclusions, to.exclusions),
    primaryKey: isDeepStrictEqual(from.primaryKey, to.primaryKey) ? undefined : from.primaryKey,
  };
}

function missing<Item extends Named>(items: readonly Item[], others: readonly Item[]): Item[] {
  return items.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)));
}
