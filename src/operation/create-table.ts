import { junctionTable } from "../schema/junction-table.js";
import { memberNames } from "../schema/member-names.js";
import { requireTable, tableKey } from "../schema/schema.js";
import { makeTable, partFields, type Table } from "../schema/table.js";
import { atRest } from "../schema/with-index.js";
import { withTable } from "../schema/with-table.js";
import { admitField } from "./change-table.js";
import {
  defineOperation,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./define-operation.js";
import { OperationError } from "./operation-error.js";
import {
  type TableData,
  type TableSpec,
  tableEntries,
  tableFromData,
  tableToData,
} from "./table-data.js";

/** What an author gives to `CreateTable`. */
export interface CreateTableData extends TableData, OperationFlagsData {}

/** Makes a table with its indexes and constraints, and the junction tables of `many_to_many`. */
export const createTableType = defineOperation({
  kind: "create_table",
  className: "CreateTable",
  entries: { ...tableEntries, ...flagEntries },
  parts: (data, path): TableSpec => {
    const { table, relations } = tableFromData(data);
    checkNames({ table, relations }, path);
    return { table: inOrderOfFields(table), relations: Object.freeze([...relations]) };
  },
  data: tableToData,
  table: ({ table }) => tableKey(table),
  describe: ({ table }) => {
    const { length } = table.fields;
    return `Create table ${tableKey(table)} (${length} ${length === 1 ? "field" : "fields"})`;
  },
  nameFragment: ({ table }) => table.name,
  mutate: (spec, before) => {
    const { table } = spec;
    const made = makeTable({
      ...table,
      fields: table.fields.map((field) => admitField(field, table, before)),
      indexes: table.indexes.map(atRest),
    });
    return junctionsOf(spec).reduce(withTable, withTable(before, made));
  },
  up: (spec, { editor, before, after }) =>
    keysOf(spec).flatMap((key) =>
      editor.createTable({ before, after, table: requireTable(after, key) }),
    ),
  down: (spec, context) => {
    const { editor, before, after } = reversed(context);
    return keysOf(spec)
      .reverse()
      .flatMap((key) => editor.dropTable({ before, after, table: requireTable(before, key) }));
  },
});

function keysOf(spec: TableSpec): string[] {
  return [spec.table, ...junctionsOf(spec)].map(tableKey);
}

function junctionsOf({ table: { name, namespace }, relations }: TableSpec): Table[] {
  return relations.map(({ field, target }) =>
    junctionTable({ table: name, namespace, field, target }),
  );
}

/** What can be written on a field comes first, so that the data form says the same. */
function inOrderOfFields(table: Table): Table {
  if (table.foreignKeys.length + table.uniques.length < 2) return table;
  const at = (fields: readonly string[]) =>
    fields.length === 1 ? table.fields.findIndex(({ name }) => name === fields[0]) : Infinity;
  const inOrder = <T extends { readonly fields: readonly string[] }>(list: readonly T[]) =>
    list.toSorted((a, b) => Math.sign(at(a.fields) - at(b.fields)) || 0);
  return makeTable({
    ...table,
    foreignKeys: inOrder(table.foreignKeys),
    uniques: inOrder(table.uniques),
  });
}

/** @throws OperationError when a name is there twice, or one that is used is not there. */
function checkNames({ table, relations }: TableSpec, path: string): void {
  const fields = [...table.fields.map(({ name }) => name), ...relations.map(({ field }) => field)];
  requireOnce(fields, "field", path);
  requireOnce(memberNames(table), "index or constraint", path);
  const columns = new Set(table.fields.map(({ name }) => name));
  const used = [
    ...(table.primaryKey?.fields ?? []),
    ...table.uniques.flatMap((unique) => unique.fields),
    ...table.foreignKeys.flatMap((key) => key.fields),
    ...table.indexes.flatMap((index) => index.include),
    ...table.indexes.flatMap((index) => partFields(index.parts)),
  ];
  const unknown = used.find((name) => !columns.has(name));
  if (unknown !== undefined) {
    throw new OperationError({
      code: "OPERATION_INVALID",
      message: `table "${table.name}" uses the field "${unknown}" in a key or an index, but does not have it`,
      hint: `Its fields are ${[...columns].join(", ")}.`,
      path,
    });
  }
}

function requireOnce(names: readonly string[], what: string, path: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new OperationError({
    code: "OPERATION_INVALID",
    message: `the ${what} "${twice}" is there twice`,
    hint: "Give one of them another name.",
    path,
  });
}
