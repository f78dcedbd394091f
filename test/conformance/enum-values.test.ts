import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf, sql, upOf } from "./steps.js";

const id = { name: "id", type: "integer", primaryKey: true };

describeEachDatabase("values of an enum", ({ create }) => {
  let test: TestDatabase;
  let connection: Connection;

  beforeEach(async () => {
    test = await create();
    connection = await test.connect();
  });

  afterEach(async () => {
    await test.drop();
  });

  it("are meant by a default, whatever a standard default of that name is", async () => {
    const names = ["now", "true", "blank", "zero"];
    const field = (value: string) => ({
      name: `f_${value}`,
      type: "enum",
      values: names,
      default: value,
    });
    const lists = [
      [{ type: "create_table", name: "t", fields: [id, ...names.slice(0, 2).map(field)] }],
      [{ type: "add_field", table: "t", field: field("blank") }],
      [
        {
          type: "alter_field",
          table: "t",
          oldField: field("blank"),
          newField: { ...field("zero"), name: "f_blank" },
        },
      ],
      [sql("INSERT INTO t (id) VALUES (1)")],
    ];
    await upOf(test.url, ...lists);
    const [row] = await connection.query("SELECT f_now, f_true, f_blank FROM t");
    expect(row).to.deep.equal({ f_now: "now", f_true: "true", f_blank: "zero" });
  });

  it("are meant by the default of a field that refers to one", async () => {
    const key = { name: "state", type: "enum", values: ["now", "later"], primaryKey: true };
    const refers = {
      name: "state",
      type: "foreign_key",
      foreignKey: { table: "states" },
      default: "now",
    };
    const lists = [
      [{ type: "create_table", name: "states", fields: [key] }],
      [{ type: "create_table", name: "t", fields: [id, refers] }],
      [sql("INSERT INTO states (state) VALUES ('now')"), sql("INSERT INTO t (id) VALUES (1)")],
    ];
    await upOf(test.url, ...lists);
    const [row] = await connection.query("SELECT state FROM t");
    expect(row).to.deep.equal({ state: "now" });
  });

  it("are those of a list of enums as well", async () => {
    const roles = (...values: readonly string[]) => ({ name: "roles", type: "enum[]", values });
    const upsert = (key: number, value: readonly string[]) => ({
      type: "upsert_data",
      table: "t",
      conflictKeys: ["id"],
      rows: [{ id: key, roles: value }],
    });
    const lists = [
      [{ type: "create_table", name: "t", fields: [id, roles("a", "b")] }, upsert(1, ["a", "b"])],
      [
        {
          type: "alter_field",
          table: "t",
          oldField: roles("a", "b"),
          newField: roles("a", "b", "c"),
        },
      ],
      [upsert(2, ["c"])],
    ];
    await upOf(test.url, ...lists);
    const rows = await connection.query("SELECT roles FROM t ORDER BY id");
    expect(rows.map((row) => String(row.roles).replaceAll(/[[\]{}" ]/g, ""))).to.deep.equal([
      "a,b",
      "c",
    ]);
  });

  const level = (...values: readonly string[]) => ({ name: "v", type: "enum", values });
  const change = (from: object, to: object, more: object = {}) => ({
    type: "alter_field",
    table: "t",
    oldField: from,
    newField: to,
    ...more,
  });
  const made = (field: object, ...rows: readonly string[]) => [
    { type: "create_table", name: "t", fields: [id, field] },
    ...rows.map((row, at) => sql(`INSERT INTO t (id, v) VALUES (${at}, ${row})`)),
  ];
  const rows = async () =>
    (await connection.query("SELECT v FROM t ORDER BY id")).map(({ v }) => v);

  for (const [what, to] of [
    ["at the place of a removed one", ["low", "high", "critical"]],
    ["beside a removed one", ["critical", "low", "high"]],
  ] as const) {
    it(`${what} are no rename: rows that hold the removed one are an error`, async () => {
      const old = level("low", "high", "legacy");
      const lists = [made(old, "'legacy'", "'low'"), [change(old, level(...to))]];
      let failure: unknown;
      await upOf(test.url, ...lists).catch((error: unknown) => {
        failure = error;
      });
      expect(failure, "it was done").to.be.an("error");
      expect(await rows()).to.deep.equal(["legacy", "low"]);
    });

    it(`${what} are a change when no row holds the removed one`, async () => {
      const old = level("low", "high", "legacy");
      await upOf(test.url, made(old, "'high'"), [change(old, level(...to))]);
      expect(await rows()).to.deep.equal(["high"]);
    });
  }

  it("have another name when that is said, and the old one again", async () => {
    const old = level("low", "legacy", "high");
    const fresh = level("new", "high", "small", "critical");
    const renameValues = { legacy: "critical", low: "small" };
    const lists = [made(old, "'legacy'", "'low'", "NULL"), [change(old, fresh, { renameValues })]];
    const runner = await runnerOf(test.url, ...lists);
    try {
      await runner.up();
      expect(await rows()).to.deep.equal(["critical", "small", null]);
      await runner.down({ steps: 1 });
      expect(await rows()).to.deep.equal(["legacy", "low", null]);
      await runner.up();
      expect(await rows()).to.deep.equal(["critical", "small", null]);
    } finally {
      await runner.close();
    }
  });
});
