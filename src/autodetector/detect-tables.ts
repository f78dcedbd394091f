import { tableToData } from "../operation/table-data.js";
import { namesField } from "../schema/rename-in-sql.js";
import { tableKey } from "../schema/schema.js";
import { type ForeignKey, makeTable, partFields, type Table } from "../schema/table.js";
import { inDependencyOrder } from "./dependency-order.js";
import { hasTarget } from "./detect-primary-keys.js";
import { possibleRenames } from "./detect-renames.js";
import type { Draft, Step } from "./draft.js";

/** Comments and options that changed. */
export function detectAlteredTables(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) => {
    const options = changedOptions(from.options, to.options);
    const commented = from.comment !== to.comment;
    if (!commented && Object.keys(options).length === 0) return [];
    return draft.adding({
      type: "alter_table",
      table,
      ...(commented && { comment: to.comment ?? null }),
      ...(Object.keys(options).length > 0 && { options }),
    });
  });
}

function changedOptions(from: Table["options"], to: Table["options"]) {
  const changed = Object.keys({ ...from, ...to }).filter((key) => from[key] !== to[key]);
  return Object.fromEntries(changed.sort().map((key) => [key, to[key] ?? null]));
}

/** Tables that are not there any more; one that others refer to goes after them. */
export function detectDroppedTables(draft: Draft): readonly Step[] {
  const gone = [...draft.schema.tables].filter(([key]) => !draft.task.to.tables.has(key));
  const referring = new Map<string, string[]>(gone.map(([key]) => [key, []]));
  for (const [key, { foreignKeys }] of gone) {
    for (const { table } of foreignKeys) if (table !== key) referring.get(table)?.push(key);
  }
  const owners = sequenceOwners(gone.map(([, table]) => table));
  for (const [key, table] of gone) {
    for (const owner of owners(table)) referring.get(tableKey(owner))?.push(key);
  }
  const keys = gone.map(([key]) => key).toReversed();
  const ordered = inDependencyOrder(keys, {
    needs: (key) => referring.get(key) ?? [],
    first: () => undefined,
  });
  // Those of a circle wait until their foreign keys are gone.
  return [...new Set([...ordered, ...keys])].map((name) => () => {
    draft.add({ type: "drop_table", name }, () => possibleRenames(draft, name));
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

/**
 * Tables that are new, each after those that it refers to. Of tables that refer to each other in a
 * circle the first comes without the foreign keys to one that is not there, and without the fields that have their type from
 * it; those, and what is about them, follow when it is.
 */
export function detectCreatedTables(draft: Draft): readonly Step[] {
  const fresh = new Map([...draft.task.to.tables].filter(([key]) => !draft.schema.tables.has(key)));
  const incomplete = new Set<Table>();
  const owners = sequenceOwners(fresh.values());
  const tables = inDependencyOrder([...fresh.values()], {
    needs: (table) => [
      ...owners(table),
      ...table.foreignKeys.flatMap(({ table: key }) => {
        const target = fresh.get(key);
        return target === undefined || target === table ? [] : target;
      }),
    ],
    first: (left) => {
      const isThere = ({ table: key }: ForeignKey): boolean => {
        const table = fresh.get(key);
        return table === undefined || !left.has(table);
      };
      let chosen: Table | undefined;
      for (const table of left) {
        chosen ??= table;
        if (!breakable(table, lost(table, isThere))) continue;
        chosen = table;
        break;
      }
      if (chosen !== undefined) incomplete.add(chosen);
      return chosen;
    },
  });
  return tables.map((table) => () => {
    if (draft.schema.tables.has(tableKey(table))) return true;
    const keys = lost(table, (key) => hasTarget(draft, key));
    const isEarly = keys.some((key) => !draft.schema.tables.has(key.table));
    if (isEarly && !incomplete.has(table)) return false;
    create(draft, keys.length === 0 ? table : without(table, keys));
    return true;
  });
}

/** The table without these foreign keys, and without the fields of their types where those can come later. */
function without(table: Table, keys: readonly ForeignKey[]): Table {
  const fields = new Set(breakable(table, keys) ? keys.flatMap((key) => typedBy(key, table)) : []);
  return makeTable({
    ...table,
    fields: table.fields.filter(({ name }) => !fields.has(name)),
    foreignKeys: table.foreignKeys.filter((key) => !keys.includes(key)),
    indexes: table.indexes.filter(({ parts, include }) =>
      [...partFields(parts), ...include].every((name) => !fields.has(name)),
    ),
    uniques: table.uniques.filter(({ fields: of }) => of.every((name) => !fields.has(name))),
    checks: table.checks.filter(({ expression }) =>
      [...fields].every((name) => !namesField(expression, name, table.name)),
    ),
  });
}

/** Its foreign keys to other tables, or keys of them, that are not there. */
function lost(table: Table, isThere: (key: ForeignKey) => boolean): readonly ForeignKey[] {
  const own = tableKey(table);
  return table.foreignKeys.filter((key) => key.table !== own && !isThere(key));
}

/** The field that has its type from the key; any other has its place in the table without it. */
function typedBy({ fields }: ForeignKey, table: Table): readonly string[] {
  const [name, ...more] = fields;
  const field = more.length === 0 ? table.fields.find((one) => one.name === name) : undefined;
  return field?.type === "foreign_key" ? [field.name] : [];
}

/** Can the fields of those foreign keys come later? Not what a key of the table is made of. */
function breakable(table: Table, keys: readonly ForeignKey[]): boolean {
  const inKeys = [
    ...(table.primaryKey?.fields ?? []),
    ...table.uniques.flatMap((unique) => (unique.fields.length > 1 ? unique.fields : [])),
  ];
  return keys.flatMap((key) => typedBy(key, table)).every((name) => !inKeys.includes(name));
}

function create(draft: Draft, table: Table): void {
  draft.add({ type: "create_table", ...tableToData({ table, relations: [] }) });
}

/** A sequence in a default: `nextval('shop.tickets'::regclass)`. */
const NEXT_NUMBER = /\bnextval\s*\(\s*'((?:[^']|'')*)'/gi;

/**
 * Tells of a table which of the others own a sequence that one of its defaults counts by: the
 * database wants them first, and lets them go last.
 */
function sequenceOwners(tables: Iterable<Table>): (table: Table) => readonly Table[] {
  const owners = new Map<string, Table>();
  for (const table of tables) {
    for (const { name, sequence } of table.fields) {
      if (sequence === undefined) continue;
      owners.set(sequence.name ?? `${table.name}_${name}_seq`, table);
    }
  }
  if (owners.size === 0) return () => [];
  return (table) =>
    table.fields.flatMap(({ default: given }) => {
      if (given?.kind !== "sql") return [];
      return [...given.sql.matchAll(NEXT_NUMBER)].flatMap(([, name = ""]) => {
        const owner = owners.get(bareName(name.replaceAll("''", "'")));
        return owner === undefined || owner === table ? [] : owner;
      });
    });
}

/** `a"b` of `shop."a""b"`. */
function bareName(name: string): string {
  const last = name.match(/"(?:[^"]|"")*"|[^".]+/g)?.at(-1) ?? "";
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}
