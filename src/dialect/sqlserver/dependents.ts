import type { Field } from "../../schema/field.js";
import { namesField } from "../../schema/rename-in-sql.js";
import type { Index, Table } from "../../schema/table.js";
import { impliedFields } from "./columns.js";

/** Computed columns of the table that stand on one of the columns. */
export function generatedFrom(table: Table, columns: readonly string[]): readonly Field[] {
  return table.fields.filter(
    ({ name, generated }) =>
      generated !== undefined &&
      !columns.includes(name) &&
      columns.some((column) => namesField(generated.expression, column, table.name)),
  );
}

/**
 * The table without what keeps the server from altering one of the columns: keys, uniques, indexes
 * and checks that hold them, or that hold a computed column which stands on them.
 */
export function withoutDependents(table: Table, columns: readonly string[]): Table {
  const all = [...columns, ...generatedFrom(table, columns).map(({ name }) => name)];
  const touches = (fields: readonly string[]): boolean => fields.some((name) => all.includes(name));
  const names = (sql: string): boolean => all.some((name) => namesField(sql, name, table.name));
  return {
    ...table,
    primaryKey: touches(table.primaryKey?.fields ?? []) ? undefined : table.primaryKey,
    uniques: table.uniques.filter(({ fields }) => !touches(fields)),
    checks: table.checks.filter(({ expression }) => !names(expression)),
    indexes: table.indexes.filter(
      (index) => !touches(membersOf(index)) && !(index.where !== undefined && names(index.where)),
    ),
  };
}

/**
 * The table without what keeps the server from renaming one of the columns: what names it in an
 * expression.
 */
export function withoutNaming(table: Table, column: string): Table {
  const all = [column, ...generatedFrom(table, [column]).map(({ name }) => name)];
  const names = (sql: string): boolean => all.some((name) => namesField(sql, name, table.name));
  const generated = all.slice(1);
  return {
    ...table,
    uniques: table.uniques.filter(({ fields }) => !fields.some((one) => generated.includes(one))),
    checks: table.checks.filter(({ expression }) => !names(expression)),
    indexes: table.indexes.filter(
      (index) =>
        !membersOf(index).some((one) => generated.includes(one)) &&
        !impliedFields(index, table).includes(column) &&
        !(index.where !== undefined && names(index.where)),
    ),
  };
}

/** The table without the members that `bare` has lost of `whole`, by their names. */
export function withoutLost(table: Table, whole: Table, bare: Table): Table {
  const kept = <Item extends { readonly name: string }>(
    items: readonly Item[],
    before: readonly Item[],
    after: readonly Item[],
  ): readonly Item[] => {
    const has = (list: readonly Item[], name: string) => list.some((item) => item.name === name);
    return items.filter(({ name }) => !has(before, name) || has(after, name));
  };
  const lostKey = whole.primaryKey !== undefined && bare.primaryKey === undefined;
  return {
    ...table,
    primaryKey: lostKey ? undefined : table.primaryKey,
    uniques: kept(table.uniques, whole.uniques, bare.uniques),
    checks: kept(table.checks, whole.checks, bare.checks),
    indexes: kept(table.indexes, whole.indexes, bare.indexes),
  };
}

function membersOf(index: Index): readonly string[] {
  const parts = index.parts.flatMap(({ field }) => (field === undefined ? [] : [field]));
  return [...parts, ...index.include];
}
