import type { Field } from "../../schema/field.js";
import type { ForeignKey, Index } from "../../schema/table.js";

/**
 * What MySQL cannot do about a thing of the schema and leaves out or does in another way, one line
 * each; only where the meaning stays. What would mean something else is refused instead.
 *
 * @param cut fields of which the index holds only the beginning, with how many characters.
 */
export function indexNotices(index: Index, cut: ReadonlyMap<string, number>): readonly string[] {
  const { parts, include, method } = index;
  const left = [
    ...(include.length === 0 ? [] : ["INCLUDE"]),
    ...(parts.some((part) => part.nulls !== undefined) ? ["NULLS FIRST/LAST"] : []),
    ...(parts.some((part) => part.opclass !== undefined) ? ["operator classes"] : []),
    ...(parts.some((part) => part.collation !== undefined) ? ["collations of its members"] : []),
    ...(/^(?:btree|fulltext|spatial)$/i.test(method ?? "btree") ? [] : [`method ${method}`]),
  ];
  return [
    ...(left.length === 0 ? [] : [`Index ${index.name} is made without ${left.join(", ")}`]),
    ...[...cut].map(
      ([field, length]) => `Index ${index.name} holds the first ${length} characters of ${field}`,
    ),
  ];
}

/** A check at once is stricter than one at the end of the transaction, and never lets more through. */
export function foreignKeyNotices(key: ForeignKey): readonly string[] {
  return key.deferrable
    ? [`Foreign key ${key.name} is checked at once, it cannot be deferred`]
    : [];
}

/** MariaDB has no NOT NULL for generated columns. */
export function generatedNotices(field: Field): readonly string[] {
  const required = field.generated !== undefined && !field.nullable;
  return required ? [`Field ${field.name} is generated and may be NULL if its expression is`] : [];
}
