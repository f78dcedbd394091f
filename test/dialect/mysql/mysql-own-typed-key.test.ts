import { expect } from "chai";
import { StepByStep } from "../../conformance/step-by-step.js";
import { type TestDatabase, testTargets } from "../../databases.js";

const server = testTargets.find(({ name }) => name === "mysql")?.server;

const tenant = (length: number) => ({ name: "tenant", type: "varchar", length });
const orders = {
  type: "create_table",
  name: "orders",
  fields: [tenant(20), { name: "no", type: "integer" }],
  primaryKey: ["tenant", "no"],
};
const parts = {
  type: "create_table",
  name: "parts",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { ...tenant(20), nullable: false },
    { name: "no", type: "integer", nullable: false },
  ],
  foreignKeys: [{ fields: ["tenant", "no"], table: "orders" }],
};

describe("a field under a foreign key of its own type on MySQL and MariaDB", () => {
  let test: TestDatabase;
  let steps: StepByStep;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no MySQL or MariaDB can be reached");
    test = await server.create();
    steps = await StepByStep.open(test);
    await steps.up([orders, parts]);
    await steps.connection.execute("INSERT INTO orders VALUES ('a', 1)");
    await steps.connection.execute("INSERT INTO parts VALUES (1, 'a', 1)");
  });

  afterEach(async () => {
    await test.drop();
  });

  async function keys(): Promise<number> {
    const [row] = await steps.rows(
      "SELECT COUNT(*) AS n FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()",
    );
    return Number(row?.n);
  }

  for (const table of ["orders", "parts"]) {
    it(`is made longer in ${table}, and shorter again, and the key comes back`, async () => {
      const [oldField, newField] = [20, 40].map((length) => ({
        ...tenant(length),
        nullable: false,
      }));
      await steps.up([{ type: "alter_field", table, oldField, newField }]);
      expect(await keys()).to.equal(1);
      await steps.down();
      expect(await keys()).to.equal(1);
    });

    it(`is refused in the plan when the sides would not fit (${table})`, async () => {
      const [oldField, newField] = ["integer", "bigint"].map((type) => ({
        name: "no",
        type,
        nullable: false,
      }));
      let message = "";
      try {
        await steps.up([
          { type: "add_field", table: "orders", field: { name: "x", type: "integer" } },
          { type: "alter_field", table, oldField, newField },
        ]);
      } catch (error) {
        message = String(error);
      }
      expect(message).to.match(/foreign key "fk_parts_\w+" of table "parts" would be/);
      expect(await steps.rows("SHOW COLUMNS FROM orders LIKE 'x'")).to.deep.equal([]);
    });
  }
});
