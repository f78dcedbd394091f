import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { upOf } from "./steps.js";

describeEachDatabase("rows that went through JSON", ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  it("have the moments that they had, with any zone and without milliseconds", async () => {
    const texts = [
      "2024-06-01T08:00:00.250Z",
      "2024-06-01T10:00:00.250+02:00",
      "2024-06-01T03:30:00.250-0430",
      "2024-06-01T08:00:00.250",
      "2024-06-01T08:00:00.250000Z",
    ];
    const field = (type: string) => ({ name: `f_${type}`, type, precision: 3 });
    const rows = texts.map((text, id) => ({ id, f_timestamp: text, f_timestamptz: text }));
    await upOf(test.url, [
      {
        type: "create_table",
        name: "t",
        fields: [
          { name: "id", type: "integer", primaryKey: true },
          field("timestamp"),
          field("timestamptz"),
        ],
      },
      { type: "upsert_data", table: "t", conflictKeys: ["id"], rows },
      {
        type: "upsert_data",
        table: "t",
        conflictKeys: ["id"],
        rows: [{ id: 9, f_timestamp: "2024-06-01T08:00:00Z" }],
      },
    ]);
    const connection = await test.connect();
    const found = await connection.query("SELECT f_timestamp, f_timestamptz FROM t ORDER BY id");
    const moment = new Date("2024-06-01T08:00:00.250Z");
    expect(found.slice(0, texts.length)).to.deep.equal(
      texts.map(() => ({ f_timestamp: moment, f_timestamptz: moment })),
    );
    expect(found.at(-1)?.f_timestamp).to.deep.equal(new Date("2024-06-01T08:00:00.000Z"));
  });
});
