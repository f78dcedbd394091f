import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf } from "./steps.js";

const bookings = {
  type: "create_table",
  name: "bookings",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "during", native: "tsrange" },
  ],
};
const added = {
  type: "add_exclusion",
  table: "bookings",
  constraint: { name: "one_at_a_time", definition: "USING gist (during WITH &&)" },
};
const dropped = { type: "drop_exclusion", table: "bookings", constraint: "one_at_a_time" };
const row = "INSERT INTO bookings (during) VALUES ('[2024-01-01, 2024-02-01)')";

describeEachDatabase("exclusions of a table that exists", ({ name, create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(() => test.drop());

  if (name !== "postgresql") {
    it("are refused before anything runs", async () => {
      const table = { ...bookings, fields: bookings.fields.slice(0, 1) };
      const runner = await runnerOf(test.url, [table], [added]);
      try {
        const error: unknown = await runner.up().catch((one) => one);
        expect(String(error)).to.include("one_at_a_time");
      } finally {
        await runner.close();
      }
    });
    return;
  }

  it("are made, hold, and go, there and back", async () => {
    const runner = await runnerOf(test.url, [bookings], [added], [dropped]);
    const connection = await test.connect();
    const clashes = async (): Promise<boolean> =>
      await connection.execute(row).then(
        () => false,
        (error) => String(error).includes("one_at_a_time"),
      );
    try {
      await runner.up({ to: "0002_step" });
      expect([await clashes(), await clashes()]).to.deep.equal([false, true]);
      await runner.up();
      expect(await clashes()).to.equal(false);
      await connection.execute("DELETE FROM bookings WHERE id > 1");
      await runner.down({ steps: 1 });
      expect(await clashes()).to.equal(true);
      await runner.down({ steps: 1 });
      expect(await clashes()).to.equal(false);
    } finally {
      await runner.close();
    }
  });
});
