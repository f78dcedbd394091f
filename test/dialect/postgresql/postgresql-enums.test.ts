import { expect } from "chai";
import { failure } from "../../driver/driver-failure.js";
import { suiteBench } from "./suite-bench.js";

describe("enums on PostgreSQL", () => {
  const suite = suiteBench();

  const e = (values: readonly string[], more: Record<string, unknown> = {}) => ({
    type: "enum",
    values,
    ...more,
  });

  it("get new values at their places without a rewrite", async () => {
    await suite.bench.withField(e(["b", "d"]), "'d'");
    const statements = await suite.bench.alter(e(["b", "d"]), e(["a", "b", "c", "d", "e"]));
    expect(statements.map(({ sql }) => sql)).to.deep.equal([
      `ALTER TYPE "t_v_enum" ADD VALUE 'a' BEFORE 'b'`,
      `ALTER TYPE "t_v_enum" ADD VALUE 'c' AFTER 'b'`,
      `ALTER TYPE "t_v_enum" ADD VALUE 'e' AFTER 'd'`,
    ]);
    await suite.bench.down(1);
    expect(await suite.bench.value()).to.equal("d");
  });

  it("rename values, and the rows follow", async () => {
    await suite.bench.withField(e(["a", "b"], { default: { value: "a" } }), "'b'");
    const statements = await suite.bench.alter(
      e(["a", "b"], { default: { value: "a" } }),
      e(["a", "z"], { default: { value: "a" } }),
      { renameValues: { b: "z" } },
    );
    expect(statements.map((statement) => statement.sql)).to.deep.equal([
      `ALTER TYPE "t_v_enum" RENAME VALUE 'b' TO 'z'`,
    ]);
    expect(await suite.bench.value()).to.equal("z");
    await suite.bench.down(1);
    expect(await suite.bench.value()).to.equal("b");
  });

  it("lose values by a new type, with defaults, checks and partial indexes over them", async () => {
    const table = {
      indexes: [{ name: "ix_v", fields: ["id"], where: "v = 'a'" }],
      checks: [{ name: "ck_v", expression: "v <> 'b'" }],
    };
    await suite.bench.withField(e(["a", "b", "c"], { default: { value: "a" } }), "'a'", table);
    await suite.bench.alter(
      e(["a", "b", "c"], { default: { value: "a" } }),
      e(["b", "a"], { default: { value: "a" } }),
    );
    expect(await suite.bench.value()).to.equal("a");
    await suite.bench.down(1);
  });

  it("refuse to lose a value that rows have, unless told what becomes of it", async () => {
    await suite.bench.withField(e(["a", "b", "c"]), "'c'");
    const error = await failure(suite.bench.alter(e(["a", "b", "c"]), e(["a", "b"])));
    expect(error.serverCode).to.equal("22P02");
    await suite.bench.alter(e(["a", "b", "c"]), e(["a", "b"]), {
      using: "(CASE v::text WHEN 'c' THEN 'b' ELSE v::text END)::t_v_enum",
    });
    expect(await suite.bench.value()).to.equal("b");
  });

  it("take a new value as the default at once", async () => {
    await suite.bench.withField(e(["a"], { nullable: false, default: { value: "a" } }), "'a'");
    await suite.bench.alter(
      e(["a"], { nullable: false, default: { value: "a" } }),
      e(["a", "b"], { nullable: false, default: { value: "b" } }),
    );
    await suite.bench.execute("INSERT INTO t DEFAULT VALUES");
    expect(await suite.bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
      { v: "a" },
      { v: "b" },
    ]);
  });

  it("become text and come back", async () => {
    await suite.bench.withField(e(["a", "b"]), "'b'");
    await suite.bench.alter(e(["a", "b"]), { type: "text" });
    await suite.bench.down(1);
    expect(await suite.bench.value()).to.equal("b");
  });

  it("live beside a table of the same name", async () => {
    await suite.bench.up({
      type: "create_table",
      name: "t_v",
      fields: [{ name: "id", type: "serial", primaryKey: true }],
    });
    await suite.bench.withField(e(["a"]), "'a'");
  });
});
