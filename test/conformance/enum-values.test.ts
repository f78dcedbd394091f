import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { sql, upOf } from "./steps.js";

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
});
