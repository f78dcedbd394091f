import type { SchemaEditor } from "../../../src/dialect/dialect.js";
import type {
  AlterOptions,
  TableChange,
  Upsert,
  UpsertRow,
} from "../../../src/dialect/schema-change.js";
import { SqlserverDialect } from "../../../src/dialect/sqlserver/sqlserver-dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { DefaultRef } from "../../../src/schema/default-ref.js";
import type { FieldParts } from "../../../src/schema/field.js";
import { fieldTypes } from "../../../src/schema/field-types.js";
import { requireField } from "../../../src/schema/find-field.js";
import { type Schema, schemaOf } from "../../../src/schema/schema.js";
import {
  makeForeignKey,
  makeIndex,
  makeTable,
  type Table,
  type TableParts,
} from "../../../src/schema/table.js";
import {
  authors,
  books,
  library,
  libraryWith,
  table,
  withField,
  withoutField,
} from "../../conformance/bench-tables.js";

/** One feature; its statements are the golden file of that name. */
export interface Sample {
  readonly name: string;
  readonly statements: () => readonly Statement[];
}

export const dialect = new SqlserverDialect();

export function editorOf(horizon: Schema): SchemaEditor {
  return dialect.createSchemaEditor({ horizon, rowsTable: "mm_rows" });
}

const plain: AlterOptions = { using: undefined, backfill: undefined };

/** There and back. */
function both(
  name: string,
  change: TableChange,
  up: (editor: SchemaEditor, change: TableChange) => readonly Statement[],
  down: (editor: SchemaEditor, change: TableChange) => readonly Statement[],
): Sample {
  const back: TableChange = {
    before: change.after,
    after: change.before,
    from: change.to,
    to: change.from,
  };
  return {
    name,
    statements: () => [
      ...up(editorOf(change.after), change),
      ...down(editorOf(change.before), back),
    ],
  };
}

function create(name: string, tables: readonly Table[]): Sample {
  return {
    name,
    statements: () =>
      tables.flatMap((made, at) => {
        const before = schemaOf({ tables: tables.slice(0, at) });
        const after = schemaOf({ tables: tables.slice(0, at + 1) });
        return editorOf(schemaOf({ tables })).createTable({ before, after, table: made });
      }),
  };
}

function inLibrary(to: Table, from: Table = to.name === "books" ? books : authors): TableChange {
  return { before: library, after: libraryWith(to), from, to };
}

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
    (editor, way) => editor.alterField(way, old, fresh, { ...plain, ...options }),
    (editor, way) => editor.alterField(way, fresh, old, plain),
  );
}

const special = new Set(["serial", "bigserial", "foreign_key", "native"]);
const needs: Readonly<Record<string, Partial<FieldParts>>> = {
  varchar: { length: 40 },
  char: { length: 4 },
  decimal: { precision: 12, scale: 3 },
  enum: { values: ["new", "it's", "a,b"] },
};

const hostile = table(
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

const ruled = table(
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

const wide = makeTable({
  ...authors,
  name: "writers",
  fields: authors.fields,
});
const booksOfWriters = makeTable({
  ...books,
  foreignKeys: books.foreignKeys.map((key) =>
    key.table === "authors" ? { ...key, table: "writers" } : key,
  ),
});

const clock = (name: string): Table =>
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
  create("create-types", [
    table(
      "types",
      fieldTypes
        .filter((type) => !special.has(type))
        .map((type) => ({ name: `f_${type}`, type, ...needs[type] })),
    ),
    table("lists", [
      { name: "a", type: "text[]" },
      { name: "b", type: "native", native: "GEOGRAPHY" },
      { name: "c", type: "varchar", length: 5000 },
      { name: "d", type: "timestamp", precision: 0 },
      { name: "e", type: "varchar", length: 9, collation: "Latin1_General_100_BIN2_UTF8" },
    ]),
    table("counted", [{ name: "id", type: "bigserial", nullable: false }]),
  ]),
  create("create-defaults", [
    table("defaults", [
      { name: "a", type: "varchar", length: 20, default: { kind: "literal", value: "it's" } },
      { name: "b", type: "integer", default: { kind: "literal", value: -7 } },
      { name: "c", type: "boolean", nullable: false, default: { kind: "literal", value: true } },
      {
        name: "d",
        type: "decimal",
        precision: 6,
        scale: 2,
        default: { kind: "sql", sql: "ABS(-3)" },
      },
      ...[
        "now",
        "new_uuid",
        "today",
        "current_time",
        "blank",
        "zero",
        "object",
        "array",
        "false",
      ].map(
        (name): FieldParts => ({
          name: `of_${name}`,
          type:
            { new_uuid: "uuid", today: "date", zero: "integer", now: "timestamptz" }[name] ??
            "text",
          default: { kind: "named", name },
        }),
      ),
      { name: "k", type: "text", default: { kind: "named", name: "null" } },
      { name: "l", type: "timestamp", nullable: false, autoCreate: true },
    ]),
  ]),
  create("create-ruled", [ruled]),
  create("create-hostile", [hostile]),
  create("create-references", [
    authors,
    books,
    table("codes", [{ name: "code", type: "varchar", length: 12, nullable: false }], {
      namespace: "audit",
      uniques: [{ name: "uq_codes_code", fields: ["code"] }],
    }),
    table("uses", [{ name: "code", type: "foreign_key", nullable: false }], {
      foreignKeys: [
        makeForeignKey({
          name: "fk_uses_code",
          fields: ["code"],
          table: "audit.codes",
          targetFields: ["code"],
          onDelete: "CASCADE",
          onUpdate: "SET_NULL",
          deferrable: true,
        }),
      ],
    }),
    table("early", [{ name: "late_id", type: "foreign_key" }], {
      foreignKeys: [makeForeignKey({ name: "fk_early", fields: ["late_id"], table: "late" })],
    }),
    table("late", [{ name: "id", type: "uuid", nullable: false }]),
  ]),
  create("create-generated", [
    table("made", [
      { name: "a", type: "integer" },
      { name: "b", type: "integer", generated: { expression: "a * 2", stored: true } },
      { name: "c", type: "integer", generated: { expression: "a * 3", stored: false } },
      { name: "at", type: "timestamp", autoUpdate: true },
    ]),
  ]),
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
      editor.alterField(change, requireField(authors, "id"), requireField(bigger, "id"), plain),
    (editor, change) =>
      editor.alterField(change, requireField(bigger, "id"), requireField(authors, "id"), plain),
  ),
  {
    name: "alter-stops-counting",
    statements: () => {
      const to = withField(authors, { name: "id", type: "integer", nullable: false });
      return editorOf(libraryWith(to)).alterField(
        inLibrary(to),
        requireField(authors, "id"),
        requireField(to, "id"),
        plain,
      );
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
  {
    name: "upsert-counted",
    statements: () => [
      ...editorOf(library).upsert(upsert(["id"], rows)),
      ...editorOf(library).removeUpserted(upsert(["id"], rows)),
    ],
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
