import { expect } from "chai";
import { DialectError } from "../../../src/dialect/dialect-error.js";
import type { Connection } from "../../../src/driver/driver.js";
import { runnerOf, type StepOperations, upOf } from "../../conformance/steps.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";

const table = (...fields: readonly object[]): StepOperations[number] => ({
  type: "create_table",
  name: "t",
  fields: [{ name: "id", type: "integer", primaryKey: true }, ...fields],
});
const alter = (options: object): StepOperations => [{ type: "alter_table", table: "t", options }];

describe("options of a table that exists, on MySQL", () => {
  let database: FreshDatabase;
  let connection: Connection;

  beforeEach(async () => {
    database = await freshMysqlDatabase();
    connection = await database.connect();
  });

  afterEach(() => database.drop());

  async function live(): Promise<Readonly<Record<string, unknown>>> {
    const [row] = await connection.query(
      "SELECT engine AS e, row_format AS r, table_collation AS c FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 't'",
    );
    return row ?? {};
  }

  it("change with one statement, and are as usual again on the way back", async () => {
    const text = { name: "x", type: "varchar", length: 20 };
    const change = alter({ engine: "MyISAM", row_format: "fixed", strict: true });
    const runner = await runnerOf(database.url, [table(text)], change);
    try {
      await runner.up({ to: "0001_step" });
      const before = await live();
      await runner.up();
      expect(await live()).to.include({ e: "MyISAM", r: "Fixed", c: before.c });
      await runner.down({ steps: 1 });
      expect(await live()).to.deep.equal(before);
    } finally {
      await runner.close();
    }
  });

  it("are a collation only where no text would have to follow", async () => {
    const own = { name: "x", type: "varchar", length: 20, collation: "utf8mb4_bin" };
    await upOf(database.url, [table(own)], alter({ collate: "utf8mb4_bin" }));
    expect(await live()).to.include({ c: "utf8mb4_bin" });
  });

  it("are no collation under a text of the table", async () => {
    const text = { name: "x", type: "varchar", length: 20 };
    const change = alter({ charset: "latin1" });
    const failed = await upOf(database.url, [table(text)], change).catch((error: unknown) => error);
    const refusal = failed instanceof DialectError ? failed : (failed as Error).cause;
    expect(refusal).to.be.instanceOf(DialectError);
    expect((refusal as DialectError).code).to.equal("DIALECT_UNSUPPORTED");
  });
});
