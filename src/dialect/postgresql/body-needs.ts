import { type Schema, tableKey } from "../../schema/schema.js";
import { groupBy } from "../group-by.js";

/** A routine, or anything else that a body may name. */
interface Named {
  readonly id: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly kept: string | undefined;
  readonly bare?: string;
  readonly language?: string;
}

/** What the bodies of functions name. */
export interface BodyNeeds {
  /** Names of tables and objects that must be there when the function is made. */
  readonly of: (row: Named) => readonly string[];
  /** May what it names not be there when it is made? The server is not to look then. */
  readonly isUnchecked: (row: Named) => boolean;
}

/** Kinds that a body names. */
const NAMED: ReadonlySet<string> = new Set([
  ...["sequence", "function", "procedure", "aggregate"],
  ...["view", "materialized view", "foreign table"],
]);

/**
 * The server checks the body of a function when it makes it, and keeps no account of what it names:
 * each word that is the name of a table, a view, a sequence or a function is taken for it. What needs the function itself is left
 * as it comes. `needs`: what the server does keep account of; `early`: ids of those that must be there before the tables.
 */
export function bodyNeeds(
  all: readonly Named[],
  { tables }: Schema,
  about: {
    readonly needs: (id: string) => readonly { readonly needs: string }[];
    readonly early: ReadonlySet<string>;
  },
): BodyNeeds {
  const { needs, early } = about;
  const others = groupBy(
    all.filter(({ kind }) => NAMED.has(kind)),
    ({ name, bare = name }) => bare,
  );
  const byName = groupBy([...tables], ([, { name }]) => name);
  const edges = new Map<string, Set<string>>();
  const below = (id: string) => [...(edges.get(id) ?? []), ...needs(id).map((one) => one.needs)];
  const named = new Map<string, readonly string[]>();
  const namesAbsent = new Set<string>();
  for (const row of all) {
    if (row.language === undefined) continue;
    const words = wordsIn(row.kept ?? "");
    const own = new Set<string>();
    edges.set(row.id, own);
    const objects = words.flatMap((word) =>
      (others.get(word) ?? []).filter((other) => {
        const isThere = !reaches(below, other.id, row.id);
        if (isThere) own.add(other.id);
        else namesAbsent.add(row.id);
        return isThere;
      }),
    );
    const keys = words.flatMap((word) => (byName.get(word) ?? []).map(([key]) => key));
    named.set(row.id, [...keys, ...objects.map(tableKey)].sort());
  }
  return {
    of: ({ id }) => (early.has(id) ? [] : (named.get(id) ?? [])),
    isUnchecked: ({ id, language }) =>
      language === "sql" &&
      (namesAbsent.has(id) || (early.has(id) && (named.get(id) ?? []).length > 0)),
  };
}

/** What may be a name in a body of any language: its words, in small letters as well, and what is in quotes. */
function wordsIn(body: string): readonly string[] {
  const words = body.split(/[^\p{L}\p{N}_$]+/u);
  const small = words.map((word) => word.toLowerCase());
  return [...new Set([...words, ...small, ...body.split('"')])];
}

function reaches(below: (id: string) => readonly string[], from: string, to: string): boolean {
  const met = new Set([from]);
  for (const id of met) {
    if (id === to) return true;
    for (const next of below(id)) met.add(next);
  }
  return false;
}

/** The same definition, of which the server does not look at the body. */
export function unchecked(definition: string | undefined): string | undefined {
  return (
    definition && `SET check_function_bodies = off;\n${definition};\nRESET check_function_bodies`
  );
}
