import { expect } from "chai";
import { suiteBench } from "./suite-bench.js";

describe("names and texts that a careless tool breaks on, on PostgreSQL", () => {
  const suite = suiteBench();

  const names = [
    'a"b',
    "a`b",
    "a]b",
    "it's",
    "back\\slash",
    "ünï ☃ 😀",
    "select",
    "$1",
    "x; DROP TABLE users",
    "--",
    "Case",
    "n".repeat(63),
  ];
  for (const name of names) {
    it(`works with ${JSON.stringify(name)}`, async () => {
      const short = name.slice(0, 40);
      await suite.bench.up(
        {
          type: "create_table",
          name,
          comment: name,
          fields: [
            { name: "id", type: "serial", primaryKey: true },
            {
              name,
              type: "enum",
              values: [short, "b"],
              default: { value: short },
              comment: name,
            },
            { name: "at", type: "timestamptz", autoUpdate: true },
          ],
          indexes: [{ name: `${short}_ix`, fields: [name] }],
          uniques: [{ name: `${short}_uq`, fields: [name, "id"] }],
          checks: [{ name: `${short}_ck`, expression: "id > 0" }],
        },
        {
          type: "create_table",
          name: "other",
          fields: [
            { name: "id", type: "serial", primaryKey: true },
            { name: "ref", type: "foreign_key", foreignKey: { table: name } },
          ],
        },
        { type: "rename_index", table: name, oldName: `${short}_ix`, newName: `${short}_jx` },
        {
          type: "alter_field",
          table: name,
          oldField: {
            name,
            type: "enum",
            values: [short, "b"],
            default: { value: short },
            comment: name,
          },
          newField: { name, type: "enum", values: ["b", short], default: { value: short } },
        },
        {
          type: "upsert_data",
          table: name,
          conflictKeys: ["id"],
          rows: [{ id: 1, [name]: short }],
        },
      );
      const quoted = suite.bench.dialect.quote(name);
      await suite.bench.execute(`UPDATE ${quoted} SET ${quoted} = 'b'`);
      await suite.bench.down(5);
    });
  }

  it("refuses a name over the limit in bytes before the server cuts it", async () => {
    expect(() => suite.bench.dialect.quote("n".repeat(64))).to.throw(/64 bytes/);
    expect(() => suite.bench.dialect.quote("ü".repeat(32))).to.throw(/64 bytes/);
    expect(() => suite.bench.dialect.quote("n".repeat(128))).to.throw(/128 bytes/);
  });

  it("writes literals that come back as they were", async () => {
    const texts = [
      "it's",
      'a"b',
      "a`b",
      "a]b",
      "back\\slash",
      "\\'",
      "ünï ☃ 😀",
      "x".repeat(128),
      "",
      "$$",
      "\n\t",
    ];
    for (const text of texts) {
      for (const setting of ["on", "off"]) {
        await suite.bench.execute(`SET standard_conforming_strings = ${setting}`);
        expect(
          await suite.bench.query(`SELECT ${suite.bench.dialect.literal(text)} AS text`),
        ).to.deep.equal([{ text }]);
      }
    }
    const bytes = new Uint8Array([0, 39, 92, 255]);
    const moment = new Date("2024-01-02T03:04:05.678Z");
    await suite.bench.execute("SET standard_conforming_strings = on");
    await suite.bench.execute("SET TimeZone = 'Asia/Tokyo'");
    const [row] = await suite.bench.query(
      `SELECT ${suite.bench.dialect.literal(bytes)} AS bytes, ${suite.bench.dialect.literal(moment)}::timestamptz AT TIME ZONE 'UTC' AS moment`,
    );
    expect(row).to.deep.equal({ bytes, moment });
  });
});
