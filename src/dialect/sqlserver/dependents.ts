import type { Field } from "../../schema/field.js";
import { namesField } from "../../schema/rename-in-sql.js";
import type { Table } from "../../schema/table.js";
import { hasField, hasMember, namesAny, withoutMembers } from "../table-members.js";
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
  const { primaryKey: key } = table;
  return {
    ...withoutMembers(
      table,
      (member) =>
        member.kind !== "foreign key" && (hasField(member, all) || namesAny(member, all, table)),
    ),
    primaryKey: key?.fields.some((name) => all.includes(name)) === true ? undefined : key,
  };
}

/**
 * The table without what keeps the server from renaming one of the columns: what names it in an
 * expression.
 */
export function withoutNaming(table: Table, column: string): Table {
  const generated = generatedFrom(table, [column]).map(({ name }) => name);
  return withoutMembers(table, (member) => {
    if (member.kind === "foreign key") return false;
    const implied = member.kind === "index" ? impliedFields(member.value, table) : [];
    return (
      hasField(member, generated) ||
      implied.includes(column) ||
      namesAny(member, [column, ...generated], table)
    );
  });
}

/** The table without the members that `bare` has lost of `whole`, by their names. */
export function withoutLost(table: Table, whole: Table, bare: Table): Table {
  const lostKey = whole.primaryKey !== undefined && bare.primaryKey === undefined;
  return {
    ...withoutMembers(table, (member) => hasMember(whole, member) && !hasMember(bare, member)),
    primaryKey: lostKey ? undefined : table.primaryKey,
  };
}
