import * as v from "valibot";
import type { Step } from "../dialect/statement.js";
import { requireField } from "../schema/find-field.js";
import { junctionTable } from "../schema/junction-table.js";
import { requireTable, type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { uniqueTable } from "../schema/with-constraint.js";
import { withField } from "../schema/with-field.js";
import { withForeignKey } from "../schema/with-foreign-key.js";
import { replaceTable, withTable } from "../schema/with-table.js";
import {
  BaseOperation,
  changeOf,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import { admitField, bareName, extendKey } from "./change-table.js";
import {
  type FieldData,
  type FieldSpec,
  fieldFromData,
  fieldSchema,
  fieldToData,
} from "./field-data.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier, sqlText } from "./validate.js";

/** What an author gives to `AddField`. */
export interface AddFieldData extends OperationFlagsData {
  readonly table: string;
  readonly field: FieldData;
  /** SQL expression for the rows that are there. */
  readonly backfill?: string | undefined;
}

interface AddFieldParts extends OperationFlagsData {
  readonly table: string;
  readonly spec: FieldSpec;
  readonly backfill: string | undefined;
}

/** Adds a field, with its foreign key and unique constraint; or a `many_to_many` relation. */
export class AddField extends BaseOperation {
  readonly kind = "add_field";
  readonly table: string;
  readonly spec: FieldSpec;
  readonly backfill: string | undefined;

  constructor(parts: AddFieldParts) {
    super(parts);
    this.table = parts.table;
    this.spec = parts.spec;
    this.backfill = parts.backfill;
  }

  describe(): string {
    return `Add field ${this.spec.field.name} to ${this.table}`;
  }

  nameFragment(): string {
    return `${this.spec.field.name}_to_${bareName(this.table)}`;
  }

  mutate(before: Schema): Schema {
    const { spec, table: key } = this;
    const junction = this.#junction(before);
    if (junction !== undefined) return withTable(before, junction);
    let schema = withField(before, key, spec.field);
    if (spec.foreignKey !== undefined) schema = withForeignKey(schema, key, spec.foreignKey);
    let table = requireTable(schema, key);
    const field = admitField(spec.field, table, before);
    table = { ...table, fields: [...table.fields.slice(0, -1), field] };
    if (spec.unique !== undefined) table = uniqueTable(table, spec.unique, before);
    if (spec.primaryKey) {
      table = { ...table, primaryKey: extendKey(table.primaryKey, field.name) };
    }
    return replaceTable(schema, table);
  }

  protected forward(context: OperationContext): readonly Step[] {
    const { editor, before, after } = context;
    const junction = this.#junction(before);
    if (junction !== undefined) return editor.createTable({ before, after, table: junction });
    const change = changeOf(context, this.table);
    return editor.addField(change, requireField(change.to, this.spec.field.name), this.backfill);
  }

  protected backward(context: OperationContext): readonly Step[] {
    const { editor, before, after } = reversed(context);
    const junction = this.#junction(before);
    if (junction !== undefined) return editor.dropTable({ before, after, table: junction });
    const change = changeOf({ before, after }, this.table);
    return editor.dropField(change, requireField(change.from, this.spec.field.name));
  }

  protected fields() {
    return {
      table: this.table,
      field: fieldToData(this.spec, bareName(this.table)),
      ...(this.backfill !== undefined && { backfill: this.backfill }),
    };
  }

  /** The table behind a `many_to_many` field, as the schema has it if it does. */
  #junction(schema: Schema): Table | undefined {
    const { manyToMany, field } = this.spec;
    if (manyToMany === undefined) return undefined;
    const { name, namespace } = requireTable(schema, this.table);
    const made = junctionTable({ table: name, namespace, field: field.name, target: manyToMany });
    return schema.tables.get(tableKey(made)) ?? made;
  }
}

export const addFieldType: OperationType = defineType({
  kind: "add_field",
  className: "AddField",
  entries: {
    table: identifier,
    field: fieldSchema,
    backfill: v.optional(sqlText),
    ...flagEntries,
  },
  make: ({ field, backfill, ...data }) =>
    new AddField({ ...data, backfill, spec: fieldFromData(field, bareName(data.table)) }),
});
