import { expect } from "chai";
import type { TableChange } from "../../../src/dialect/schema-change.js";
import type { SqlValue } from "../../../src/driver/driver.js";
import { type FieldParts, makeField } from "../../../src/schema/field.js";
import { schemaOf } from "../../../src/schema/schema.js";
import { table } from "../../conformance/bench-tables.js";
import type { Workbench } from "../../conformance/workbench.js";
import { sqliteBench } from "./sqlite-bench.js";

type Type = Omit<FieldParts, "name">;
const REFUSED = Symbol("refused");
type Case = readonly [from: Type | string, old: SqlValue, to: Type | string, fresh: unknown];

const varchar5 = { type: "varchar", length: 5 };
const price = { type: "decimal", precision: 5, scale: 2 };
const bytes = (text: string) => new TextEncoder().encode(text);
const uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

/** What PostgreSQL's cast answers; where it has none, what MariaDB does. */
const cases: readonly Case[] = [
  ["text", "true", "boolean", 1],
  ["text", " NO ", "boolean", 0],
  ["text", "0", "boolean", 0],
  ["text", "maybe", "boolean", REFUSED],
  ["integer", 7, "boolean", 1],
  ["double", 0.5, "boolean", REFUSED],
  ["bytes", bytes("t"), "boolean", REFUSED],
  ["boolean", true, "text", "true"],
  ["boolean", false, "varchar", "false"],
  ["boolean", true, "integer", 1],
  ["boolean", true, "json", "true"],
  ["text", " 12 ", "integer", 12],
  ["text", "-007", "smallint", -7],
  ["text", "12.5", "integer", REFUSED],
  ["text", "12abc", "integer", REFUSED],
  ["text", "", "integer", REFUSED],
  ["text", "0x1f", "bigint", REFUSED],
  ["bigint", 40_000, "smallint", REFUSED],
  ["bigint", -32_768, "smallint", -32_768],
  ["bigint", 2_147_483_648n, "integer", REFUSED],
  ["text", "99999999999999999999", "bigint", REFUSED],
  ["double", 12.5, "integer", 12],
  ["double", 13.5, "integer", 14],
  ["double", -2.5, "integer", -2],
  [price, 12.5, "integer", 13],
  ["text", "1e3", "integer", REFUSED],
  ["double", 1e39, "float", REFUSED],
  ["double", 1e30, "text", "1e+30"],
  ["jsonb", "true", "boolean", 1],
  ["jsonb", "1", "boolean", REFUSED],
  ["text", "10.0.0.1/8", "inet", "10.0.0.1/8"],
  ["text", "::ffff:10.0.0.1", "inet", "::ffff:10.0.0.1"],
  ["text", "10.0.0.256", "inet", REFUSED],
  ["text", "abc", "inet", REFUSED],
  ["integer", 7, "inet", REFUSED],
  ["text", "1 day", "interval", "1 day"],
  ["text", "soon", "interval", REFUSED],
  ["date", "2024-02-29", "interval", REFUSED],
  [price, 12.4, "integer", 12],
  ["double", 1e300, "bigint", REFUSED],
  ["text", "1.5e3", "double", 1500],
  ["text", "1.5e3x", "double", REFUSED],
  ["text", "1e999", "double", REFUSED],
  ["text", "9.999", price, 10],
  ["integer", 999, price, 999],
  ["integer", 1000, price, REFUSED],
  ["double", 999.999, price, REFUSED],
  [{ type: "decimal", precision: 9, scale: 4 }, 1.2345, price, 1.23],
  [price, 12.5, "text", "12.50"],
  ["double", 12, "text", "12"],
  ["double", 12.25, "text", "12.25"],
  ["integer", 12, varchar5, "12"],
  ["text", "abcde", varchar5, "abcde"],
  ["text", "abcdef", varchar5, REFUSED],
  [{ type: "varchar", length: 20 }, "abcdef", varchar5, REFUSED],
  ["uuid", uuid, varchar5, REFUSED],
  ["bytes", bytes("grün"), "text", "grün"],
  ["text", "grün", "bytes", bytes("grün")],
  ["integer", 5, "bytes", REFUSED],
  ["text", `{${uuid.toUpperCase()}}`, "uuid", uuid],
  ["text", uuid.replaceAll("-", ""), "uuid", uuid],
  ["text", "a0ee", "uuid", REFUSED],
  ["text", '{"a":[1]}', "jsonb", '{"a":[1]}'],
  ["text", "{a}", "json", REFUSED],
  ["text", "[1]", "integer[]", "[1]"],
  ["text", "{1}", "integer[]", REFUSED],
  ["timestamp", "2024-02-29 23:00:00", "date", "2024-02-29"],
  ["timestamp", "2024-02-29T23:00:00.500Z", "date", "2024-02-29"],
  ["timestamp", "2024-02-29 23:00:00.123456", "time", "23:00:00.123456"],
  ["timestamp", "2024-02-29 23:00:00", "timestamptz", "2024-02-29 23:00:00"],
  ["date", "2024-02-29", "timestamp", "2024-02-29 00:00:00"],
  ["date", "2024-02-29", "time", REFUSED],
  ["date", "2024-02-29", "integer", REFUSED],
  ["time", "23:00:00", "timestamp", REFUSED],
  ["text", "2024-02-30", "date", REFUSED],
  ["text", "now", "timestamp", REFUSED],
  ["text", "2024-02-29T23:00:00.123456Z", "timestamp", "2024-02-29 23:00:00.123456"],
  ["text", "2024-02-29 23:00", "timestamp", "2024-02-29 23:00:00"],
  ["text", "2024-02-29 23:00:00+02:00", "timestamptz", "2024-02-29 21:00:00"],
  ["text", "2024-02-29 23:00:00+02:00", "timestamp", REFUSED],
  ["text", "2024-02-29 25:00:00", "timestamp", REFUSED],
  ["text", "23:15", "time", "23:15:00"],
  ["text", "25:15", "time", REFUSED],
  ["integer", 20_240_229, "date", REFUSED],
  ["text", "on", { type: "enum", values: ["on", "off"] }, "on"],
  ["text", "no", { type: "enum", values: ["on", "off"] }, REFUSED],
];

describe("a change of type on SQLite", () => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await sqliteBench();
  });
  afterEach(() => bench.close());

  const typeOf = (type: Type | string): Type => (typeof type === "string" ? { type } : type);

  /** The value that a row has after the change, as it is stored. */
  async function changed(
    [from, old, to]: Case,
    rest: { readonly using?: string; readonly options?: Record<string, string> } = {},
  ): Promise<unknown> {
    const { using, options = {} } = rest;
    const [oldField, newField] = [from, to].map((type) =>
      makeField({ name: "x", ...typeOf(type) }),
    );
    if (oldField === undefined || newField === undefined) throw new Error("two fields");
    const before = table("t", [oldField], { options });
    const after = table("t", [newField], { options });
    const change: TableChange = {
      before: schemaOf({ tables: [before] }),
      after: schemaOf({ tables: [after] }),
      from: before,
      to: after,
    };
    await bench.create([before]);
    await bench.insert("t", { x: old });
    await bench.insert("t", { x: null });
    const settings = { using, backfill: undefined };
    const alter = bench
      .editor(change.after)
      .alterField({ change, oldField, newField, options: settings });
    const error = await bench.run(alter).then(
      () => undefined,
      (failed: unknown) => failed,
    );
    const [row, empty] = await bench.rows(
      "SELECT CASE WHEN typeof(x) = 'text' THEN x || '' ELSE x END AS x, typeof(x) AS type FROM t ORDER BY id",
    );
    expect(empty?.type).to.equal("null");
    if (error === undefined) return row?.x;
    expect(error).to.match(/CHECK constraint failed: (?:every t\.x must fit |x$)/);
    return REFUSED;
  }

  for (const one of cases) {
    const [from, old, to, fresh] = one;
    const text = (type: Type | string) => JSON.stringify(type).replaceAll('"', "");
    const says = fresh === REFUSED ? "is refused" : `is ${String(fresh)}`;
    it(`${text(from)} ${String(old)} as ${text(to)} ${says}`, async () => {
      expect(await changed(one)).to.deep.equal(fresh);
    });
  }

  it("makes the value that `using` gives one of the new type, too", async () => {
    expect(
      await changed(["text", "", "date", ""], { using: "x || '2024-02-29 12:00:00'" }),
    ).to.equal("2024-02-29");
  });

  it("refuses a value that `using` gives and the new type cannot hold", async () => {
    expect(await changed(["text", "x", "integer", ""], { using: "x || '!'" })).to.equal(REFUSED);
  });

  it("converts in a STRICT table, whose columns do not change", async () => {
    const strict = { options: { strict: "true" } };
    expect(await changed(["timestamp", "2024-02-29 23:00:00", "date", ""], strict)).to.equal(
      "2024-02-29",
    );
  });

  it("is no rebuild of values where the new type holds all of the old one", () => {
    const editor = bench.editor(schemaOf({ tables: [] }));
    for (const [from, to] of [
      ["varchar", "text"],
      ["smallint", "bigint"],
      ["date", "text"],
      ["json", "jsonb"],
      ["integer", "double"],
    ] as const) {
      const [before, after] = [from, to].map((type) => table("t", [{ name: "x", type }]));
      const [oldField, newField] = [before, after].map((one) => one?.fields.at(-1));
      if (!before || !after || !oldField || !newField) throw new Error("two fields");
      const change: TableChange = {
        before: schemaOf({ tables: [before] }),
        after: schemaOf({ tables: [after] }),
        from: before,
        to: after,
      };
      const settings = { using: undefined, backfill: undefined };
      const texts = editor
        .alterField({ change, oldField, newField, options: settings })
        .map(({ sql }) => sql);
      expect(texts).to.include('INSERT INTO "mm_new_t" ("id", "x") SELECT "id", "x" FROM "t"');
    }
  });
});
