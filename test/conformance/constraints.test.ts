import { expect } from "chai";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runChain } from "../property/chain-run.js";
import { StepByStep } from "./step-by-step.js";
import { type StepOperations, steps } from "./steps.js";

const id = (type = "serial") => ({ name: "id", type, primaryKey: true });
const integer = (name: string, more: object = {}) => ({ name, type: "integer", ...more });
const create = (name: string, fields: readonly object[], more: object = {}) => ({
  type: "create_table",
  name,
  fields,
  ...more,
});
const addCheck = (table: string, name: string, expression: string) => ({
  type: "add_check",
  table,
  constraint: { name, expression },
});
const addUnique = (table: string, ...fields: readonly string[]) => ({
  type: "add_unique",
  table,
  constraint: { fields },
});
const drop = (type: "drop_check" | "drop_unique", table: string, constraint: string) => ({
  type,
  table,
  constraint,
});
const primaryKey = (table: string, ...fields: readonly string[]) => ({
  type: "alter_primary_key",
  table,
  constraint: fields.length === 0 ? null : { fields },
});
const rename = (table: string, oldName: string, newName: string) => ({
  type: "rename_field",
  table,
  oldName,
  newName,
});
const alter = (table: string, oldField: object, newField: object) => ({
  type: "alter_field",
  table,
  oldField,
  newField,
});
const long = "f".repeat(40);
const stamp = { name: "changed", type: "timestamp", autoUpdate: true };

const CHAINS: Readonly<Record<string, readonly StepOperations[]>> = {
  "checks that are added, follow a field, and are dropped": [
    [create("t", [id(), integer("a"), integer("b", { nullable: false })])],
    [addCheck("t", "ck_a", "a > 0 OR a IS NULL"), addCheck("t", "ck_b", "b >= 0")],
    [rename("t", "a", "c"), alter("t", integer("c"), { name: "c", type: "bigint" })],
    [drop("drop_check", "t", "ck_a")],
    [{ type: "drop_field", table: "t", field: "c" }, drop("drop_check", "t", "ck_b")],
  ],
  "unique constraints of fields with and without NULL, and of names over the limit": [
    [create("t", [id(), integer("a"), integer("b", { nullable: false }), integer(long)])],
    [addUnique("t", "b"), addUnique("t", "a", "b"), addUnique("t", "a", long)],
    [rename("t", "a", "c"), drop("drop_unique", "t", "uq_t_a_b")],
    [
      { type: "drop_field", table: "t", field: "c" },
      drop("drop_unique", "t", "uq_t_b"),
      addUnique("t", "b", long),
    ],
  ],
  "unique constraints over the fields of the primary key and of each other": [
    [
      create("t", [id("integer"), integer("a", { unique: true, nullable: false })], {
        uniques: [
          { name: "u_id", fields: ["id"] },
          { name: "u_a", fields: ["a"] },
        ],
      }),
    ],
    [drop("drop_unique", "t", "u_id"), drop("drop_unique", "t", "uq_t_a")],
  ],
  "a unique constraint that a foreign key refers to, and one that a foreign key leans on": [
    [create("t", [id(), integer("code", { nullable: false })])],
    [addUnique("t", "code")],
    [
      create("u", [
        id(),
        integer("n"),
        integer("r1"),
        { name: "r", type: "foreign_key", foreignKey: { table: "t" } },
      ]),
      addUnique("u", "r", "n"),
      {
        type: "add_foreign_key",
        table: "u",
        constraint: { name: "fk", field: "r1", table: "t", targetField: "code" },
      },
    ],
    [
      drop("drop_unique", "u", "uq_u_r_n"),
      { type: "drop_foreign_key", table: "u", constraint: "fk" },
      drop("drop_unique", "t", "uq_t_code"),
    ],
  ],
  "primary keys that grow, go and come back over fields that were NULL": [
    [create("t", [id("integer"), integer("a"), { name: "b", type: "bigint" }, stamp])],
    [primaryKey("t", "id", "a")],
    [primaryKey("t", "b")],
    ...["a", "b"].map((name): StepOperations => [primaryKey("t", name)]),
  ],
  "a counter that leaves the primary key, and a field that becomes one": [
    [create("t", [id(), integer("n", { nullable: false })])],
    [alter("t", id(), { ...id("integer"), nullable: false }), primaryKey("t", "n")],
    [
      alter("t", integer("n", { primaryKey: true }), {
        name: "n",
        type: "serial",
        primaryKey: true,
      }),
    ],
  ],
  "a table that gets its first primary key, and loses it": [
    [create("t", [integer("a"), integer("b", { nullable: false })])],
    [primaryKey("t", "a", "b")],
    [primaryKey("t")],
  ],
};

/** What rows that are alike, or have no value, break. */
const BROKEN: Readonly<Record<string, readonly [operation: object, message: RegExp]>> = {
  check: [addCheck("t", "ck_t_b", "b > 1"), /ck_t_b/],
  "unique constraint": [addUnique("t", "a", "b"), /uq_t_a_b/],
  "primary key of rows that are alike": [primaryKey("t", "b"), /primary key|t_pkey|PRIMARY/],
  "primary key of rows without a value": [primaryKey("t", "id", "c"), /"?c"?/],
};

describeEachDatabase("constraints of a table that exists", ({ create: make }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await make();
  });

  afterEach(async () => {
    await test.drop();
  });

  for (const [what, lists] of Object.entries(CHAINS)) {
    it(`are ${what}, there and back`, async () => {
      await runChain(await openDatabase(test.url), steps(...lists));
    });
  }

  for (const [what, [operation, message]] of Object.entries(BROKEN)) {
    for (const transaction of [true, false]) {
      const where = transaction ? "" : " outside a transaction";
      it(`lose nothing where rows break a new ${what}${where}, and go back`, async () => {
        const run = await StepByStep.open(test);
        await run.up([create("t", [id("integer"), integer("a"), integer("b"), integer("c")])]);
        const rows = [
          { id: 1, a: 1, b: 1, c: null },
          { id: 2, a: 1, b: 1, c: 2 },
        ];
        for (const { id: key, a, b, c } of rows) {
          await run.connection.execute(
            `INSERT INTO t (id, a, b, c) VALUES (${key}, ${a}, ${b}, ${c})`,
          );
        }
        const before = await shape(test);
        const error: unknown = await run.up([operation], { transaction }).catch((one) => one);
        expect(String(error)).to.match(message);
        expect(await run.rows("SELECT id, a, b, c FROM t ORDER BY id")).to.deep.equal(rows);
        // Where every statement stands alone those before the one that failed are undone.
        if ((await shape(test)) !== before) await run.down();
        expect(await shape(test)).to.equal(before);
      });
    }
  }

  it("go on where a check failed outside a transaction, once the rows keep it", async () => {
    const run = await StepByStep.open(test);
    await run.up([create("t", [id("integer"), integer("a")])]);
    await run.connection.execute("INSERT INTO t (id, a) VALUES (1, -1)");
    const check = [addCheck("t", "ck_t_a", "a > 0")];
    await run.up(check, { transaction: false }).catch(() => {});
    await run.connection.execute("UPDATE t SET a = 1");
    await run.again();
    await run.connection.execute("INSERT INTO t (id, a) VALUES (2, -1)").then(
      () => expect.fail("the check does not hold"),
      (error) => expect(String(error)).to.include("ck_t_a"),
    );
    await run.down();
    expect(String(await shape(test))).not.to.include("ck_t_a");
  });
});

async function shape(test: TestDatabase): Promise<string> {
  const { session } = test.dialect;
  const ignore = ["makemigrations_history", "makemigrations_journal", "makemigrations_rows"];
  const schema = await session.createIntrospector(await test.connect()).read({ ignore });
  return JSON.stringify([...schema.tables]);
}
