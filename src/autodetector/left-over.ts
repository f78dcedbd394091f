import { isDeepStrictEqual } from "node:util";
import { type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { matchForeignKeys, matchIndexes, matchUniques } from "./match-members.js";

/**
 * What differs between the schema that operations reach and the one that was asked for, a line
 * each: `check "ck_a" of table "posts"`. This is the one list of what cannot be generated yet.
 */
export function leftOver(reached: Schema, wanted: Schema): readonly string[] {
  const lines: string[] = [];
  for (const key of [...new Set([...reached.tables.keys(), ...wanted.tables.keys()])].sort()) {
    const [from, to] = [reached.tables.get(key), wanted.tables.get(key)];
    if (from !== undefined && to !== undefined) {
      lines.push(
        ...ofTable([from, reached], [to, wanted]).map((what) => `${what} of table "${key}"`),
      );
    } else lines.push(`table "${key}"`);
  }
  return lines;
}

function ofTable(
  [from, reached]: readonly [Table, Schema],
  [to, wanted]: readonly [Table, Schema],
): readonly string[] {
  const members = [
    ...named("index", matchIndexes(from, to)),
    ...named("unique constraint", matchUniques(from, to)),
    ...named("foreign key", matchForeignKeys([from, reached], [to, wanted])),
    ...differing("check", from.checks, to.checks),
    ...differing("exclusion", from.exclusions, to.exclusions),
    ...differing("field", from.fields, to.fields),
  ];
  if (!isDeepStrictEqual(keyOf(from), keyOf(to))) members.push("the primary key");
  if (from.comment !== to.comment) members.push("the comment");
  if (!isDeepStrictEqual(from.options, to.options)) members.push("the options");
  if (tableKey(from) !== tableKey(to)) members.push("the namespace");
  return members;
}

function keyOf({ primaryKey }: Table): unknown {
  return primaryKey && { name: primaryKey.name, fields: primaryKey.fields };
}

interface Named {
  readonly name: string;
}

function named(
  what: string,
  {
    dropped,
    added,
    renamed,
  }: {
    readonly dropped: readonly Named[];
    readonly added: readonly Named[];
    readonly renamed: readonly { readonly to: Named }[];
  },
): string[] {
  const names = [...dropped, ...added, ...renamed.map(({ to }) => to)].map(({ name }) => name);
  return [...new Set(names)].map((name) => `${what} "${name}"`);
}

function differing<T extends Named>(what: string, from: readonly T[], to: readonly T[]): string[] {
  const names = [...new Set([...from, ...to].map(({ name }) => name))];
  const find = (list: readonly T[], name: string): T | undefined =>
    list.find((one) => one.name === name);
  return names
    .filter((name) => !isDeepStrictEqual(plain(find(from, name)), plain(find(to, name))))
    .map((name) => `${what} "${name}"`);
}

/** What stands beside a column under another name is no difference of the column. */
function plain<T extends object>(one: T | undefined): object | undefined {
  return one && { ...one, apart: undefined };
}
