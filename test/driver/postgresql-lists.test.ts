import { expect } from "chai";
import type { Connection, Parameter } from "../../src/driver/driver.js";
import { failure } from "./driver-failure.js";
import type { FreshDatabase } from "./fresh-database.js";
import { freshDatabase } from "./postgresql-database.js";

describe("lists and the PostgreSQL driver", () => {
  let database: FreshDatabase;
  let db: Connection;

  before(async () => {
    database = await freshDatabase();
    db = await database.connect();
  });

  after(async () => {
    await database.drop();
  });

  async function roundTrip(type: string, value: Parameter): Promise<unknown> {
    const [row] = await db.query(`SELECT $1::${type} AS value`, [value]);
    return row?.value;
  }

  it("sends a list as the array or the JSON that the server expects there", async () => {
    await db.execute("CREATE TYPE mood AS ENUM ('so so', 'fine')");
    await db.execute("CREATE DOMAIN words AS text[]");
    const list = ['a "b"', "{c}", "NULL", "", null];
    const written: readonly [string, readonly unknown[]][] = [
      ["text[]", list],
      ["json", list],
      ["jsonb", []],
      ["integer[]", [[1], [2]]],
      ["bytea[]", [new Uint8Array([0, 255])]],
      ["timestamptz[]", [new Date("2024-01-01T00:00:00.250Z")]],
      ["float8[]", ["NaN", "-Infinity", 1.5]],
      ["jsonb[]", ['"a"', [1, [2]], { b: null }, "null", null]],
    ];
    for (const [type, value] of written) {
      expect(await roundTrip(type, value), type).to.deep.equal(value);
    }
    expect(await roundTrip("mood[]", ["so so", null])).to.equal('{"so so",NULL}');
    expect(await roundTrip("text", ["a"])).to.equal('["a"]');
    const [row] = await db.query("SELECT $1::words::text AS w, $2::json AS j, $3::text[] AS t", [
      ["x y"],
      { a: [1n] },
      ["z"],
    ]);
    expect(row).to.deep.equal({ w: '{"x y"}', j: { a: [1] }, t: ["z"] });
  });

  it("says of a statement with a list what the server says, at its place", async () => {
    const error = await failure(db.query("SELECT nothing, $1::text[]", [["a"]]));
    expect(error).to.include({ serverCode: "42703", position: 8 });
    expect(await roundTrip("integer", 1)).to.equal(1);
  });
});
