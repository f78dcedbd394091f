import { SqlserverDialect } from "../../../src/dialect/sqlserver/dialect.js";
import type { FieldParts } from "../../../src/schema/field.js";
import { makeIndex, makeTable, type Table } from "../../../src/schema/table.js";
import { authors, books, table } from "../../conformance/bench-tables.js";

export const dialect = new SqlserverDialect();

/** Types that have samples of their own. */
export const special = new Set(["serial", "bigserial", "foreign_key", "native"]);
/** What a type cannot be without. */
export const needs: Readonly<Record<string, Partial<FieldParts>>> = {
  varchar: { length: 40 },
  char: { length: 4 },
  decimal: { precision: 12, scale: 3 },
  enum: { values: ["new", "it's", "a,b"] },
};

/** Names and texts that break code that forgets to escape. */
export const hostile = table(
  "a]b's [x]",
  [
    {
      name: "back\\slash\n]",
      type: "varchar",
      length: 20,
      default: { kind: "literal", value: "it's\\\n😀" },
      comment: "it's */ a \\ -- note",
    },
    { name: "select", type: "timestamp", autoUpdate: true },
  ],
  {
    namespace: "o'dd]",
    comment: 'the "table"',
    indexes: [makeIndex({ name: "ix ]'", parts: ["back\\slash\n]"] })],
    checks: [{ name: "ck ]'", expression: "[select] <> N'it''s'" }],
  },
);

/** Checks, uniques and every kind of index. */
export const ruled = table(
  "ruled",
  [
    { name: "low", type: "integer", nullable: false },
    { name: "high", type: "integer" },
    { name: "word", type: "varchar", length: 20, nullable: false },
  ],
  {
    checks: [{ name: "ck_order", expression: "low < high" }],
    uniques: [
      { name: "uq_low_high", fields: ["low", "high"] },
      { name: "uq_word", fields: ["word"] },
    ],
    indexes: [
      makeIndex({ name: "ix_desc", parts: [{ field: "high", order: "desc" }, "low"] }),
      makeIndex({ name: "ix_include", parts: ["low"], include: ["word", "high"] }),
      makeIndex({ name: "ix_part", parts: ["high"], unique: true, where: "low > 3" }),
      makeIndex({ name: "ix_one_null", parts: ["high"], unique: true, nullsNotDistinct: true }),
      makeIndex({ name: "ix_cluster", parts: ["low"], method: "nonclustered" }),
      makeIndex({
        name: "ix_notices",
        parts: [{ field: "low", nulls: "last", opclass: "int4_ops" }],
        method: "gin",
        concurrently: true,
      }),
    ],
  },
);

/** The authors under another name. */
export const wide = makeTable({
  ...authors,
  name: "writers",
  fields: authors.fields,
});
/** The books that refer to them. */
export const booksOfWriters = makeTable({
  ...books,
  foreignKeys: books.foreignKeys.map((key) =>
    key.table === "authors" ? { ...key, table: "writers" } : key,
  ),
});

/** A field that a key, a check, a predicate, a computed column and a trigger name. */
export const clock = (name: string): Table =>
  table(
    "clock",
    [
      { name: "a", type: "integer", generated: undefined },
      {
        name: "twice",
        type: "integer",
        generated: { expression: `${dialect.quote(name)} * 2`, stored: true },
      },
      { name, type: "integer", default: { kind: "literal", value: 3 } },
      { name: "at", type: "timestamp", precision: 3, autoUpdate: true, autoCreate: true },
    ],
    {
      primaryKey: { name: undefined, fields: [name, "a"] },
      checks: [{ name: "ck_clock", expression: `${dialect.quote(name)} > 0` }],
      indexes: [makeIndex({ name: "ix_clock", parts: ["a"], where: `${dialect.quote(name)} > 3` })],
    },
  );
