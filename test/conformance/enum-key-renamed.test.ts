import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf, sql, upOf } from "./steps.js";

const id = { name: "id", type: "integer", primaryKey: true };
const kind = (...values: readonly string[]) => ({
  name: "kind",
  type: "enum",
  values,
  primaryKey: true,
});
const refers = (name: string, table: string, more: object = {}) => ({
  name,
  type: "foreign_key",
  foreignKey: { table },
  ...more,
});
const alter = (oldField: object, newField: object, more: object = {}) => ({
  type: "alter_field",
  table: "kinds",
  oldField,
  newField,
  ...more,
});

describeEachDatabase("an enum that others refer to", ({ create }) => {
  let test: TestDatabase;
  let connection: Connection;

  beforeEach(async () => {
    test = await create();
    connection = await test.connect();
  });
  afterEach(() => test.drop());

  const valuesOf = async (column: string, table: string) =>
    (await connection.query(`SELECT ${column} AS v FROM ${table} ORDER BY id`)).map((row) => row.v);

  it("has its values renamed with those of the references, and back", async () => {
    const runner = await runnerOf(
      test.url,
      [
        {
          type: "create_table",
          name: "kinds",
          fields: [kind("a", "b"), { ...id, primaryKey: false }],
        },
        { type: "create_table", name: "things", fields: [id, refers("kind", "kinds")] },
        {
          type: "create_table",
          name: "tops",
          fields: [
            refers("kind", "kinds", { nullable: false, primaryKey: true }),
            { ...id, primaryKey: false },
          ],
        },
        { type: "create_table", name: "lows", fields: [id, refers("top", "tops")] },
        sql("INSERT INTO kinds (kind, id) VALUES ('a', 1), ('b', 2)"),
        sql("INSERT INTO things (id, kind) VALUES (1, 'b'), (2, NULL), (3, 'a')"),
        sql("INSERT INTO tops (kind, id) VALUES ('a', 1), ('b', 2)"),
        sql("INSERT INTO lows (id, top) VALUES (1, 'a')"),
      ],
      [alter(kind("a", "b"), kind("alpha", "b", "c"), { renameValues: { a: "alpha" } })],
    );
    try {
      await runner.up();
      expect(await valuesOf("kind", "kinds")).to.deep.equal(["alpha", "b"]);
      expect(await valuesOf("kind", "things")).to.deep.equal(["b", null, "alpha"]);
      expect(await valuesOf("kind", "tops")).to.deep.equal(["alpha", "b"]);
      expect(await valuesOf("top", "lows")).to.deep.equal(["alpha"]);
      await runner.down({ steps: 1 });
      expect(await valuesOf("kind", "kinds")).to.deep.equal(["a", "b"]);
      expect(await valuesOf("kind", "things")).to.deep.equal(["b", null, "a"]);
      expect(await valuesOf("kind", "tops")).to.deep.equal(["a", "b"]);
      expect(await valuesOf("top", "lows")).to.deep.equal(["a"]);
    } finally {
      await runner.close();
    }
  });

  it("becomes a number by its text, never by its place", async () => {
    const level = (more: object) => ({ name: "level", ...more });
    const list = level({ type: "enum", values: ["9", "2", "1"] });
    await upOf(
      test.url,
      [
        { type: "create_table", name: "t", fields: [id, list] },
        sql("INSERT INTO t (id, level) VALUES (1, '1'), (2, '2'), (3, '9'), (4, NULL)"),
      ],
      [{ ...alter(list, level({ type: "integer" })), table: "t" }],
    );
    expect(await valuesOf("level", "t")).to.deep.equal([1, 2, 9, null]);
  });

  it("is made of a number by its text, never by its place", async () => {
    const level = (more: object) => ({ name: "level", ...more });
    const change = (from: object, to: object) => ({ ...alter(level(from), level(to)), table: "t" });
    const number = { type: "integer" };
    const list = { type: "enum", values: ["9", "2", "1"] };
    await upOf(
      test.url,
      [
        { type: "create_table", name: "t", fields: [id, level(number)] },
        sql("INSERT INTO t (id, level) VALUES (1, 1), (2, 2), (3, 9), (4, NULL)"),
      ],
      [change(number, list)],
    );
    expect(await valuesOf("level", "t")).to.deep.equal(["1", "2", "9", null]);
  });
});
