import type { AlterOptions, Upsert, UpsertRow } from "../../../src/dialect/schema-change.js";
import { DefaultRef } from "../../../src/schema/default-ref.js";
import type { FieldParts } from "../../../src/schema/field.js";
import { requireField } from "../../../src/schema/find-field.js";
import { schemaOf } from "../../../src/schema/schema.js";
import {
  makeForeignKey,
  makeIndex,
  makeTable,
  type Table,
  type TableParts,
} from "../../../src/schema/table.js";
import { withoutForeignKey } from "../../../src/schema/with-foreign-key.js";
import {
  authors,
  books,
  library,
  libraryWith,
  table,
  withField,
  withoutField,
} from "../../conformance/bench-tables.js";

import { both, inLibrary } from "./sqlserver-changes.js";
import { constraintSamples } from "./sqlserver-constraints.js";
import { creations, editorOf, type Sample } from "./sqlserver-creations.js";
import { objects } from "./sqlserver-objects.js";
import { booksOfWriters, clock, dialect, wide } from "./sqlserver-tables.js";

const plain: AlterOptions = { using: undefined, backfill: undefined };

function add(name: string, to: Table, field: string, backfill?: string): Sample {
  const made = requireField(to, field);
  return both(
    name,
    inLibrary(to),
    (editor, change) => editor.addField(change, made, backfill),
    (editor, change) => editor.dropField(change, made),
  );
}

/** A change of one field of a table that stands alone. */
function alter(
  name: string,
  [oldParts, newParts]: readonly [FieldParts, FieldParts],
  options: Partial<AlterOptions> = {},
  rest: Partial<TableParts> = {},
): Sample {
  const from = table("things", [oldParts, { name: "other", type: "integer" }], rest);
  const to = table("things", [newParts, { name: "other", type: "integer" }], rest);
  const change = {
    before: schemaOf({ tables: [from] }),
    after: schemaOf({ tables: [to] }),
    from,
    to,
  };
  const [old, fresh] = [requireField(from, oldParts.name), requireField(to, newParts.name)];
  return both(
    name,
    change,
    (editor, way) =>
      editor.alterField({
        change: way,
        oldField: old,
        newField: fresh,
        options: { ...plain, ...options },
      }),
    (editor, way) =>
      editor.alterField({ change: way, oldField: fresh, newField: old, options: plain }),
  );
}

const rows: readonly UpsertRow[] = [
  { id: 7, name: "it's", mail: null, age: 3 },
  { id: 8, name: "two", mail: "b@example.com", age: new DefaultRef("zero") },
];

function upsert(conflictKeys: readonly string[], given: readonly UpsertRow[]): Upsert {
  return {
    table: authors,
    schema: library,
    conflictKeys,
    rows: given,
    origin: { migration: "0001_it's", operation: 2 },
  };
}

const bigger = withField(authors, { name: "id", type: "bigserial", nullable: false });
const renamed = makeIndex({ name: "idx_writers", parts: ["name"] });

/** Every method of the editor and every feature of the model, in the order of their names. */
export const samples: readonly Sample[] = [
  ...creations,
  {
    name: "drop-table",
    statements: () => [
      ...editorOf(library).dropTable({
        before: library,
        after: schemaOf({ tables: [authors] }),
        table: books,
      }),
      ...editorOf(library).dropTable({
        before: library,
        after: schemaOf({ tables: [books] }),
        table: authors,
      }),
    ],
  },
  both(
    "rename-table",
    {
      before: library,
      after: schemaOf({ tables: [wide, booksOfWriters] }),
      from: authors,
      to: wide,
    },
    (editor, change) => editor.renameTable(change),
    (editor, change) => editor.renameTable(change),
  ),
  both(
    "alter-table",
    inLibrary(makeTable({ ...authors, comment: "who's who", options: { engine: "InnoDB" } })),
    (editor, change) => editor.alterTable(change),
    (editor, change) => editor.alterTable(change),
  ),
  ...objects,
  add("add-field", withField(authors, { name: "bio", type: "text" }), "bio"),
  add(
    "add-field-default",
    withField(authors, {
      name: "rank",
      type: "varchar",
      length: 20,
      default: { kind: "literal", value: "it's" },
      comment: "its place",
    }),
    "rank",
  ),
  add(
    "add-field-backfill",
    withField(authors, { name: "slug", type: "varchar", length: 100, nullable: false }),
    "slug",
    "lower(name)",
  ),
  add(
    "add-field-members",
    withField(
      books,
      { name: "reviewer", type: "foreign_key" },
      {
        foreignKeys: [
          ...books.foreignKeys,
          makeForeignKey({ name: "fk_reviewer", fields: ["reviewer"], table: "authors" }),
        ],
        indexes: [...books.indexes, makeIndex({ name: "idx_reviewer", parts: ["reviewer"] })],
        uniques: [{ name: "uq_reviewer", fields: ["reviewer"] }],
      },
    ),
    "reviewer",
  ),
  add(
    "add-field-enum",
    withField(authors, { name: "kind", type: "enum", values: ["new", "it's"], nullable: false }),
    "kind",
    "'new'",
  ),
  add(
    "add-field-auto-update",
    withField(authors, { name: "changed", type: "timestamp", autoUpdate: true }),
    "changed",
  ),
  {
    name: "drop-field",
    statements: () => {
      const to = withoutField(books, "sequel_of", { foreignKeys: books.foreignKeys.slice(0, 1) });
      return editorOf(libraryWith(to)).dropField(inLibrary(to), requireField(books, "sequel_of"));
    },
  },
  alter("alter-type", [
    { name: "a", type: "varchar", length: 20 },
    { name: "a", type: "varchar", length: 40, collation: "Latin1_General_100_BIN2_UTF8" },
  ]),
  alter(
    "alter-null",
    [
      { name: "a", type: "integer" },
      { name: "a", type: "integer", nullable: false, default: { kind: "literal", value: 5 } },
    ],
    { backfill: "7" },
    {
      uniques: [{ name: "uq_a", fields: ["a"] }],
      checks: [{ name: "ck_a", expression: "a > 0" }],
      indexes: [makeIndex({ name: "ix_a", parts: ["other"], include: ["a"] })],
    },
  ),
  alter("alter-default", [
    { name: "a", type: "integer", default: { kind: "literal", value: 1 } },
    { name: "a", type: "integer", default: { kind: "literal", value: 2 } },
  ]),
  alter("alter-name-and-type", [
    { name: "a", type: "integer", default: { kind: "literal", value: 1 } },
    { name: "b", type: "bigint", default: { kind: "literal", value: 1 } },
  ]),
  alter(
    "alter-using",
    [
      { name: "a", type: "varchar", length: 9, nullable: false, comment: "one" },
      { name: "a", type: "integer", nullable: false, comment: "one" },
    ],
    { using: "LEN(a)" },
  ),
  alter("alter-bytes", [
    { name: "a", type: "varchar", length: 20 },
    { name: "a", type: "bytes" },
  ]),
  alter("alter-enum", [
    { name: "a", type: "enum", values: ["x", "y"] },
    { name: "a", type: "enum", values: ["x", "y", "longer"] },
  ]),
  alter("alter-generated", [
    { name: "a", type: "integer" },
    { name: "a", type: "integer", generated: { expression: "other * 2", stored: true } },
  ]),
  both(
    "alter-key",
    inLibrary(bigger),
    (editor, change) =>
      editor.alterField({
        change,
        oldField: requireField(authors, "id"),
        newField: requireField(bigger, "id"),
        options: plain,
      }),
    (editor, change) =>
      editor.alterField({
        change,
        oldField: requireField(bigger, "id"),
        newField: requireField(authors, "id"),
        options: plain,
      }),
  ),
  {
    name: "alter-stops-counting",
    statements: () => {
      const to = withField(authors, { name: "id", type: "integer", nullable: false });
      return editorOf(libraryWith(to)).alterField({
        change: inLibrary(to),
        oldField: requireField(authors, "id"),
        newField: requireField(to, "id"),
        options: plain,
      });
    },
  },
  both(
    "rename-field",
    {
      before: schemaOf({ tables: [clock("n")] }),
      after: schemaOf({ tables: [clock("m]")] }),
      from: clock("n"),
      to: clock("m]"),
    },
    (editor, change) =>
      editor.renameField(
        change,
        change.from.fields[2]?.name ?? "",
        change.to.fields[2]?.name ?? "",
      ),
    (editor, change) =>
      editor.renameField(
        change,
        change.from.fields[2]?.name ?? "",
        change.to.fields[2]?.name ?? "",
      ),
  ),
  both(
    "add-index",
    inLibrary(makeTable({ ...authors, indexes: [...authors.indexes, renamed] })),
    (editor, change) => editor.addIndex(change, renamed),
    (editor, change) => editor.dropIndex(change, renamed),
  ),
  {
    name: "rename-index",
    statements: () => {
      const to = makeTable({ ...authors, indexes: [renamed] });
      const [old] = authors.indexes;
      return old === undefined ? [] : editorOf(library).renameIndex(inLibrary(to), old, renamed);
    },
  },
  both(
    "foreign-key",
    { before: library, after: library, from: books, to: books },
    (editor, change) =>
      books.foreignKeys.slice(0, 1).flatMap((key) => editor.dropForeignKey(change, key)),
    (editor, change) =>
      books.foreignKeys.slice(0, 1).flatMap((key) => editor.addForeignKey(change, key)),
  ),
  ...constraintSamples,
  {
    name: "upsert-counted",
    statements: () => [
      ...editorOf(library).upsert(upsert(["id"], rows)),
      ...editorOf(library).removeUpserted(upsert(["id"], rows)),
    ],
  },
  {
    name: "upsert-some-counted",
    statements: () =>
      editorOf(library).upsert(
        upsert(
          ["mail"],
          [
            { id: 7, name: "a", mail: "a@example.com" },
            { name: "b", mail: "b@example.com" },
          ],
        ),
      ),
  },
  add(
    "add-field-second-auto-update",
    withField(withField(authors, { name: "changed", type: "timestamp", autoUpdate: true }), {
      name: "touched",
      type: "date",
      autoUpdate: true,
    }),
    "touched",
  ),
  {
    name: "drop-reference-to-enum",
    statements: () => {
      const kinds = table("kinds", [
        { name: "id", type: "enum", values: ["a", "it's"], nullable: false },
      ]);
      const from = table("uses", [{ name: "kind", type: "foreign_key" }], {
        foreignKeys: [makeForeignKey({ name: "fk_kind", fields: ["kind"], table: "kinds" })],
      });
      const before = schemaOf({ tables: [kinds, from] });
      const after = withoutForeignKey(before, "uses", "fk_kind");
      const to = after.tables.get("uses") ?? from;
      const [key] = from.foreignKeys;
      if (key === undefined) return [];
      return [
        ...editorOf(after).dropForeignKey({ before, after, from, to }, key),
        ...editorOf(before).addForeignKey(
          { before: after, after: before, from: to, to: from },
          key,
        ),
      ];
    },
  },
  {
    name: "upsert-unkeyed",
    statements: () => [
      ...editorOf(library).upsert(upsert(["mail"], [{ name: "a", mail: null }])),
      ...editorOf(library).removeUpserted(upsert(["mail"], [{ name: "a", mail: null }])),
    ],
  },
  {
    name: "upsert-keys-only",
    statements: () => editorOf(library).upsert(upsert(["id"], [{ id: 1 }, { id: 2 }])),
  },
  {
    name: "raw",
    statements: () =>
      editorOf(library).raw(
        "CREATE VIEW v AS SELECT 1 AS one; -- GO\nGO\nUPDATE [a;b] SET c = 'GO\nGO';\nSELECT 1\n go 2 -- twice\nCREATE DATABASE x",
      ),
  },
  {
    name: "statement",
    statements: () => [
      editorOf(library).statement("SELECT @p1 AS a", ["it's"], "By hand"),
      editorOf(library).statement(
        `SELECT ${[null, true, -1.5, 9007199254740993n, "a\\\nb", new Date(0), Uint8Array.of(0, 255)].map((value) => dialect.literal(value)).join(", ")}`,
      ),
    ],
  },
];
