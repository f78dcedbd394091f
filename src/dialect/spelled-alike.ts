import { isDeepStrictEqual } from "node:util";
import { type Schema, tableKey } from "../schema/schema.js";
import type { Index, Table } from "../schema/table.js";

/**
 * Is everything that a server may spell in its own words (types, defaults, expressions) in this table as it is in the one of
 * that name that the server has shown? Then it need not be asked: what it has printed means what it says.
 */
export function isSpelledAlike(expected: Table, live: Schema | undefined): boolean {
  const shown = live?.tables.get(tableKey(expected));
  return shown !== undefined && isDeepStrictEqual(spelled(expected), spelled(shown));
}

function spelled({ fields, checks, exclusions, indexes }: Table): readonly unknown[] {
  return [
    new Map(
      fields.map(({ comment: _, counter: __, options = {}, ...field }) => [
        field.name,
        { ...field, options },
      ]),
    ),
    byName(checks),
    byName(exclusions),
    new Map(indexes.flatMap(ofIndex)),
  ];
}

function byName<Item extends { readonly name: string }>(
  items: readonly Item[],
): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.name, item]));
}

/** What of an index is an expression; nothing of most. */
function ofIndex({ name, where, parts }: Index): readonly (readonly [string, unknown])[] {
  const expressions = parts.map(({ expression }) => expression);
  if (where === undefined && expressions.every((one) => one === undefined)) return [];
  return [[name, { where, expressions }]];
}
