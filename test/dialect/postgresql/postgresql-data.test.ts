import { expect } from "chai";
import { users } from "./sample-tables.js";
import { suiteBench } from "./suite-bench.js";

describe("rows and scripts on PostgreSQL", () => {
  const suite = suiteBench();

  it("inserts, updates and takes back rows, and moves the counter behind them", async () => {
    await suite.bench.up({
      ...users,
      fields: [
        ...users.fields,
        { name: "tags", type: "text[]" },
        { name: "data", type: "jsonb" },
        { name: "raw", type: "bytes" },
        { name: "at", type: "timestamptz" },
        { name: "uid", type: "uuid" },
      ],
    });
    await suite.bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4)");
    const at = new Date("2024-01-02T03:04:05.678Z");
    await suite.bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["id"],
      rows: [
        { id: 1, name: "Anna" },
        {
          id: 7,
          name: "it's",
          age: 9,
          tags: ["a", 'b"c\\', null],
          data: { x: [1, "y"] },
          raw: new Uint8Array([0, 255]),
          at,
          uid: "6f2b2b52-5a8e-4f0e-9d0a-3d4bb2ed2b52",
        },
      ],
    });
    await suite.bench.execute("INSERT INTO users (name) VALUES ('next')");
    expect(
      await suite.bench.query("SELECT id, name, age, tags, data, raw, at FROM users ORDER BY id"),
    ).to.deep.equal([
      { id: 1, name: "Anna", age: 4, tags: null, data: null, raw: null, at: null },
      {
        id: 7,
        name: "it's",
        age: 9,
        tags: ["a", 'b"c\\', null],
        data: { x: [1, "y"] },
        raw: new Uint8Array([0, 255]),
        at,
      },
      { id: 8, name: "next", age: null, tags: null, data: null, raw: null, at: null },
    ]);
    await suite.bench.down(1);
    expect(await suite.bench.query("SELECT id FROM users ORDER BY id")).to.deep.equal([
      { id: 1 },
      { id: 8 },
    ]);
  });

  it("upserts by keys that no constraint covers, and finds the rows again", async () => {
    await suite.bench.up(users);
    await suite.bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["name", "age"],
      rows: [
        { name: "Ann", age: 2 },
        { name: "Bob", age: 3 },
      ],
    });
    await suite.bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["name", "age"],
      rows: [
        { name: "Ann", age: 2 },
        { name: "Bob", age: 3 },
        { name: "Cid", age: 1 },
      ],
    });
    expect(await suite.bench.query("SELECT name FROM users ORDER BY name")).to.deep.equal([
      { name: "Ann" },
      { name: "Bob" },
      { name: "Cid" },
    ]);
    await suite.bench.down(1);
    expect(await suite.bench.query("SELECT name FROM users ORDER BY name")).to.deep.equal([
      { name: "Ann" },
      { name: "Bob" },
    ]);
  });

  it("splits scripts at the semicolons that end statements", async () => {
    await suite.bench
      .up({
        type: "run_sql",
        forwardSQL: `CREATE TABLE s (id int); /* ; /* nested ; */ */ INSERT INTO s VALUES (1); -- one; two
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; RETURN 2; END; $body$;
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 3 END; END;
INSERT INTO s VALUES (f()), (g()); UPDATE s SET id = id + 10 WHERE ';' = E'\\073'`,
        backwardSQL: "DROP FUNCTION f(); DROP FUNCTION g(); DROP TABLE s;",
        schemaOnly: false,
      })
      .catch((error: unknown) => {
        // The table is not in the state, so that the comparison at the end may complain about it.
        if (!String(error).includes("after Run SQL")) throw error;
      });
    expect(await suite.bench.query("SELECT id FROM s ORDER BY id")).to.deep.equal([
      { id: 11 },
      { id: 12 },
      { id: 13 },
    ]);
  });
});
