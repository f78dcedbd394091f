import { expect } from "chai";
import { defineSchema, type FieldData, type OtherType } from "../../src/yaml/define-schema.js";

/** Only compiled: each expectation is one of the compiler's. */
const strict = (): readonly unknown[] => [
  // @ts-expect-error an unknown key
  defineSchema({ tabels: [] }),
  // @ts-expect-error the spelling of YAML
  defineSchema({ tables: [{ name: "a", fields: [{ name: "id", primary_key: true }] }] }),
  // @ts-expect-error a name is missing
  defineSchema({ tables: [{ fields: [] }] }),
  // @ts-expect-error a number is expected
  defineSchema({ tables: [{ name: "a", fields: [{ name: "x", type: "varchar", length: "3" }] }] }),
  // @ts-expect-error of a field it is a flag, of a table a list
  defineSchema({ tables: [{ name: "a", fields: [{ name: "x", uniques: true }] }] }),
  // @ts-expect-error points nowhere
  defineSchema({ tables: [{ name: "a", fields: [], foreignKeys: [{ fields: ["x"] }] }] }),
  // @ts-expect-error no such type
  { name: "x", type: "seriall" } satisfies FieldData,
  // @ts-expect-error no such action
  { name: "x", foreignKey: { table: "a", onDelete: "EXPLODE" } } satisfies FieldData,
];

describe("defineSchema", () => {
  it("has types that take every key in camelCase, and returns what it is given", () => {
    const id: FieldData = { name: "id", type: "serial", primaryKey: true, length: undefined };
    const schema = defineSchema({
      include: ["./a.yaml", { package: "@acme/a", path: "s.ts" }],
      defaults: { sqlite: { new_uuid: "1" } },
      typeMappings: { sqlite: { money: "NUMERIC" } },
      enums: [{ name: "mood", values: ["good"] }],
      tables: [
        {
          name: "a",
          renamedFrom: "b",
          primaryKey: ["id"],
          foreignKeys: [{ fields: ["x"], references: { table: "a" }, onDelete: "SET_NULL" }],
          fields: [
            id,
            { name: "x", type: "money" as OtherType, default: { sql: "1" } },
            { name: "y", type: "text[]", default: 9007199254740993n },
            { name: "z", native: "tsvector", generated: { expression: "x", stored: true } },
          ],
          indexes: [
            {
              fields: ["x", { expression: "lower(y)", operatorClass: "text_ops", order: "desc" }],
              nullsNotDistinct: true,
            },
          ],
        },
      ],
    });
    defineSchema({
      tables: [
        {
          name: "b",
          namespace: "other",
          fields: [id],
          uniques: [{ fields: ["id"] }],
          foreignKeys: [{ fields: ["id"], table: "a", targetFields: ["id"] }],
          indexes: [{ fields: [{ field: "id", opclass: "int4_ops" }] }],
        },
      ],
    });
    expect(schema.tables?.[0]?.fields[0]).to.equal(id);
    expect(strict).to.be.a("function");
  });
});
