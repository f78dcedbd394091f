import { tableToData } from "../operation/table-data.js";
import { namesField } from "../schema/rename-in-sql.js";
import { tableKey } from "../schema/schema.js";
import { type ForeignKey, makeTable, type Table } from "../schema/table.js";
import { hasTarget } from "./detect-primary-keys.js";
import type { Draft, Step } from "./draft.js";

/** Comments and options that changed. */
export function detectAlteredTables(draft: Draft): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([key, to]) => {
    const from = draft.schema.tables.get(key);
    if (from === undefined) return [];
    const options = changedOptions(from.options, to.options);
    const commented = from.comment !== to.comment;
    if (!commented && Object.keys(options).length === 0) return [];
    return () => {
      draft.add({
        type: "alter_table",
        table: key,
        ...(commented && { comment: to.comment ?? null }),
        ...(Object.keys(options).length > 0 && { options }),
      });
      return true;
    };
  });
}

function changedOptions(from: Table["options"], to: Table["options"]) {
  const changed = Object.keys({ ...from, ...to }).filter((key) => from[key] !== to[key]);
  return Object.fromEntries(changed.sort().map((key) => [key, to[key] ?? null]));
}

/** Tables that are not there any more; one that others refer to goes after them. */
export function detectDroppedTables(draft: Draft): readonly Step[] {
  const gone = [...draft.schema.tables.keys()].filter((key) => !draft.task.to.tables.has(key));
  return gone.toReversed().map((name) => () => {
    draft.add({ type: "drop_table", name });
    return true;
  });
}

/** Tables that only refer to each other cannot go one after the other: their foreign keys go first. */
export function detectDroppedCircles(draft: Draft): readonly Step[] {
  const gone = [...draft.schema.tables].filter(([key]) => !draft.task.to.tables.has(key));
  const keys = new Set(gone.map(([key]) => key));
  return gone.flatMap(([table, { foreignKeys }]) =>
    foreignKeys
      .filter((key) => key.table !== table && keys.has(key.table))
      .map(({ name }) => () => {
        if (draft.schema.tables.has(table)) {
          draft.add({ type: "drop_foreign_key", table, constraint: name });
        }
        return true;
      }),
  );
}

/** Tables that are new, each after those that it refers to. */
export function detectCreatedTables(draft: Draft): readonly Step[] {
  return fresh(draft).map((table) => () => {
    if (draft.schema.tables.has(tableKey(table))) return true;
    if (lost(draft, table).length > 0) return false;
    create(draft, table);
    return true;
  });
}

/**
 * Of tables that refer to each other in a circle the first comes without the fields that point to
 * one that is not there; those fields, and what is about them, follow when it is.
 */
export function detectCircle(draft: Draft): boolean {
  const left = fresh(draft);
  const table = left.find((one) => breakable(draft, one)) ?? left[0];
  if (table === undefined) return false;
  const keys = lost(draft, table);
  const fields = breakable(draft, table)
    ? new Set(keys.flatMap((key) => (key.fields.length === 1 ? key.fields : [])))
    : new Set<string>();
  create(
    draft,
    makeTable({
      ...table,
      fields: table.fields.filter(({ name }) => !fields.has(name)),
      foreignKeys: table.foreignKeys.filter((key) => !keys.includes(key)),
      indexes: table.indexes.filter(({ parts, include }) =>
        [...parts.flatMap(({ field }) => field ?? []), ...include].every(
          (name) => !fields.has(name),
        ),
      ),
      uniques: table.uniques.filter(({ fields: of }) => of.every((name) => !fields.has(name))),
      checks: table.checks.filter(({ expression }) =>
        [...fields].every((name) => !namesField(expression, name, table.name)),
      ),
    }),
  );
  return true;
}

function fresh(draft: Draft): readonly Table[] {
  return [...draft.task.to.tables]
    .filter(([key]) => !draft.schema.tables.has(key))
    .map(([, table]) => table);
}

/** Foreign keys to tables, or keys of them, that are not there yet. */
function lost(draft: Draft, table: Table): readonly ForeignKey[] {
  const own = tableKey(table);
  return table.foreignKeys.filter((key) => key.table !== own && !hasTarget(draft, key));
}

/** Can the fields of those foreign keys come later? Not what a key of the table is made of. */
function breakable(draft: Draft, table: Table): boolean {
  const fields = lost(draft, table).flatMap((key) => key.fields);
  const inKeys = [
    ...(table.primaryKey?.fields ?? []),
    ...table.uniques.flatMap((unique) => (unique.fields.length > 1 ? unique.fields : [])),
  ];
  return fields.every((name) => !inKeys.includes(name));
}

function create(draft: Draft, table: Table): void {
  draft.add({ type: "create_table", ...tableToData({ table, relations: [] }) });
}
