import { expect } from "chai";
import type { SqlserverCatalogue } from "../../../src/dialect/sqlserver/catalogue.js";
import { readTable } from "../../../src/dialect/sqlserver/introspector.js";
import { sqlserverObjects } from "../../../src/dialect/sqlserver/objects.js";
import type { Row } from "../../../src/driver/driver.js";
import { schemaOf } from "../../../src/schema/schema.js";
import { makeForeignKey, makeIndex, type Table } from "../../../src/schema/table.js";
import { table } from "../../conformance/bench-tables.js";
import { dialect } from "./sqlserver-tables.js";

const parent = table("parent", []);

/** As {@link catalogue} has it. */
const child = table(
  "child",
  [
    { name: "parent_id", type: "foreign_key", nullable: false },
    { name: "word", type: "varchar", length: 20, default: { kind: "literal", value: "it's" } },
    { name: "kind", type: "enum", values: ["new", "it's"] },
    { name: "price", type: "decimal", precision: 10, scale: 2, comment: "in cents" },
    { name: "raw", type: "bytes" },
    { name: "at", type: "timestamp", precision: 3, autoUpdate: true, nullable: false },
    { name: "note", type: "text", collation: "Latin1_General_BIN2" },
  ],
  {
    namespace: "audit",
    comment: "a note",
    checks: [{ name: "ck_price", expression: "[price]>(0)" }],
    uniques: [
      { name: "uq_parent", fields: ["parent_id"] },
      { name: "uq_word", fields: ["word"] },
    ],
    indexes: [
      makeIndex({
        name: "ix_part",
        parts: [{ field: "word", order: "desc" }],
        unique: true,
        where: "[price]>(3)",
        include: ["at", "price"],
      }),
      makeIndex({ name: "ix_one_null", parts: ["word"], unique: true, nullsNotDistinct: true }),
    ],
    foreignKeys: [
      makeForeignKey({
        name: "fk_parent",
        fields: ["parent_id"],
        table: "parent",
        onDelete: "CASCADE",
        deferrable: true,
      }),
    ],
  },
);

function columnRow(name: string, type_name: string, facts: Row = {}): Row {
  const plain = { bytes: 4, digits: 0, scale: 0, nullable: true, counts: false, computed: false };
  const empty = { collation_name: null, default_text: null, comment: null };
  return { id: 2, name, type_name, ...plain, ...empty, ...facts };
}

function indexRow(name: string, column_name: string, facts: Row = {}): Row {
  const kinds = { kind: 2, is_unique: true, is_primary: false, is_constraint: false };
  const part = { filter_text: null, descending: false, included: false, nullable: 0 };
  return { id: 2, index_id: name, name, column_name, ...kinds, ...part, ...facts };
}

const catalogue: SqlserverCatalogue = {
  tables: [
    { id: 1, name: "parent", namespace: null, comment: null },
    { id: 2, name: "child", namespace: "audit", comment: "a note" },
  ],
  columns: new Map([
    [
      2,
      [
        columnRow("id", "int", { nullable: false, counts: true }),
        columnRow("parent_id", "int", { nullable: false }),
        columnRow("word", "nvarchar", { bytes: 40, default_text: "(N'it''s')" }),
        columnRow("kind", "nvarchar", { bytes: 8 }),
        columnRow("price", "decimal", { digits: 10, scale: 2, comment: "in cents" }),
        columnRow("raw", "varbinary", { bytes: -1 }),
        columnRow("at", "datetime2", {
          scale: 3,
          nullable: false,
          default_text: "(SYSUTCDATETIME())",
        }),
        columnRow("note", "nvarchar", { bytes: -1, collation_name: "Latin1_General_BIN2" }),
      ],
    ],
  ]),
  indexes: new Map([
    [
      2,
      [
        indexRow("PK__child__0A1B", "id", { kind: 1, is_primary: true, named_by_server: true }),
        indexRow("uq_parent", "parent_id", { is_constraint: true }),
        indexRow("uq_word", "word", { nullable: 1, filter_text: "([word] IS NOT NULL)" }),
        indexRow("ix_part", "at", { included: true }),
        indexRow("ix_part", "price", { included: true, nullable: 1 }),
        indexRow("ix_part", "word", {
          nullable: 1,
          descending: true,
          filter_text: "([price]>(3) AND [word] IS NOT NULL)",
        }),
        indexRow("ix_one_null", "word", { nullable: 1 }),
      ].map((row, _at, all) => ({
        ...row,
        filter_text:
          all.find((one) => one.name === row.name && one.filter_text)?.filter_text ?? null,
      })),
    ],
  ]),
  foreignKeys: new Map([
    [
      2,
      [
        {
          key_id: 9,
          name: "fk_parent",
          target: 1,
          on_delete: "CASCADE",
          on_update: "NO_ACTION",
          column_name: "parent_id",
          target_column: "id",
        },
      ],
    ],
  ]),
  checks: new Map([
    [
      2,
      [
        { name: "CK_child_kind_enum", definition: "([kind]=N'it''s' OR [kind]=N'new')" },
        { name: "ck_price", definition: "([price]>(0))" },
      ],
    ],
  ]),
  triggers: new Map([
    [2, [{ name: "child_auto_update", definition: "... IF NOT UPDATE([at]) UPDATE ..." }]],
  ]),
};

function sorted(made: Table | undefined): Table | undefined {
  const byName = <Item extends { readonly name: string }>(items: readonly Item[]): Item[] =>
    [...items].sort((left, right) => (left.name < right.name ? -1 : 1));
  return made && { ...made, indexes: byName(made.indexes), uniques: byName(made.uniques) };
}

describe("rows of the catalogue of SQL Server", () => {
  it("are the table in its canonical form", () => {
    const [, row = {}] = catalogue.tables;
    const canonical = dialect.expected(schemaOf({ tables: [parent, child] }));
    const found = sorted(readTable(row, catalogue));
    expect(found).to.deep.equal(canonical.tables.get("audit.child"));
  });
});

describe("views, triggers and routines of SQL Server", () => {
  const row = (id: number, type: string, name: string, facts: Row = {}): Row => ({
    ...{ id, type, name, namespace: null, parent: 0, definition: null, needed: null },
    ...facts,
  });
  const view = { definition: "CREATE VIEW words AS SELECT dbo.loud(word) AS word FROM child" };

  it("are read by the text that the server keeps, with what they need", () => {
    const { objects, unsaid } = sqlserverObjects(
      [
        row(1, "U", "child", { namespace: "audit" }),
        row(2, "V", "words", { ...view, needed: 1 }),
        row(2, "V", "words", { ...view, needed: 3 }),
        row(3, "FN", "loud", { definition: "CREATE FUNCTION loud ..." }),
        row(4, "TR", "tidy", { parent: 1, definition: "CREATE TRIGGER tidy ..." }),
        row(5, "TR", "child_auto_update", { parent: 1, definition: "CREATE TRIGGER ..." }),
        row(6, "P", "secret"),
        row(7, "SO", "numbers"),
      ],
      schemaOf({ tables: [child] }),
      [{ name: "pk_child", table_name: "child", namespace: "audit", kind: "NONCLUSTERED" }],
    );
    expect(objects.map(({ object }) => [object.kind, object.name, object.dependsOn])).to.deep.equal(
      [
        ["view", "words", ["audit.child", "loud"]],
        ["function", "loud", []],
        ["trigger", "tidy", ["audit.child"]],
      ],
    );
    expect(objects[0]?.object).to.include({ ...view, database: "sqlserver" });
    expect(unsaid).to.deep.equal([
      'NONCLUSTERED of key "pk_child" of table "audit.child"',
      'object "numbers" of the type SO',
      'procedure "secret", whose definition the database does not show',
    ]);
  });
});
