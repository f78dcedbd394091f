import { expect } from "chai";
import type { FieldData } from "../../src/operation/field-data.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { StepByStep } from "./step-by-step.js";

const THINGS = {
  type: "create_table",
  name: "things",
  fields: [{ name: "id", type: "integer", primaryKey: true }],
};
const FIELDS: readonly Omit<FieldData, "name">[] = [
  { type: "timestamp" },
  { type: "timestamptz" },
  { type: "date" },
  { type: "time" },
  { type: "enum", values: ["admin", "user"] },
  { type: "uuid" },
  { type: "json" },
  { type: "text" },
  { type: "varchar", length: 20 },
  { type: "bytes" },
  { type: "boolean" },
  { type: "integer" },
  { type: "decimal", precision: 8, scale: 2 },
  { type: "foreign_key", foreignKey: { table: "things" } },
];
/** Each way to make up a value on its own; the others are like one of them. */
const CHANGED = ["timestamptz", "enum", "json", "foreign_key"];

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describeEachDatabase("a required field without default or backfill", ({ create }) => {
  let test: TestDatabase;
  let steps: StepByStep;

  before(async () => {
    test = await create();
    steps = await StepByStep.open(test);
    await steps.up([THINGS]);
    await steps.connection.execute("INSERT INTO things (id) VALUES (1)");
  });

  after(async () => {
    await test.drop();
  });

  for (const kind of FIELDS) {
    const field = { name: "extra", ...kind };
    const required = { ...field, nullable: false };

    it(`of type ${kind.type} is not added to a table that has rows`, async () => {
      const add = { type: "add_field", table: "things", field: required };
      expect(await failureOf(steps.up([add]))).to.match(/no value|null|"extra"/i);
      steps.withdraw();
      expect(await steps.rows("SELECT * FROM things")).to.deep.equal([{ id: 1 }]);
    });

    if (!CHANGED.includes(kind.type ?? "")) continue;

    it(`of type ${kind.type} does not become of one that holds NULL`, async () => {
      await steps.up([{ type: "add_field", table: "things", field }]);
      const alter = { type: "alter_field", table: "things", oldField: field, newField: required };
      expect(await failureOf(steps.up([alter]))).to.match(/no value|null|"extra"/i);
      steps.withdraw();
      expect(await steps.rows("SELECT * FROM things")).to.deep.equal([{ id: 1, extra: null }]);
      await steps.down();
      steps.withdraw();
    });

    if (kind.type === "enum") {
      it("comes back by the backfill where NULL was let in", async () => {
        const value = "'admin'";
        const data = { type: "alter_field", table: "things", oldField: required, newField: field };
        await steps.up([{ type: "add_field", table: "things", field: required, backfill: value }]);
        await steps.up([{ ...data, backfill: value }]);
        await steps.connection.execute("UPDATE things SET extra = NULL");
        await steps.down();
        steps.withdraw();
        expect(await steps.rows("SELECT * FROM things")).to.deep.equal([{ id: 1, extra: "admin" }]);
        await steps.down();
        steps.withdraw();
      });
    }

    it(`of type ${kind.type} comes back to an empty table only`, async () => {
      await steps.connection.execute("DELETE FROM things");
      await steps.up([{ type: "add_field", table: "things", field: required }]);
      await steps.up([{ type: "drop_field", table: "things", field: "extra" }]);
      await steps.connection.execute("INSERT INTO things (id) VALUES (1)");
      expect(await failureOf(steps.down())).to.match(/no value|null|"extra"/i);
      expect(await steps.rows("SELECT * FROM things")).to.deep.equal([{ id: 1 }]);
      await steps.connection.execute("DELETE FROM things");
      await steps.down();
      steps.withdraw();
      await steps.down();
      steps.withdraw();
      await steps.connection.execute("INSERT INTO things (id) VALUES (1)");
    });
  }

  it("does not take a backfill that gives no value either", async () => {
    const field = { name: "extra", type: "timestamptz", nullable: false };
    const add = { type: "add_field", table: "things", field, backfill: "NULL" };
    expect(await failureOf(steps.up([add]))).to.match(/no value|null|"extra"/i);
  });
});
