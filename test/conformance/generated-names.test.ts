import { expect } from "chai";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runChain } from "../property/chain-run.js";
import { type StepOperations, steps, upOf } from "./steps.js";

const id = { name: "id", type: "integer", primaryKey: true };
const text = (name: string, more: object = {}) => ({ name, type: "varchar", length: 20, ...more });
const level = (name: string) => ({ name, type: "enum", values: ["x", "y"], default: "x" });
const touched = (name: string) => ({ name, type: "timestamp", autoUpdate: true });
/** Kept current by a trigger on every database. */
const day = (name: string) => ({ name, type: "date", autoUpdate: true });
const refers = (name: string) => ({
  name,
  type: "foreign_key",
  nullable: true,
  foreignKey: { table: "roots" },
});
const create = (name: string, fields: readonly object[], more: object = {}) => ({
  type: "create_table",
  name,
  fields: [id, ...fields],
  ...more,
});

/** Two tables whose names and fields come to the same: `a_b` + `c` and `a` + `b_c`. */
const TWINS: readonly StepOperations[] = [
  [create("roots", [])],
  [
    create(
      "a_b",
      [
        text("c", { unique: true }),
        text("c_i"),
        level("c_e"),
        touched("c_t"),
        day("c_d"),
        refers("c_r"),
      ],
      { indexes: [{ fields: ["c_i"] }] },
    ),
  ],
  [
    create(
      "a",
      [
        text("b_c", { unique: true }),
        text("b_c_i"),
        level("b_c_e"),
        touched("b_c_t"),
        day("b_c_d"),
        refers("b_c_r"),
      ],
      { indexes: [{ fields: ["b_c_i"] }] },
    ),
  ],
];

const alter = (table: string, oldField: object, newField: object) => ({
  type: "alter_field",
  table,
  oldField,
  newField,
});

const CHAINS: Readonly<Record<string, readonly StepOperations[]>> = {
  "of tables that are made": TWINS,
  "of fields, indexes and foreign keys that are added": [
    [create("roots", []), create("a_b", [text("c_x"), { name: "c_k", type: "integer" }])],
    [create("a", [text("b_c_x"), { name: "b_c_k", type: "integer" }])],
    ...["a_b", "a"].map((table): StepOperations => {
      const prefix = table === "a" ? "b_" : "";
      const field = (made: object) => ({ type: "add_field", table, field: made });
      return [
        field(text(`${prefix}c`, { unique: true })),
        field(level(`${prefix}c_e`)),
        field(touched(`${prefix}c_t`)),
        field(refers(`${prefix}c_r`)),
        { type: "add_index", table, index: { fields: [`${prefix}c_x`] } },
        {
          type: "add_foreign_key",
          table,
          constraint: { field: `${prefix}c_k`, table: "roots" },
        },
      ];
    }),
    [
      { type: "drop_index", table: "a", index: "idx_a_b_c_x" },
      { type: "drop_foreign_key", table: "a", constraint: "fk_a_b_c_k" },
    ],
    [{ type: "drop_table", name: "a_b" }],
    [alter("a", level("b_c_e"), { ...level("b_c_e"), values: ["y", "x", "z"] })],
  ],
  "of a table whose predecessor was renamed and kept its names": [
    [
      create("roots", []),
      create("a", [text("b", { unique: true }), text("i"), level("e"), touched("t"), refers("r")], {
        indexes: [{ fields: ["i"] }],
      }),
    ],
    [{ type: "rename_table", oldName: "a", newName: "old" }],
    [
      create("a", [text("b", { unique: true }), text("i"), level("e"), touched("t"), refers("r")], {
        indexes: [{ fields: ["i"] }],
      }),
    ],
    [
      alter("a", text("b", { unique: true }), text("b")),
      alter("a", touched("t"), { ...touched("t"), autoUpdate: false }),
    ],
    [alter("old", text("b", { unique: true }), text("b"))],
    [{ type: "drop_table", name: "old" }],
  ],
  "that are renamed into each other, and apart again": [
    ...TWINS.slice(0, 2),
    [create("z", [level("b_c_e"), touched("b_c_t")])],
    [{ type: "rename_table", oldName: "z", newName: "a" }],
    [alter("a", level("b_c_e"), { ...level("b_c_e"), values: ["y"], default: "y" })],
    [{ type: "rename_field", table: "a", oldName: "b_c_e", newName: "free" }],
    [{ type: "rename_field", table: "a", oldName: "free", newName: "b_c_e" }],
    [{ type: "rename_table", oldName: "a_b", newName: "far" }],
    [{ type: "rename_table", oldName: "a", newName: "away" }],
    [alter("away", { ...level("b_c_e"), values: ["y"], default: "y" }, text("b_c_e"))],
  ],
  "of a field whose predecessor kept its names": [
    [create("roots", []), create("a", [text("b", { unique: true }), refers("r")])],
    [
      { type: "rename_field", table: "a", oldName: "b", newName: "old" },
      { type: "rename_field", table: "a", oldName: "r", newName: "old_r" },
    ],
    [
      { type: "add_field", table: "a", field: text("b", { unique: true }) },
      { type: "add_field", table: "a", field: refers("r") },
    ],
    [
      alter("a", text("b", { unique: true }), text("b")),
      alter("a", refers("r"), { name: "r", type: "integer" }),
    ],
  ],
};

describeEachDatabase(
  "generated names that come to the same",
  ({ name: database, create: make }) => {
    let test: TestDatabase;

    beforeEach(async () => {
      test = await make();
    });

    afterEach(async () => {
      await test.drop();
    });

    for (const [what, lists] of Object.entries(CHAINS)) {
      it(`${what} are kept apart, there and back`, async () => {
        await runChain(await openDatabase(test.url), steps(...lists), { addRows: false });
      });
    }

    const chosen: Readonly<Record<string, RegExp | undefined>> = {
      postgresql: /index "one" on b of table "t".*in table "s"/,
      sqlite: /index "one" on b of table "t".*in table "s"/,
      mysql: undefined,
      sqlserver: undefined,
    };

    it("and names that an author chose are refused in the plan where they are one", async () => {
      const indexes = { indexes: [{ name: "one", fields: ["b"] }] };
      const lists = [[create("s", [text("b")], indexes)], [create("t", [text("b")], indexes)]];
      const failure: unknown = await upOf(test.url, ...lists).catch((error: unknown) => error);
      const expected = chosen[database];
      if (expected === undefined) expect(failure).to.equal(undefined);
      else expect(failure).to.have.property("code", "RUNNER_NAME_TAKEN");
      if (expected !== undefined) expect(String(failure)).to.match(expected);
    });

    it("and foreign keys of one name are refused in the plan where they are one", async () => {
      const key = { ...refers("r"), foreignKey: { table: "roots", name: "one" } };
      const lists = [[create("roots", []), create("s", [key])], [create("t", [key])]];
      const failure: unknown = await upOf(test.url, ...lists).catch((error: unknown) => error);
      if (database === "postgresql" || database === "sqlite") expect(failure).to.equal(undefined);
      else expect(failure).to.have.property("code", "RUNNER_NAME_TAKEN");
    });
  },
);
