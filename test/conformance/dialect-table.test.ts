import { expect } from "chai";
import { fieldTypes } from "../../src/schema/check-field-type.js";
import type { FieldParts } from "../../src/schema/field.js";
import { schemaOf } from "../../src/schema/schema.js";
import { makeForeignKey, makeIndex, type Table } from "../../src/schema/table.js";
import { describeEachDatabase, type TestServer } from "../databases.js";
import { authors, table } from "./bench-tables.js";
import { Workbench } from "./workbench.js";

const withLength = { length: 40 };
const needs: Readonly<Record<string, Partial<FieldParts>>> = {
  varchar: withLength,
  char: withLength,
  decimal: { precision: 12, scale: 3 },
  enum: { values: ["new", "it's", "a,b"] },
};
/** A counter is a primary key, the others have tests of their own. */
const special = new Set(["serial", "bigserial", "foreign_key", "native"]);
const scalars = fieldTypes.filter((type) => !special.has(type));

interface Shape {
  readonly title: string;
  readonly tables: readonly Table[];
  readonly unless?: (server: TestServer) => boolean;
}

const pair = table(
  "pair",
  [
    { name: "left_id", type: "integer", nullable: false },
    { name: "right_id", type: "bigint", nullable: false },
    { name: "note", type: "varchar", length: 30 },
  ],
  { primaryKey: { name: undefined, fields: ["right_id", "left_id"] } },
);

const shapes: readonly Shape[] = [
  {
    title: "a field of every type",
    tables: [
      table(
        "types",
        scalars.map((type) => ({ name: `f_${type}`, type, ...needs[type] })),
      ),
    ],
  },
  {
    title: "arrays",
    tables: [
      table(
        "lists",
        ["text[]", "integer[]", "uuid[]"].map((type, at) => ({ name: `a${at}`, type })),
      ),
    ],
  },
  {
    title: "a bigserial key",
    tables: [table("counted", [{ name: "id", type: "bigserial", nullable: false }])],
  },
  { title: "a key of two fields in another order than the columns", tables: [pair] },
  {
    title: "a reference to a key of two fields",
    tables: [
      pair,
      table(
        "link",
        [
          { name: "r", type: "foreign_key" },
          { name: "l", type: "foreign_key" },
        ],
        {
          foreignKeys: [
            makeForeignKey({
              name: "fk_link",
              fields: ["r", "l"],
              table: "pair",
              targetFields: ["right_id", "left_id"],
            }),
          ],
        },
      ),
    ],
  },
  {
    title: "a reference to a unique field that is not the key",
    tables: [
      table("codes", [{ name: "code", type: "varchar", length: 12, nullable: false }], {
        uniques: [{ name: "uq_codes_code", fields: ["code"] }],
      }),
      table("uses", [{ name: "code", type: "foreign_key", nullable: false }], {
        foreignKeys: [
          makeForeignKey({
            name: "fk_uses_code",
            fields: ["code"],
            table: "codes",
            targetFields: ["code"],
            onDelete: "CASCADE",
            onUpdate: "CASCADE",
          }),
        ],
      }),
    ],
  },
  {
    title: "every action that a reference may have",
    tables: [
      authors,
      // A table each: SQL Server lets one DELETE reach a table by one way only.
      ...(["CASCADE", "RESTRICT", "SET_NULL", "NO_ACTION"] as const).map((onDelete) =>
        table(`on_${onDelete.toLowerCase()}`, [{ name: "author_id", type: "foreign_key" }], {
          foreignKeys: [
            makeForeignKey({
              name: `fk_${onDelete.toLowerCase()}`,
              fields: ["author_id"],
              table: "authors",
              onDelete,
            }),
          ],
        }),
      ),
    ],
    // It refuses several cascading paths between two tables.
    unless: (server) => server.name === "sqlserver",
  },
  {
    title: "checks and uniques",
    tables: [
      table(
        "ruled",
        [
          { name: "low", type: "integer", nullable: false },
          { name: "high", type: "integer" },
          { name: "word", type: "varchar", length: 20 },
        ],
        {
          checks: [
            { name: "ck_order", expression: "low < high" },
            { name: "ck_word", expression: "word <> 'it''s'" },
          ],
          uniques: [
            { name: "uq_low_high", fields: ["low", "high"] },
            { name: "uq_word", fields: ["word"] },
          ],
        },
      ),
    ],
  },
  {
    title: "defaults of every kind",
    tables: [
      table("defaults", [
        { name: "a", type: "varchar", length: 20, default: { kind: "literal", value: "it's" } },
        { name: "b", type: "integer", default: { kind: "literal", value: -7 } },
        { name: "c", type: "boolean", nullable: false, default: { kind: "literal", value: true } },
        {
          name: "d",
          type: "decimal",
          precision: 6,
          scale: 2,
          default: { kind: "literal", value: "1.50" },
        },
        { name: "e", type: "timestamp", default: { kind: "named", name: "now" } },
        { name: "f", type: "uuid", default: { kind: "named", name: "new_uuid" } },
        { name: "g", type: "date", default: { kind: "named", name: "today" } },
        {
          name: "h",
          type: "varchar",
          length: 5,
          nullable: false,
          default: { kind: "named", name: "blank" },
        },
        { name: "i", type: "bigint", default: { kind: "named", name: "zero" } },
        { name: "j", type: "json", default: { kind: "named", name: "object" } },
        { name: "k", type: "text", default: { kind: "named", name: "null" } },
        { name: "l", type: "timestamp", nullable: false, autoCreate: true },
        { name: "m", type: "timestamp", nullable: false, autoUpdate: true },
      ]),
    ],
  },
  {
    title: "comments",
    tables: [
      table("noted", [{ name: "a", type: "integer", comment: "it's */ a \\ -- note" }], {
        comment: 'the "table"',
      }),
    ],
  },
  {
    title: "an index on a part of the rows",
    tables: [
      table("partial", [{ name: "a", type: "integer" }], {
        indexes: [makeIndex({ name: "ix_partial", parts: ["a"], where: "a > 3", unique: true })],
      }),
    ],
    unless: (server) => !server.dialect.features.partialIndexes,
  },
  {
    title: "an index on an expression",
    tables: [
      table("computed", [{ name: "a", type: "varchar", length: 20 }], {
        indexes: [makeIndex({ name: "ix_lower", parts: [{ expression: "lower(a)" }] })],
      }),
    ],
    unless: (server) => !server.dialect.features.expressionIndexes,
  },
];

/** A moment with more digits than a Date has comes as text. */
function momentOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}

describeEachDatabase("a new table", (server) => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await Workbench.open(server);
  });
  afterEach(() => bench.close());

  for (const { title, tables, unless } of shapes) {
    if (unless?.(server) === true) continue;
    it(`with ${title} is read back as it was meant`, async () => {
      await bench.expectState(await bench.create(tables));
    });
  }

  it("that refers to a table made later has the type of what it refers to", async () => {
    const early = table("early", [{ name: "late_id", type: "foreign_key" }], {
      foreignKeys: [makeForeignKey({ name: "fk_early", fields: ["late_id"], table: "late" })],
    });
    const late = table("late", [{ name: "id", type: "uuid", nullable: false }]);
    await bench.expectState(await bench.create([early, late]));
  });

  it("sets a field to the current time when a row changes, unless the change does", async () => {
    const clock = table("clock", [
      { name: "a", type: "integer" },
      { name: "at", type: "timestamp", autoUpdate: true },
    ]);
    await bench.create([clock]);
    await bench.insert("clock", { a: 1, at: new Date("2001-01-01T00:00:00Z") });
    await bench.connection.execute("UPDATE clock SET a = 2");
    const [touched] = await bench.rows("SELECT at FROM clock");
    expect(momentOf(touched?.at)).to.be.above(Date.now() - 120_000);
    await bench.connection.execute("UPDATE clock SET a = 3, at = '2002-02-02 00:00:00'");
    const [given] = await bench.rows("SELECT at FROM clock");
    expect(given?.at).to.deep.equal(new Date("2002-02-02T00:00:00Z"));
  });

  it("sets two such fields together, and leaves the one that the change sets", async () => {
    const clocks = table("clocks", [
      { name: "a", type: "integer" },
      { name: "seen_at", type: "timestamp", autoUpdate: true },
      { name: "changed_at", type: "timestamp", autoUpdate: true },
    ]);
    await bench.expectState(await bench.create([clocks]));
    const long = new Date("2001-01-01T00:00:00Z");
    await bench.insert("clocks", { a: 1, seen_at: long, changed_at: long });
    await bench.connection.execute("UPDATE clocks SET a = 2");
    const [both] = await bench.rows("SELECT seen_at, changed_at FROM clocks");
    expect(momentOf(both?.seen_at)).to.be.above(Date.now() - 120_000);
    expect(momentOf(both?.changed_at)).to.be.above(Date.now() - 120_000);
    await bench.connection.execute("UPDATE clocks SET seen_at = '2002-02-02 00:00:00'");
    const [one] = await bench.rows("SELECT seen_at, changed_at FROM clocks");
    expect(one?.seen_at).to.deep.equal(new Date("2002-02-02T00:00:00Z"));
    expect(momentOf(one?.changed_at)).to.be.above(Date.now() - 120_000);
  });

  it("gives every row a default of its own", async () => {
    const made = table("made", [
      { name: "a", type: "integer" },
      {
        name: "token",
        type: "uuid",
        nullable: false,
        default: { kind: "named", name: "new_uuid" },
      },
      { name: "born", type: "timestamp", nullable: false, autoCreate: true },
    ]);
    await bench.create([made]);
    await bench.insert("made", { a: 1 });
    await bench.insert("made", { a: 2 });
    const rows = await bench.rows("SELECT token, born FROM made");
    expect(new Set(rows.map((row) => row.token)).size).to.equal(2);
    for (const { token, born } of rows) {
      expect(String(token)).to.match(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
      expect(momentOf(born)).to.be.within(Date.now() - 120_000, Date.now() + 120_000);
    }
  });

  it("refuses a type, a mapping and a default that nobody knows", () => {
    const editor = bench.editor(schemaOf({}));
    const create = (
      fields: readonly FieldParts[],
      mappings: Readonly<Record<string, string>> = {},
    ) => {
      const made = table("made", fields);
      const after = schemaOf({ tables: [made], typeMappings: { [server.name]: mappings } });
      return () => editor.createTable({ before: schemaOf({}), after, table: made });
    };
    expect(create([{ name: "a", type: "varchr" }]))
      .to.throw()
      .with.property("code", "DIALECT_TYPE_UNKNOWN");
    expect(create([{ name: "a", type: "money" }], { money: "NUMERIC({{.Precision}})" }))
      .to.throw()
      .with.property("code", "DIALECT_TYPE_TEMPLATE");
    expect(create([{ name: "a", type: "money" }], { money: "NUMERIC({{.Size}})" }))
      .to.throw()
      .with.property("code", "DIALECT_TYPE_TEMPLATE");
    expect(create([{ name: "a", type: "integer", default: { kind: "named", name: "nwo" } }]))
      .to.throw()
      .with.property("code", "DIALECT_DEFAULT_UNKNOWN");
  });
});
