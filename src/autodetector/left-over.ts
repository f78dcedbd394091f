import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import type { Schema } from "../schema/schema.js";
import { objectText } from "../schema/schema-object.js";
import type { Table } from "../schema/table.js";
import { shownJson } from "../text/shown-json.js";
import {
  isSamePrimaryKey,
  type MatchedMembers,
  matchForeignKeys,
  matchIndexes,
  matchUniques,
} from "./match-members.js";

/** One thing that two schemas do not have alike. */
export interface Difference {
  /** `added`: only the second has it; `changed`: both have it, but not the same. */
  readonly kind: "added" | "removed" | "changed";
  /** The key of the table; absent for what belongs to none. */
  readonly table?: string;
  /** `table`, `field`, `index`, `view` ... */
  readonly what: string;
  /** Absent for what a table has only one of. */
  readonly name?: string;
  /** `check "ck_a" of table "posts"` */
  readonly text: string;
}

/**
 * What differs between two schemas as far as it counts: not the order of fields and members, and
 * not a usual name that a renamed field or table left behind. Of the schema that
 * operations reach and the one that was asked for it is the one list of what cannot be generated yet.
 */
export function leftOver(reached: Schema, wanted: Schema): readonly Difference[] {
  const differences: Difference[] = [];
  for (const key of [...new Set([...reached.tables.keys(), ...wanted.tables.keys()])].sort()) {
    const [from, to] = [reached.tables.get(key), wanted.tables.get(key)];
    const text = `table "${key}"`;
    const whole = { table: key, what: "table", name: key, text };
    if (from === undefined) differences.push({ ...whole, kind: "added" });
    else if (to === undefined) differences.push({ ...whole, kind: "removed" });
    else {
      for (const part of ofTable([from, reached], [to, wanted])) {
        differences.push({ ...part, table: key, text: `${part.text} of ${text}` });
      }
    }
  }
  return [...differences, ...ofEnums(reached, wanted), ...ofObjects(reached, wanted)];
}

function ofEnums({ enums: from }: Schema, { enums: to }: Schema): readonly Difference[] {
  return byName("enum", [...from.values()], [...to.values()]);
}

function ofObjects({ objects: from }: Schema, { objects: to }: Schema): readonly Difference[] {
  return [...new Map([...from, ...to])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, object]) => {
      const { kind: what, name } = object;
      return whole({ what, name, text: objectText(object) }, from.get(key), to.get(key));
    });
}

function ofTable(
  [from, reached]: readonly [Table, Schema],
  [to, wanted]: readonly [Table, Schema],
): readonly Difference[] {
  return [
    ...byName("field", from.fields.map(ownFacts), to.fields.map(ownFacts)),
    ...ofMembers("index", matchIndexes(from, to)),
    ...ofMembers("unique constraint", matchUniques(from, to)),
    ...ofMembers("foreign key", matchForeignKeys([from, reached], [to, wanted])),
    ...byName("check", from.checks, to.checks),
    ...byName("exclusion", from.exclusions, to.exclusions),
    ...(isSamePrimaryKey(from, to)
      ? []
      : whole(only("primary key"), from.primaryKey, to.primaryKey)),
    ...whole(only("comment"), from.comment, to.comment),
    ...whole(only("options"), from.options, to.options),
  ];
}

/** The values of an enum that fields share are those of the enum. */
function ownFacts(field: Field): Field {
  return field.enum === undefined ? field : { ...field, values: undefined };
}

interface Named {
  readonly name: string;
}

function ofMembers(
  what: string,
  { dropped, added, renamed }: MatchedMembers<Named>,
): readonly Difference[] {
  const names = (list: readonly Named[]) => new Set(list.map(({ name }) => name));
  const [gone, fresh] = [names(dropped), names(added)];
  const of = (name: string): Difference => ({
    kind: !fresh.has(name) ? "removed" : gone.has(name) ? "changed" : "added",
    what,
    name,
    text: `${what} "${name}"`,
  });
  return [
    ...[...new Set([...gone, ...fresh])].map(of),
    ...renamed.map(
      (pair): Difference => ({
        kind: "changed",
        what,
        name: pair.to.name,
        text: `${what} "${pair.to.name}" (named "${pair.from.name}")`,
      }),
    ),
  ];
}

function byName<T extends Named>(
  what: string,
  from: readonly T[],
  to: readonly T[],
): readonly Difference[] {
  const names = [...new Set([...from, ...to].map(({ name }) => name))];
  return names.flatMap((name): readonly Difference[] => {
    const [a, b] = [from, to].map((list) => list.find((one) => one.name === name));
    const text = `${what} "${name}"`;
    if (a === undefined || b === undefined) {
      return [{ kind: a === undefined ? "added" : "removed", what, name, text }];
    }
    const details = detailsOf(a, b);
    return details.length === 0
      ? []
      : [{ kind: "changed", what, name, text: `${text} (${details.join(", ")})` }];
  });
}

/** `length 10 | 20`; what stands beside a column under another name is no difference of it. */
function detailsOf(a: object, b: object): readonly string[] {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => key !== "apart" && !isDeepStrictEqual(left.get(key), right.get(key)))
    .map((key) => `${key} ${shown(left.get(key))} | ${shown(right.get(key))}`);
}

function shown(value: unknown): string {
  if (value === undefined) return "-";
  if (typeof value === "string") return value;
  return shownJson(value);
}

/** What a table has one of. */
function only(what: string): Omit<Difference, "kind"> {
  return { what, text: `the ${what}` };
}

function whole(about: Omit<Difference, "kind">, from: unknown, to: unknown): readonly Difference[] {
  if (isDeepStrictEqual(from, to)) return [];
  const kind = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  return [{ ...about, kind }];
}
