import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf, type StepOperations, sql } from "./steps.js";

/** A change by way of expressions: what the rows hold before, after, and when it is undone. */
interface Way {
  readonly title: string;
  readonly from: object;
  readonly to: object;
  readonly using: string;
  readonly downUsing: string;
  readonly rows: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const WAYS: readonly Way[] = [
  {
    title: "text of a number",
    from: { type: "integer" },
    to: { type: "varchar", length: 20 },
    using: "CASE WHEN v = 1 THEN 'one' ELSE 'many' END",
    downUsing: "CASE WHEN v = 'one' THEN 1 ELSE 7 END",
    rows: ["1", "7"],
    before: ["1", "7"],
    after: ["one", "many"],
  },
  {
    title: "an enum of a number",
    from: { type: "integer" },
    to: { type: "enum", values: ["low", "high"] },
    using: "CASE WHEN v > 5 THEN 'high' ELSE 'low' END",
    downUsing: "CASE WHEN v = 'high' THEN 7 ELSE 1 END",
    rows: ["1", "7"],
    before: ["1", "7"],
    after: ["low", "high"],
  },
  {
    title: "other values of an enum",
    from: { type: "enum", values: ["low", "legacy"] },
    to: { type: "enum", values: ["low", "critical"] },
    using: "CASE WHEN v = 'legacy' THEN 'critical' ELSE 'low' END",
    downUsing: "CASE WHEN v = 'critical' THEN 'legacy' ELSE 'low' END",
    rows: ["'low'", "'legacy'"],
    before: ["low", "legacy"],
    after: ["low", "critical"],
  },
  {
    title: "another text of the same type",
    from: { type: "varchar", length: 20 },
    to: { type: "varchar", length: 20, nullable: false },
    using: "upper(v)",
    downUsing: "lower(v)",
    rows: ["'a'", "'b'"],
    before: ["a", "b"],
    after: ["A", "B"],
  },
];

describeEachDatabase("using and downUsing", ({ create }) => {
  let test: TestDatabase;
  let connection: Connection;

  beforeEach(async () => {
    test = await create();
    connection = await test.connect();
  });

  afterEach(async () => {
    await test.drop();
  });

  const values = async () =>
    (await connection.query("SELECT v FROM t ORDER BY id")).map(({ v }) => String(v));

  for (const { title, from, to, using, downUsing, ...way } of WAYS) {
    it(`make ${title}, and the old value again`, async () => {
      const first: StepOperations = [
        {
          type: "create_table",
          name: "t",
          fields: [
            { name: "id", type: "integer", primaryKey: true },
            { name: "v", ...from },
          ],
        },
        ...way.rows.map((value, at) => sql(`INSERT INTO t (id, v) VALUES (${at}, ${value})`)),
      ];
      const change = {
        type: "alter_field",
        table: "t",
        oldField: { name: "v", ...from },
        newField: { name: "v", ...to },
        using,
        downUsing,
      };
      const runner = await runnerOf(test.url, first, [change]);
      try {
        await runner.up();
        expect(await values()).to.deep.equal(way.after);
        await runner.down({ steps: 1 });
        expect(await values()).to.deep.equal(way.before);
        await runner.up();
        expect(await values()).to.deep.equal(way.after);
      } finally {
        await runner.close();
      }
    });
  }
});
