import type { Step } from "../dialect/statement.js";
import { junctionTable } from "../schema/junction-table.js";
import { memberNames } from "../schema/member-names.js";
import { requireTable, type Schema, tableKey } from "../schema/schema.js";
import { makeTable, type Table } from "../schema/table.js";
import { atRest } from "../schema/with-index.js";
import { withTable } from "../schema/with-table.js";
import {
  BaseOperation,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import { admitField } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { OperationError } from "./operation-error.js";
import {
  type Relation,
  type TableData,
  type TableSpec,
  tableEntries,
  tableFromData,
  tableToData,
} from "./table-data.js";

/** What an author gives to `CreateTable`. */
export interface CreateTableData extends TableData, OperationFlagsData {}

/** Makes a table with its indexes and constraints, and the junction tables of `many_to_many`. */
export class CreateTable extends BaseOperation {
  readonly kind = "create_table";
  readonly definition: Table;
  readonly relations: readonly Relation[];

  constructor(spec: TableSpec & OperationFlagsData) {
    super(spec);
    this.definition = inOrderOfFields(spec.table);
    this.relations = Object.freeze([...spec.relations]);
  }

  get table(): string {
    return tableKey(this.definition);
  }

  describe(): string {
    const { length } = this.definition.fields;
    return `Create table ${this.table} (${length} ${length === 1 ? "field" : "fields"})`;
  }

  nameFragment(): string {
    return this.definition.name;
  }

  mutate(before: Schema): Schema {
    const { definition } = this;
    const table = makeTable({
      ...definition,
      fields: definition.fields.map((field) => admitField(field, definition, before)),
      indexes: definition.indexes.map(atRest),
    });
    return this.#junctions().reduce(withTable, withTable(before, table));
  }

  protected forward({ editor, before, after }: OperationContext): readonly Step[] {
    const tables = [this.definition, ...this.#junctions()].map(tableKey);
    return tables.flatMap((key) =>
      editor.createTable({ before, after, table: requireTable(after, key) }),
    );
  }

  protected backward(context: OperationContext): readonly Step[] {
    const { editor, before, after } = reversed(context);
    const tables = [this.definition, ...this.#junctions()].map(tableKey).reverse();
    return tables.flatMap((key) =>
      editor.dropTable({ before, after, table: requireTable(before, key) }),
    );
  }

  protected fields() {
    return { ...tableToData({ table: this.definition, relations: this.relations }) };
  }

  #junctions(): Table[] {
    const { name, namespace } = this.definition;
    return this.relations.map(({ field, target }) =>
      junctionTable({ table: name, namespace, field, target }),
    );
  }
}

/** What can be written on a field comes first, so that the data form says the same. */
function inOrderOfFields(table: Table): Table {
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

export const createTableType: OperationType = defineType({
  kind: "create_table",
  className: "CreateTable",
  entries: { ...tableEntries, ...flagEntries },
  make: (data, path) => {
    const spec = tableFromData(data);
    checkNames(spec, path);
    return new CreateTable({
      ...spec,
      schemaOnly: data.schemaOnly,
      ignoreErrors: data.ignoreErrors,
    });
  },
});

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
    ...table.indexes.flatMap((index) => index.parts.flatMap(({ field }) => field ?? [])),
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
