import { isDeepStrictEqual } from "node:util";
import { constraintName } from "../schema/constraint-name.js";
import type { Schema } from "../schema/schema.js";
import {
  type Check,
  type Exclusion,
  type ForeignKey,
  type Index,
  partFields,
  type Table,
  type Unique,
} from "../schema/table.js";

/** What becomes of the members of a table that have a name. */
export interface MatchedMembers<T> {
  readonly dropped: readonly T[];
  readonly added: readonly T[];
  readonly renamed: readonly { readonly from: T; readonly to: T }[];
}

interface Members<T> {
  readonly from: readonly T[];
  readonly to: readonly T[];
  readonly isSame: (from: T, to: T) => boolean;
  /** Is the name the usual one, which the author did not choose? A member that is there keeps its own then. */
  readonly isUsual: (to: T) => boolean;
}

function match<T extends { readonly name: string }>(members: Members<T>): MatchedMembers<T> {
  const { isSame, isUsual } = members;
  const kept = new Set<T>();
  const left = members.to.filter((to) => {
    const from = members.from.find((one) => one.name === to.name);
    if (from === undefined || !isSame(from, to)) return true;
    kept.add(from);
    return false;
  });
  const added: T[] = [];
  const renamed: { readonly from: T; readonly to: T }[] = [];
  for (const to of left) {
    const from = members.from.find((one) => !kept.has(one) && isSame(one, to));
    if (from === undefined) {
      added.push(to);
      continue;
    }
    kept.add(from);
    if (!isUsual(to)) renamed.push({ from, to });
  }
  return { dropped: members.from.filter((one) => !kept.has(one)), added, renamed };
}

/** The indexes of a table before and after. */
export function matchIndexes(from: Table, to: Table): MatchedMembers<Index> {
  const bare = ({ name: _, concurrently: __, ...index }: Index) => index;
  return match({
    from: from.indexes,
    to: to.indexes,
    isSame: (a, b) => isDeepStrictEqual(bare(a), bare(b)),
    isUsual: ({ name, unique, parts }) =>
      name ===
      constraintName({
        prefix: unique ? "uq" : "idx",
        table: to.name,
        fields: partFields(parts),
      }),
  });
}

/** The unique constraints of a table before and after. */
export function matchUniques(from: Table, to: Table): MatchedMembers<Unique> {
  return match({
    from: from.uniques,
    to: to.uniques,
    isSame: ({ name: _, ...a }, { name: __, ...b }) => isDeepStrictEqual(a, b),
    isUsual: ({ name, fields }) =>
      name === constraintName({ prefix: "uq", table: to.name, fields }),
  });
}

/** The checks of a table before and after; each has a name that the author chose. */
export function matchChecks(from: Table, to: Table): Omit<MatchedMembers<Check>, "renamed"> {
  return { dropped: lacking(from.checks, to.checks), added: lacking(to.checks, from.checks) };
}

/** The exclusions of a table before and after; each has a name that the author chose. */
export function matchExclusions(
  { exclusions: from }: Table,
  { exclusions: to }: Table,
): Omit<MatchedMembers<Exclusion>, "renamed"> {
  return { dropped: lacking(from, to), added: lacking(to, from) };
}

function lacking<T>(list: readonly T[], others: readonly T[]): readonly T[] {
  return list.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
}

/** Is the primary key the same? The usual name is whatever it was. */
export function isSamePrimaryKey({ primaryKey: from }: Table, { primaryKey: to }: Table): boolean {
  if (from === undefined || to === undefined) return from === to;
  return isDeepStrictEqual(from, { ...to, name: to.name ?? from.name });
}

/** The foreign keys of a table before and after; `before` and `after` say which keys they refer to. */
export function matchForeignKeys(
  [from, before]: readonly [Table, Schema],
  [to, after]: readonly [Table, Schema],
): MatchedMembers<ForeignKey> {
  return match({
    from: from.foreignKeys,
    to: to.foreignKeys,
    isSame: (a, b) => isDeepStrictEqual(whole(a, before), whole(b, after)),
    isUsual: ({ name, fields }) =>
      name === constraintName({ prefix: "fk", table: to.name, fields }),
  });
}

/** A foreign key that names the fields it refers to. */
function whole({ name: _, ...key }: ForeignKey, schema: Schema) {
  if (key.targetFields.length > 0) return key;
  return { ...key, targetFields: schema.tables.get(key.table)?.primaryKey?.fields ?? [] };
}
