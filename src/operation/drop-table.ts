import { requireTable, tableKey } from "../schema/schema.js";
import { makeTable } from "../schema/table.js";
import { withoutTable } from "../schema/without-table.js";
import { bareName } from "./change-table.js";
import {
  defineOperation,
  flagEntries,
  type OperationFlagsData,
  reversed,
} from "./define-operation.js";
import { identifier } from "./validate.js";

/** What an author gives to `DropTable`. */
export interface DropTableData extends OperationFlagsData {
  readonly name: string;
}

/** Drops a table and its rows. Refused while a foreign key of another table refers to it. */
export const dropTableType = defineOperation({
  kind: "drop_table",
  className: "DropTable",
  entries: { name: identifier, ...flagEntries },
  table: ({ name }) => name,
  destructive: () => true,
  describe: ({ name }) => `Drop table ${name}`,
  nameFragment: ({ name }) => `drop_${bareName(name)}`,
  mutate: ({ name }, before, { ignoreErrors }) => {
    // A table that only the database may know is dropped there when errors are ignored.
    if (ignoreErrors && !before.tables.has(name)) return before;
    return withoutTable(before, name);
  },
  up: ({ name }, { editor, before, after }) => {
    const table = before.tables.get(name) ?? unknownTable(name);
    return editor.dropTable({ before, after, table });
  },
  down: ({ name }, context) => {
    const { editor, before, after } = reversed(context);
    if (!after.tables.has(name)) return [];
    return editor.createTable({ before, after, table: requireTable(after, name) });
  },
});

function unknownTable(key: string) {
  const name = bareName(key);
  const namespace = key === name ? undefined : key.slice(0, -name.length - 1);
  const table = makeTable({ name, namespace, fields: [] });
  return tableKey(table) === key ? table : makeTable({ name: key, fields: [] });
}
