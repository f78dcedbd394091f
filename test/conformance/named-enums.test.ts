import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { StateError } from "../../src/schema/state-error.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf, type StepOperations, sql, upOf } from "./steps.js";

const id = { name: "id", type: "integer", primaryKey: true };
const level = { type: "create_enum", name: "level", values: ["low", "high", "legacy"] };
const table = (name: string, ...fields: readonly object[]) => ({
  type: "create_table",
  name,
  fields: [id, ...fields],
});
const shares = (name: string, more: object = {}) => ({
  name,
  type: "enum",
  enum: "level",
  ...more,
});
const alter = (values: readonly string[], more: object = {}) => ({
  type: "alter_enum",
  name: "level",
  values,
  ...more,
});
/** Two tables with three fields of one enum; a check, an index and a default name a value. */
const made: StepOperations = [
  level,
  {
    ...table("a", shares("x", { nullable: false, default: "low" }), shares("y")),
    indexes: [{ name: "a_x", fields: ["x"] }],
    checks: [{ name: "ck_a", expression: "y <> 'high' OR id < 100" }],
  },
  { ...table("b", shares("z")), uniques: [{ fields: ["z"] }] },
  sql("INSERT INTO a (id, y) VALUES (1, 'legacy')"),
  sql("INSERT INTO a (id, x, y) VALUES (2, 'high', NULL)"),
  sql("INSERT INTO b (id, z) VALUES (1, 'high')"),
];

describeEachDatabase("an enum that several fields share", ({ create }) => {
  let test: TestDatabase;
  let connection: Connection;

  beforeEach(async () => {
    test = await create();
    connection = await test.connect();
  });

  afterEach(() => test.drop());

  async function rows(): Promise<unknown> {
    const a = await connection.query("SELECT x, y FROM a ORDER BY id");
    const b = await connection.query("SELECT z FROM b ORDER BY id");
    return [...a.map(({ x, y }) => [x, y]), ...b.map(({ z }) => z)];
  }

  const refused = async (statement: string): Promise<boolean> =>
    await connection.execute(statement).then(
      () => false,
      () => true,
    );

  it("holds every one of them to its values, and takes new ones everywhere", async () => {
    const runner = await runnerOf(test.url, made, [alter(["low", "high", "top", "legacy"])]);
    try {
      await runner.up({ to: "0001_step" });
      expect(await refused("INSERT INTO a (id, x) VALUES (3, 'top')")).to.equal(true);
      expect(await refused("INSERT INTO b (id, z) VALUES (3, 'top')")).to.equal(true);
      await runner.up();
      await connection.execute("INSERT INTO a (id, x, y) VALUES (3, 'top', 'top')");
      await connection.execute("INSERT INTO b (id, z) VALUES (3, 'top')");
      expect(await rows()).to.deep.equal([
        ["low", "legacy"],
        ["high", null],
        ["top", "top"],
        "high",
        "top",
      ]);
      // They have the value that would go: nothing is lost in silence.
      const failed = await runner.down({ steps: 1 }).catch((error: unknown) => error);
      expect(failed).to.be.an("error");
      await connection.execute("DELETE FROM a WHERE id = 3");
      await connection.execute("DELETE FROM b WHERE id = 3");
    } finally {
      await runner.close();
    }
  });

  it("is dropped again on the way back, and made again", async () => {
    const dropped = [
      { type: "drop_table", name: "a" },
      { type: "drop_table", name: "b" },
      { type: "drop_enum", name: "level" },
    ];
    const runner = await runnerOf(test.url, made, dropped);
    try {
      await runner.up();
      await runner.down({ steps: 1 });
      await connection.execute("INSERT INTO a (id, x) VALUES (1, 'legacy')");
      await runner.down({ steps: 1 });
      await runner.up();
    } finally {
      await runner.close();
    }
  });

  it("renames values in all rows and defaults, and back", async () => {
    const values = ["small", "high", "old"];
    const renameValues = { low: "small", legacy: "old" };
    const runner = await runnerOf(test.url, made, [alter(values, { renameValues })]);
    try {
      await runner.up();
      await connection.execute("INSERT INTO a (id) VALUES (3)");
      const renamed = [["small", "old"], ["high", null], ["small", null], "high"];
      expect(await rows()).to.deep.equal(renamed);
      await runner.down({ steps: 1 });
      const back = [["low", "legacy"], ["high", null], ["low", null], "high"];
      expect(await rows()).to.deep.equal(back);
      await runner.up();
      expect(await rows()).to.deep.equal(renamed);
    } finally {
      await runner.close();
    }
  });

  it("loses no value that rows have, unless it is said what they get", async () => {
    const failed = await upOf(test.url, made, [alter(["high", "low"])]).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.an("error");
    expect(await rows()).to.deep.equal([["low", "legacy"], ["high", null], "high"]);
  });

  it("replaces a value that goes, and takes it again on the way back", async () => {
    const replaceValues = { legacy: "high" };
    const runner = await runnerOf(test.url, made, [alter(["high", "low"], { replaceValues })]);
    try {
      await runner.up();
      expect(await rows()).to.deep.equal([["low", "high"], ["high", null], "high"]);
      expect(await refused("INSERT INTO a (id, y) VALUES (3, 'legacy')")).to.equal(true);
      await runner.down({ steps: 1 });
      expect(await rows()).to.deep.equal([["low", "high"], ["high", null], "high"]);
      await connection.execute("INSERT INTO a (id, y) VALUES (3, 'legacy')");
    } finally {
      await runner.close();
    }
  });

  it("gives a value that it gains to a default of the same migration", async () => {
    const change = {
      type: "alter_field",
      table: "a",
      newField: shares("x", { nullable: false, default: { value: "top" } }),
    };
    await upOf(
      test.url,
      made,
      [alter(["low", "high", "legacy", "top"]), change],
      [sql("INSERT INTO a (id) VALUES (7)")],
    );
    const [row] = await connection.query("SELECT x FROM a WHERE id = 7");
    expect(row?.x).to.equal("top");
  });

  it("is shared by a field that had values of its own, and given up again", async () => {
    const own = { name: "w", type: "enum", values: ["low", "high"], default: "low" };
    const change = (from: object, to: object) => ({
      type: "alter_field",
      table: "c",
      oldField: from,
      newField: to,
    });
    const shared = shares("w", { default: "low" });
    const runner = await runnerOf(
      test.url,
      [level, table("c", own), sql("INSERT INTO c (id, w) VALUES (1, 'high')")],
      [change(own, shared)],
      [change(shared, { name: "w", type: "varchar", length: 20 })],
    );
    try {
      await runner.up();
      await runner.down({ steps: 2 });
      await runner.up();
      const [row] = await connection.query("SELECT w FROM c");
      expect(row?.w).to.equal("high");
    } finally {
      await runner.close();
    }
  });

  it("is the type of what refers to it, through every change", async () => {
    const states = { ...table("states"), fields: [shares("name", { primaryKey: true })] };
    const refers = { name: "state", type: "foreign_key", foreignKey: { table: "states" } };
    const lists = [
      [level, states, table("t", refers)],
      [sql("INSERT INTO states VALUES ('high')"), sql("INSERT INTO t VALUES (1, 'high')")],
      [alter(["high", "low"])],
      [alter(["top", "low"], { renameValues: { high: "top" } })],
    ];
    const runner = await runnerOf(test.url, ...lists);
    try {
      await runner.up();
      const [row] = await connection.query("SELECT state FROM t");
      expect(row?.state).to.equal("top");
      await runner.down({ steps: 2 });
      const [back] = await connection.query("SELECT state FROM t");
      expect(back?.state).to.equal("high");
    } finally {
      await runner.close();
    }
  });

  it("is what both sides of a foreign key have, if they share it", async () => {
    const states = { ...table("states"), fields: [shares("name", { primaryKey: true })] };
    const refers = shares("state", { foreignKey: { table: "states" } });
    const lists = [
      [level, states, table("t", refers)],
      [sql("INSERT INTO states VALUES ('high')"), sql("INSERT INTO t VALUES (1, 'high')")],
      [alter(["high", "top", "low"])],
    ];
    const runner = await runnerOf(test.url, ...lists);
    try {
      await runner.up();
      expect(await refused("INSERT INTO t VALUES (2, 'low')")).to.equal(true);
      await connection.execute("INSERT INTO states VALUES ('top')");
      await connection.execute("INSERT INTO t VALUES (2, 'top')");
      await connection.execute("DELETE FROM t WHERE id = 2");
      await connection.execute("DELETE FROM states WHERE name = 'top'");
      await runner.down({ steps: 1 });
      expect(await refused("INSERT INTO t VALUES (2, 'low')")).to.equal(true);
    } finally {
      await runner.close();
    }
  });

  it("cannot go, or lose a default, while a field needs it", async () => {
    const cases: readonly (readonly [StepOperations[number], string])[] = [
      [{ type: "drop_enum", name: "level" }, 'field "x" of table "a" has its values'],
      [alter(["high", "legacy"]), 'it is the default of field "x" of table "a"'],
      [alter(["low", "x"], { renameValues: { hihg: "x" } }), 'it has no value "hihg"'],
      [{ type: "alter_enum", name: "levle", values: ["a"] }, 'enum "levle" does not exist'],
      [level, 'enum "level" exists already'],
      [
        { type: "add_field", table: "a", field: { name: "n", type: "enum", enum: "levels" } },
        'enum "levels" does not exist',
      ],
    ];
    for (const [operation, message] of cases) {
      const failed = await upOf(test.url, made, [operation]).catch((error: unknown) => error);
      expect(failed).to.be.an("error");
      expect((failed as Error).cause).to.be.instanceOf(StateError);
      expect((failed as Error).message).to.include(message);
    }
  });
});
