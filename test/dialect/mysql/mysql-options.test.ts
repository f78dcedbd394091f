import { expect } from "chai";
import { StepByStep } from "../../conformance/step-by-step.js";
import { type TestDatabase, testTargets } from "../../databases.js";

const server = testTargets.find(({ name }) => name === "mysql")?.server;

const things = {
  type: "create_table",
  name: "things",
  options: {
    primary_key: "(`day` desc, `id`)",
    partition_by: "range columns (`day`) (partition `old` values less than ('2020-01-01'))",
  },
  fields: [
    { name: "id", type: "integer", nullable: false, options: { check: "`id` > 0" } },
    { name: "day", type: "date", nullable: false },
    { name: "note", type: "varchar", length: 300, options: { invisible: true } },
  ],
  primaryKey: ["day", "id"],
  indexes: [
    { name: "by_note", fields: ["note"], comment: "it's", options: { using: "btree" } },
    { name: "unused", fields: ["id"], options: { invisible: true } },
  ],
};

describe("options of MySQL and MariaDB", () => {
  let test: TestDatabase;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no MySQL or MariaDB can be reached");
    test = await server.create();
  });

  afterEach(() => test.drop());

  async function shown(steps: StepByStep): Promise<string> {
    const [row] = await steps.rows("SHOW CREATE TABLE things");
    return String(row?.["Create Table"]);
  }

  it("are made, follow a field to its new name, change one by one, and are taken back", async () => {
    const steps = await StepByStep.open(test);
    await steps.up([things]);
    const made = await shown(steps);
    for (const text of [
      "IGNORED",
      "INVISIBLE",
      "USING BTREE COMMENT 'it''s'",
      "CHECK (`id` > 0)",
    ]) {
      expect(made).to.contain(text);
    }
    await steps.up([
      { type: "rename_field", table: "things", oldName: "id", newName: "number" },
      { type: "rename_field", table: "things", oldName: "day", newName: "date of it" },
    ]);
    expect(await shown(steps)).to.contain("PRIMARY KEY (`date of it` DESC,`number`)");
    const more = { stats_persistent: 1, partition_by: null, max_rows: 50 };
    await steps.up([{ type: "alter_table", table: "things", options: more }]);
    expect(await shown(steps))
      .to.contain("STATS_PERSISTENT=1")
      .and.not.contain("PARTITION");
    await steps.up([
      { type: "alter_table", table: "things", options: { system_versioning: true } },
    ]);
    expect(await shown(steps)).to.contain("WITH SYSTEM VERSIONING");
    for (let step = 0; step < 3; step += 1) {
      await steps.down();
      steps.withdraw();
    }
    expect(await shown(steps)).to.equal(made);
  });
});
