import { expect } from "chai";
import type { SqlValue } from "../../src/driver/driver.js";
import { requireField } from "../../src/schema/find-field.js";
import { schemaOf } from "../../src/schema/schema.js";
import { makeIndex } from "../../src/schema/table.js";
import { describeEachDatabase } from "../databases.js";
import { table } from "./bench-tables.js";
import { Workbench } from "./workbench.js";

/** Names and texts that break code that forgets to escape. */
const hostile: readonly string[] = [
  'a"b',
  "a`b",
  "a]b",
  "a[b]",
  "it's",
  "back\\slash",
  "semi;colon -- /* x */",
  "select",
  "Grüße 表",
  "%s {{.Length}} $1 ? :x @y",
  "x".repeat(60),
];

const values: readonly SqlValue[] = [
  ...hostile,
  "beyond 16 bits: 😀",
  "",
  "two\nlines\r\n\ttab",
  "'; DROP TABLE authors; --",
  "\\'",
  "\\",
];

describeEachDatabase("hostile text", (server) => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.open(server);
  });
  after(() => bench.close());

  for (const [at, name] of hostile.entries()) {
    it(`${JSON.stringify(name)} is a name like any other`, async () => {
      const { dialect } = bench.database;
      const column = `${name.slice(0, 40)}!`;
      const made = table(
        name,
        [
          {
            name: column,
            type: "varchar",
            length: 50,
            default: { kind: "literal", value: name.slice(0, 40) },
          },
          { name: "n", type: "integer" },
        ],
        {
          indexes: [makeIndex({ name: `ix${at} ${name.slice(0, 40)}`, parts: [column] })],
        },
      );
      const schema = schemaOf({ tables: [made] });
      const editor = bench.editor(schema);
      await bench.run(editor.createTable({ before: schemaOf({}), after: schema, table: made }));
      await bench.expectState(schema);
      const field = requireField(made, column);
      await bench.insert(name, { n: 7 });
      const [row] = await bench.rows(`SELECT * FROM ${dialect.quote(name)}`);
      expect(row?.[field.name]).to.equal(name.slice(0, 40));
      await bench.run(editor.dropTable({ before: schema, after: schemaOf({}), table: made }));
      await bench.expectState(schemaOf({}));
    });
  }

  for (const value of values) {
    it(`${JSON.stringify(value)} is a text like any other`, async () => {
      const [row] = await bench.rows(`SELECT ${bench.database.dialect.literal(value)} AS v`);
      expect(row?.v).to.equal(value);
    });
  }

  it("refuses NUL and nothing at all as a name", () => {
    const { dialect } = bench.database;
    for (const name of ["", "a\0b"]) {
      expect(() => dialect.quote(name))
        .to.throw()
        .with.property("code", "DIALECT_NAME");
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, "a\0b", new Date(Number.NaN)]) {
      expect(() => dialect.literal(value))
        .to.throw()
        .with.property("code")
        .that.matches(/^(?:DIALECT_VALUE|DRIVER_VALUE_REFUSED)$/);
    }
  });

  it("writes numbers, dates and bytes so that they come back", async () => {
    const { dialect } = bench.database;
    const select = async (value: SqlValue): Promise<unknown> => {
      const [row] = await bench.rows(`SELECT ${dialect.literal(value)} AS v`);
      return row?.v;
    };
    expect(Number(await select(-12.5))).to.equal(-12.5);
    expect(Number(await select(-0))).to.equal(0);
    expect(BigInt(String(await select(9007199254740993n)))).to.equal(9007199254740993n);
    expect(await select(null)).to.equal(null);
    expect([1, true]).to.include(await select(true));
    expect(await select(Uint8Array.of(0, 255, 39, 92))).to.deep.equal(
      Uint8Array.of(0, 255, 39, 92),
    );
  });
});
