import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import type { OperationData } from "../../src/operation/operation.js";
import { emptySchema } from "../../src/schema/schema.js";
import { StateError } from "../../src/schema/state-error.js";

const GIVEN: readonly OperationData[] = [
  {
    type: "create_table",
    name: "shops",
    fields: [
      { name: "id", type: "integer", primaryKey: true },
      { name: "code", type: "integer", unique: true },
      { name: "mail", type: "integer" },
    ],
    checks: [{ name: "ck_shops_code", expression: "code > 0" }],
    indexes: [{ name: "uq_mail", fields: ["mail"], unique: true }],
  },
  {
    type: "create_table",
    name: "items",
    fields: [
      { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
      { name: "shop", type: "integer", foreignKey: { table: "shops", field: "code" } },
      { name: "mail", type: "integer", foreignKey: { table: "shops", field: "mail" } },
    ],
  },
];

const on = (type: string, constraint: unknown, table = "shops"): OperationData => ({
  type,
  table,
  constraint,
});
const code = { name: "code", type: "integer" };

const CASES: readonly (readonly [
  title: string,
  data: OperationData,
  code: string,
  text: RegExp,
  hint: RegExp,
])[] = [
  [
    "a table that is not there",
    on("add_check", { name: "c", expression: "1 = 1" }, "shop"),
    "SCHEMA_TABLE_MISSING",
    /"shop"/,
    /"shops"/,
  ],
  [
    "a field that is not there, for a unique constraint",
    on("add_unique", { fields: ["cod"] }),
    "SCHEMA_FIELD_MISSING",
    /"cod"/,
    /"code"/,
  ],
  [
    "a field that is not there, for a primary key",
    on("alter_primary_key", ["cod"], "items"),
    "SCHEMA_FIELD_MISSING",
    /"cod"/,
    /names|operations/,
  ],
  [
    "a check that is not there",
    on("drop_check", "ck_shop_code"),
    "SCHEMA_CONSTRAINT_MISSING",
    /check "ck_shop_code"/,
    /"ck_shops_code"/,
  ],
  [
    "a unique constraint that is not there",
    on("drop_unique", "uq_shop_code"),
    "SCHEMA_CONSTRAINT_MISSING",
    /unique constraint "uq_shop_code"/,
    /"uq_shops_code"/,
  ],
  [
    "a primary key that is not there",
    on("alter_primary_key", null, "items"),
    "SCHEMA_CONSTRAINT_MISSING",
    /no primary key/,
    /come before/,
  ],
  [
    "a name that is taken",
    on("add_unique", { name: "ck_shops_code", fields: ["mail"] }),
    "SCHEMA_NAME_EXISTS",
    /"ck_shops_code"/,
    /another name/,
  ],
  ...(
    [
      ["primary key", on("alter_primary_key", ["code"]), /key \(id\).*"fk_items_shop_id".*"items"/],
      ["unique constraint", on("drop_unique", "uq_shops_code"), /key \(code\).*"fk_items_shop"/],
      [
        "unique constraint of a field",
        {
          type: "alter_field",
          table: "shops",
          oldField: { ...code, unique: true },
          newField: code,
        },
        /key \(code\).*"fk_items_shop"/,
      ],
      [
        "unique index",
        { type: "drop_index", table: "shops", index: "uq_mail" },
        /key \(mail\).*"fk_items_mail"/,
      ],
    ] as const
  ).map(
    ([what, data, text]) =>
      [
        `to take away a ${what} that a foreign key refers to`,
        data,
        "SCHEMA_KEY_REFERENCED",
        text,
        /Drop the foreign key "fk_items_/,
      ] as const,
  ),
];

describe("operations on constraints refuse", () => {
  const given = GIVEN.reduce(
    (schema, data) => parseOperation(data, "$").mutate(schema),
    emptySchema,
  );

  for (const [title, data, expected, text, hint] of CASES) {
    it(title, () => {
      try {
        parseOperation(data, "$").mutate(given);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        expect(error.code).to.equal(expected);
        expect(error.message).to.match(text);
        expect(error.hint).to.match(hint);
        return;
      }
      throw new Error("it was accepted");
    });
  }

  it("none of it where another key of the same fields stays", () => {
    const more = parseOperation(on("add_unique", { name: "u", fields: ["code"] }), "$").mutate(
      given,
    );
    const after = parseOperation(on("drop_unique", "u"), "$").mutate(more);
    expect(after.tables.get("shops")?.uniques.map(({ name }) => name)).to.deep.equal([
      "uq_shops_code",
    ]);
  });
});
