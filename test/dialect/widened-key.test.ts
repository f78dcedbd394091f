import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import { parseOperation } from "../../src/operation/index.js";
import type { OperationData } from "../../src/operation/operation.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";

const child = (name: string, table: string): OperationData => ({
  type: "create_table",
  name,
  fields: [
    {
      name: "id",
      type: "foreign_key",
      primaryKey: true,
      foreignKey: { table },
    },
    { name: "note", type: "integer" },
  ],
});
/** Two children, and a child of a child. */
const given: readonly OperationData[] = [
  {
    type: "create_table",
    name: "root",
    fields: [{ name: "id", type: "integer", primaryKey: true }],
  },
  child("left_child", "root"),
  child("right_child", "root"),
  child("grandchild", "left_child"),
];
const widen: OperationData = {
  type: "alter_field",
  table: "root",
  oldField: { name: "id", type: "integer", primaryKey: true },
  newField: { name: "id", type: "bigint", primaryKey: true },
};
/** How a plan changes the type of a column; SQLite makes the whole table anew. */
const CHANGES: Readonly<Record<string, (table: string) => RegExp>> = {
  mysql: (table) => new RegExp(`ALTER TABLE \`${table}\` MODIFY COLUMN`),
  postgresql: (table) => new RegExp(`ALTER TABLE "${table}" ALTER COLUMN "id" SET DATA TYPE`),
  sqlite: (table) => new RegExp(`CREATE TABLE "mm_new_${table}"`),
  sqlserver: (table) => new RegExp(`ALTER TABLE \\[${table}\\] ALTER COLUMN`),
};
const NEW_KEY = /ADD CONSTRAINT \W?\w+\W? FOREIGN KEY/;

async function editorOf(entry: (typeof dialects)[number], horizon: Schema) {
  return (await entry.load()).createSchemaEditor({
    horizon,
    rowsTable: "book",
  });
}

describe("a key that is widened under the tables that refer to it", () => {
  for (const entry of dialects) {
    for (const way of ["up", "down"] as const) {
      it(`changes each table once on ${entry.name}, ${way}`, async () => {
        const before = given.reduce(
          (state, data) => parseOperation(data, "$").mutate(state),
          emptySchema,
        );
        const operation = parseOperation(widen, "$");
        const after = operation.mutate(before);
        const editor = await editorOf(entry, after);
        const steps = operation[way]({
          editor,
          before,
          after,
          origin: { migration: "0001", operation: 0 },
        });
        const texts = (steps ?? []).map((step) => (step.kind === "sql" ? step.sql : ""));
        for (const table of ["root", "left_child", "right_child", "grandchild"]) {
          const change = CHANGES[entry.name]?.(table) ?? /no way to change a column is known/;
          const count = texts.filter((text) => change.test(text)).length;
          expect(count, `${table} in\n${texts.join("\n")}`).to.equal(1);
        }
        const keys = texts.filter((text) => NEW_KEY.test(text) && !text.startsWith("CREATE"));
        expect(new Set(keys).size, "no key is made twice").to.equal(keys.length);
      });
    }
  }
});
