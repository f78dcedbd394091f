import { isSameSet } from "../../schema/key-references.js";
import type { ForeignKey, Table } from "../../schema/table.js";

/** Has the table an index of the author's that serves the foreign key? */
export function isCovered(table: Table, key: ForeignKey): boolean {
  const lists = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes
      .filter(({ method }) => method === undefined || /^(?:btree|hash)$/i.test(method))
      .map(({ parts }) =>
        parts.map((part) => (part.prefix === undefined ? (part.field ?? "") : "")),
      ),
  ];
  return lists.some((fields) => leads(fields, key.fields));
}

/** Does the list begin with these fields, in any order among them? */
export function leads(fields: readonly string[], wanted: readonly string[]): boolean {
  return isSameSet(fields.slice(0, wanted.length), wanted);
}
