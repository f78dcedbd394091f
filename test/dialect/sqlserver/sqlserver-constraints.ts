import { schemaOf } from "../../../src/schema/schema.js";
import { makeTable, type Table } from "../../../src/schema/table.js";
import { authors } from "../../conformance/bench-tables.js";
import { both, inLibrary } from "./sqlserver-changes.js";
import type { Sample } from "./sqlserver-creations.js";
import { clock } from "./sqlserver-tables.js";

/** Checks, uniques and primary keys of tables that exist. */
export const constraintSamples: readonly Sample[] = [
  both(
    "alter-constraints",
    inLibrary(
      makeTable({
        ...authors,
        uniques: [
          { name: "uq_mail", fields: ["mail"] },
          { name: "uq_name", fields: ["name", "age"] },
        ],
        checks: [{ name: "ck_age", expression: "age > 0" }],
      }),
    ),
    (editor, change) => editor.alterConstraints(change),
    (editor, change) => editor.alterConstraints(change),
  ),
  both(
    "alter-primary-key",
    {
      before: schemaOf({ tables: [keyed(clock("n"), "n")] }),
      after: schemaOf({ tables: [keyed(clock("n"), "n", "a")] }),
      from: keyed(clock("n"), "n"),
      to: keyed(clock("n"), "n", "a"),
    },
    (editor, change) => editor.alterConstraints(change),
    (editor, change) => editor.alterConstraints(change),
  ),
];

/** The table with another primary key, whose members are never NULL. */
function keyed(from: Table, ...fields: readonly string[]): Table {
  return makeTable({
    ...from,
    primaryKey: { name: undefined, fields },
    fields: from.fields.map((field) => ({
      ...field,
      nullable: field.nullable && !fields.includes(field.name),
    })),
  });
}
