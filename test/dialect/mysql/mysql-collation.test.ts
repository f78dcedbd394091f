import { expect } from "chai";
import { hintText, MigrationError } from "../../../src/errors.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { StepByStep } from "../../conformance/step-by-step.js";
import { type TestDatabase, testTargets } from "../../databases.js";
import { runChain } from "../../property/chain-run.js";

const server = testTargets.find(({ name }) => name === "mysql")?.server;

const uuid = { name: "id", type: "uuid", primaryKey: true };
const accounts = { type: "create_table", name: "accounts", fields: [uuid] };
const posts = {
  type: "create_table",
  name: "posts",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "account_id", type: "foreign_key", foreignKey: { table: "accounts" } },
    { name: "title", type: "varchar", length: 20 },
  ],
};

async function hintOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof MigrationError ? hintText(error.hint) : String(error);
  }
}

/** How databases that were made by others come. */
const DEFAULTS = [
  "CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
  "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  "CHARACTER SET latin1 COLLATE latin1_swedish_ci",
];

describe("collations on MySQL and MariaDB", () => {
  let test: TestDatabase;

  beforeEach(async () => {
    if (server === undefined) throw new Error("no MySQL or MariaDB can be reached");
    test = await server.create();
  });

  afterEach(async () => {
    await test.drop();
  });

  async function setDefault(words: string): Promise<void> {
    const connection = await test.connect();
    await connection.execute(`ALTER DATABASE ${words}`);
  }

  for (const words of DEFAULTS) {
    it(`takes that of a database with ${words}, so that references to older tables work`, async () => {
      await setDefault(words);
      const steps = await StepByStep.open(test, { byHand: true });
      const sql = "CREATE TABLE accounts (id CHAR(36) PRIMARY KEY)";
      const adopted = { type: "run_sql", forwardSQL: sql, backwardSQL: "DROP TABLE accounts" };
      await steps.up([{ ...adopted, mutate: [accounts] }]);
      await steps.up([posts]);
      const found = await steps.rows(
        "SELECT COUNT(DISTINCT table_collation) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ('accounts', 'posts')",
      );
      expect(Number(found[0]?.n)).to.equal(1);
    });

    it(`reads back what it made in a database with ${words}`, async () => {
      await setDefault(words);
      const own = { ...accounts, options: { collate: "utf8mb4_unicode_ci" } };
      const chain = [
        { name: "0001_a", dependencies: [], operations: [own, posts] },
        {
          name: "0002_b",
          dependencies: ["0001_a"],
          operations: [
            {
              type: "create_table",
              name: "bare",
              options: { charset: "utf8mb4" },
              fields: [
                { name: "id", type: "integer", primaryKey: true },
                { name: "text", type: "text", collation: "utf8mb4_bin" },
              ],
            },
          ],
        },
      ];
      await runChain(await openDatabase(test.url), chain, { addRows: false });
    });
  }

  for (const [title, parent, sides] of [
    [
      "collation",
      "CREATE TABLE accounts (id CHAR(36) COLLATE utf8mb4_bin PRIMARY KEY)",
      /"posts"\."account_id" is char\(36\) utf8mb4_\w+_ci, "accounts"\."id" is char\(36\) utf8mb4_bin/,
    ],
    [
      "type",
      "CREATE TABLE accounts (id INT UNSIGNED PRIMARY KEY)",
      /"posts"\."account_id" is char\(36\) utf8mb4_\w+, "accounts"\."id" is int\(10\) unsigned/,
    ],
  ] as const) {
    it(`shows both columns when a reference fails for their ${title}, in a new table and an old one`, async () => {
      const steps = await StepByStep.open(test, { byHand: true });
      const adopted = { type: "run_sql", forwardSQL: parent, backwardSQL: "DROP TABLE accounts" };
      await steps.up([{ ...adopted, mutate: [accounts] }]);
      expect(await hintOf(steps.up([posts]))).to.match(sides);
      steps.withdraw();
      const [id, key] = posts.fields;
      await steps.up([{ ...posts, fields: [id] }]);
      expect(await hintOf(steps.up([{ type: "add_field", table: "posts", field: key }]))).to.match(
        sides,
      );
    });
  }

  it("keeps the tool's own tables able to hold any name", async () => {
    await setDefault("CHARACTER SET latin1");
    const steps = await StepByStep.open(test, { byHand: true });
    await steps.up([
      { type: "run_sql", forwardSQL: "SELECT '日本語 🙂'", backwardSQL: "SELECT 1" },
    ]);
    const rows = await steps.rows(
      "SELECT DISTINCT table_collation AS c FROM information_schema.tables WHERE table_schema = DATABASE()",
    );
    expect(rows).to.deep.equal([{ c: "utf8mb4_unicode_ci" }]);
  });
});
