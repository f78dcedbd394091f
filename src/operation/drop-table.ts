import type { Step } from "../dialect/statement.js";
import { requireTable, type Schema, tableKey } from "../schema/schema.js";
import { makeTable } from "../schema/table.js";
import { withoutTable } from "../schema/without-table.js";
import {
  BaseOperation,
  defineType,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./base-operation.js";
import { bareName } from "./change-table.js";
import type { OperationContext, OperationType } from "./operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropTable`. */
export interface DropTableData extends OperationFlagsData {
  readonly name: string;
}

/** Drops a table and its rows. Refused while a foreign key of another table refers to it. */
export class DropTable extends BaseOperation {
  readonly kind = "drop_table";
  readonly table: string;

  constructor(data: DropTableData) {
    super(data);
    this.table = data.name;
  }

  override get destructive(): boolean {
    return !this.schemaOnly;
  }

  describe(): string {
    return `Drop table ${this.table}`;
  }

  nameFragment(): string {
    return `drop_${bareName(this.table)}`;
  }

  /** A table that only the database may know is dropped there when errors are ignored. */
  mutate(before: Schema): Schema {
    if (this.ignoreErrors && !before.tables.has(this.table)) return before;
    return withoutTable(before, this.table);
  }

  protected forward({ editor, before, after }: OperationContext): readonly Step[] {
    const table = before.tables.get(this.table) ?? unknownTable(this.table);
    return editor.dropTable({ before, after, table });
  }

  protected backward(context: OperationContext): readonly Step[] {
    const { editor, before, after } = reversed(context);
    if (!after.tables.has(this.table)) return [];
    return editor.createTable({ before, after, table: requireTable(after, this.table) });
  }

  protected fields() {
    return { name: this.table };
  }
}

function unknownTable(key: string) {
  const name = bareName(key);
  const namespace = key === name ? undefined : key.slice(0, -name.length - 1);
  const table = makeTable({ name, namespace, fields: [] });
  return tableKey(table) === key ? table : makeTable({ name: key, fields: [] });
}

export const dropTableType: OperationType = defineType({
  kind: "drop_table",
  className: "DropTable",
  entries: { name: identifier, ...flagEntries },
  make: (data) => new DropTable(data),
});
