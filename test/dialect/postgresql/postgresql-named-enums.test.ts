import { expect } from "chai";
import type { OperationData } from "../../../src/operation/operation.js";
import { failure } from "../../driver/driver-failure.js";
import { suiteBench } from "./suite-bench.js";

const MOOD = `Mo"o'd`;
const mood = { type: "create_enum", name: MOOD, values: ["a", "b", "c"] };
const shares = (name: string, more: object = {}) => ({ name, type: "enum", enum: MOOD, ...more });
const alter = (values: readonly string[], more: object = {}) => ({
  type: "alter_enum",
  name: MOOD,
  values,
  ...more,
});
const table = {
  type: "create_table",
  name: "t",
  fields: [
    shares("id", { primaryKey: true }),
    shares("v", { nullable: false, default: { value: "a" } }),
    { name: "list", type: "enum[]", enum: MOOD },
    { name: "parent", type: "foreign_key", foreignKey: { table: "t" } },
    {
      name: "is_a",
      type: "boolean",
      generated: { expression: "v = 'a'", stored: true },
    },
  ],
  checks: [{ name: "ck_v", expression: "v <> 'b' OR list IS NULL" }],
  indexes: [{ name: "ix_v", fields: ["id"], where: "v = 'a'" }],
};

describe("enums that fields share on PostgreSQL", () => {
  const suite = suiteBench();

  const up = async (...operations: readonly OperationData[]) =>
    (await suite.bench.up(...operations)).map(({ sql }) => sql);

  it("are one type that gains and renames values without a rewrite", async () => {
    await up(mood, table);
    await suite.bench.execute("INSERT INTO t (id, list, parent) VALUES ('b', '{a,b}', 'b')");
    expect(await up(alter(["_", "a", "b", "x", "C"], { renameValues: { c: "C" } }))).to.deep.equal([
      `ALTER TYPE "Mo""o'd" RENAME VALUE 'c' TO 'C'`,
      `ALTER TYPE "Mo""o'd" ADD VALUE '_' BEFORE 'a'`,
      `ALTER TYPE "Mo""o'd" ADD VALUE 'x' AFTER 'b'`,
    ]);
  });

  it("are made anew when a value goes, with all that stands on them, and back", async () => {
    await up(mood, table);
    await suite.bench.execute("INSERT INTO t (id, list, parent) VALUES ('b', '{a,b}', 'b')");
    const sql = await up(alter(["b", "a"]));
    expect(sql[0]).to.equal(`ALTER TYPE "Mo""o'd" RENAME TO "Mo""o'd_old"`);
    expect(sql[1]).to.equal(`CREATE TYPE "Mo""o'd" AS ENUM ('b', 'a')`);
    expect(sql.at(-1)).to.equal(`DROP TYPE "Mo""o'd_old"`);
    await suite.bench.down(1);
    const [row] = await suite.bench.query("SELECT id, v, list::text, parent, is_a FROM t");
    expect(row).to.deep.equal({ id: "b", v: "a", list: "{a,b}", parent: "b", is_a: true });
  });

  it("refuse to lose a value that a list has, or to replace one there", async () => {
    await up(mood, table);
    await suite.bench.execute("INSERT INTO t (id, list) VALUES ('b', '{c}')");
    const error = await failure(suite.bench.up(alter(["a", "b"])));
    expect(error.serverCode).to.equal("22P02");
    expect(() => suite.bench.plan(alter(["a", "b"], { replaceValues: { c: "b" } }))).to.throw(
      /postgresql cannot make other values in the lists of "list" of table "t"/,
    );
  });

  it("leave the type to a project that spells enums itself", async () => {
    await up({ type: "set_type_mappings", postgresql: { enum: "text" } });
    const { fields, ...rest } = table;
    const plain = { ...rest, fields: fields.filter(({ name }) => name === "id" || name === "v") };
    const sql = await up(mood, { ...plain, checks: [], indexes: [] }, alter(["a", "b", "d"]));
    expect(sql.filter((text) => / TYPE "Mo/.test(text))).to.deep.equal([]);
    await suite.bench.down(3);
  });
});
