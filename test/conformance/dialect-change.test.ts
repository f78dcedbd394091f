import { expect } from "chai";
import type { SchemaEditor } from "../../src/dialect/dialect.js";
import type { TableChange } from "../../src/dialect/schema-change.js";
import type { Statement } from "../../src/dialect/statement.js";
import { requireField } from "../../src/schema/find-field.js";
import type { Schema } from "../../src/schema/schema.js";
import { schemaOf } from "../../src/schema/schema.js";
import {
  type ForeignKey,
  type Index,
  makeForeignKey,
  makeIndex,
  makeTable,
  type Table,
} from "../../src/schema/table.js";
import { describeEachDatabase } from "../databases.js";
import { authors, books, library, libraryWith, withField, withoutField } from "./bench-tables.js";
import { Workbench } from "./workbench.js";

/** One change of one table of the library, and its way back. */
interface Case {
  readonly title: string;
  readonly from: Table;
  readonly to: Table;
  readonly up: (editor: SchemaEditor, change: TableChange) => readonly Statement[];
  readonly down: (editor: SchemaEditor, change: TableChange) => readonly Statement[];
  /** The schema afterwards, where more than `to` is different. */
  readonly after?: Schema;
  /** A column goes and comes back, perhaps behind the others. */
  readonly reorders?: boolean;
}

const plainOptions = { using: undefined, backfill: undefined };

function add(title: string, to: Table, name: string, backfill?: string): Case {
  const from = to.name === "authors" ? authors : books;
  const field = requireField(to, name);
  return {
    title,
    from,
    to,
    up: (editor, change) => editor.addField(change, field, backfill),
    down: (editor, change) => editor.dropField(change, field),
  };
}

function drop(title: string, to: Table, name: string): Case {
  const from = to.name === "authors" ? authors : books;
  const field = requireField(from, name);
  return {
    title,
    from,
    to,
    up: (editor, change) => editor.dropField(change, field),
    down: (editor, change) => editor.addField(change, field, undefined),
    reorders: true,
  };
}

function alter(title: string, to: Table, name: string, backfill?: string): Case {
  const from = to.name === "authors" ? authors : books;
  const [old, fresh] = [requireField(from, name), requireField(to, name)];
  return {
    title,
    from,
    to,
    up: (editor, change) =>
      editor.alterField({
        change,
        oldField: old,
        newField: fresh,
        options: { ...plainOptions, backfill },
      }),
    down: (editor, change) =>
      editor.alterField({ change, oldField: fresh, newField: old, options: plainOptions }),
  };
}

function index(title: string, parts: Parameters<typeof makeIndex>[0]): Case {
  const made = makeIndex(parts);
  return {
    title,
    from: authors,
    to: makeTable({ ...authors, indexes: [...authors.indexes, made] }),
    up: (editor, change) => editor.addIndex(change, made),
    down: (editor, change) => editor.dropIndex(change, made),
  };
}

const wide = makeTable({ ...authors, name: "writers" });
const booksOfWriters = makeTable({
  ...books,
  foreignKeys: books.foreignKeys.map((key) =>
    key.table === "authors" ? { ...key, table: "writers" } : key,
  ),
});
const reviewer = makeForeignKey({
  name: "fk_books_reviewer",
  fields: ["reviewer"],
  table: "authors",
  // A second way for a DELETE would be one too many for SQL Server.
  onDelete: "NO_ACTION",
  onUpdate: "CASCADE",
});
const booksWithKey = makeTable({
  ...books,
  foreignKeys: books.foreignKeys.filter(({ name }) => name !== "fk_books_sequel_of"),
  fields: books.fields.map((field) =>
    field.name === "sequel_of" ? { ...field, type: "integer" } : field,
  ),
});
const [, sequelKey] = books.foreignKeys as [ForeignKey, ForeignKey];
const [nameIndex] = authors.indexes as [Index];
const renamedIndex = makeIndex({ name: "idx_writers", parts: ["name"] });

const cases: readonly Case[] = [
  add("adds a field that may be empty", withField(authors, { name: "bio", type: "text" }), "bio"),
  add(
    "adds a field with a literal default",
    withField(authors, {
      name: "rank",
      type: "varchar",
      length: 20,
      nullable: false,
      default: { kind: "literal", value: 'it\'s a "new" one' },
    }),
    "rank",
  ),
  add(
    "adds a required field with a backfill",
    withField(authors, { name: "slug", type: "varchar", length: 100, nullable: false }),
    "slug",
    "lower(name)",
  ),
  add(
    "adds a field that defaults to the current time",
    withField(authors, { name: "made", type: "timestamp", nullable: false, autoCreate: true }),
    "made",
  ),
  add(
    "adds a field that follows the time of changes",
    withField(authors, { name: "changed", type: "timestamp", autoUpdate: true }),
    "changed",
  ),
  add(
    "adds a foreign key field with an index",
    withField(
      books,
      { name: "reviewer", type: "foreign_key" },
      {
        foreignKeys: [...books.foreignKeys, reviewer],
        indexes: [...books.indexes, makeIndex({ name: "idx_reviewer", parts: ["reviewer"] })],
      },
    ),
    "reviewer",
  ),
  add(
    "adds a required reference to the own table with a backfill",
    withField(
      authors,
      { name: "mentor", type: "foreign_key", nullable: false },
      {
        foreignKeys: [
          makeForeignKey({ name: "fk_authors_mentor", fields: ["mentor"], table: "authors" }),
        ],
      },
    ),
    "mentor",
    "id",
  ),
  add(
    "adds a unique field",
    withField(
      authors,
      { name: "isni", type: "varchar", length: 16 },
      { uniques: [{ name: "uq_authors_isni", fields: ["isni"] }] },
    ),
    "isni",
  ),
  add(
    "adds a stored generated field",
    withField(authors, {
      name: "twice",
      type: "integer",
      generated: { expression: "age * 2", stored: true },
    }),
    "twice",
  ),
  drop("drops a plain field", withoutField(authors, "mail"), "mail"),
  drop("drops a field that has a default", withoutField(authors, "age"), "age"),
  drop(
    "drops a field with its foreign key",
    withoutField(books, "sequel_of", { foreignKeys: books.foreignKeys.slice(0, 1) }),
    "sequel_of",
  ),
  alter(
    "widens a text of a referenced table",
    withField(authors, { name: "name", type: "varchar", length: 200, nullable: false }),
    "name",
  ),
  alter(
    "tightens a field with a backfill",
    withField(authors, { name: "mail", type: "varchar", length: 120, nullable: false }),
    "mail",
    "'nobody'",
  ),
  alter(
    "changes type, null and default at once",
    withField(authors, {
      name: "age",
      type: "bigint",
      nullable: true,
      default: { kind: "literal", value: 7 },
    }),
    "age",
  ),
  alter(
    "changes the type of a key and of what refers to it",
    withField(authors, { name: "id", type: "bigserial", nullable: false }),
    "id",
  ),
  index("adds an index with an order", {
    name: "idx_order",
    parts: [{ field: "age", order: "desc" }, "name"],
  }),
  index("adds a unique index", { name: "uq_name_mail", parts: ["name", "mail"], unique: true }),
  {
    title: "renames a field",
    from: authors,
    to: makeTable({
      ...authors,
      fields: authors.fields.map((field) =>
        field.name === "name" ? { ...field, name: "full_name" } : field,
      ),
      indexes: [makeIndex({ name: "idx_authors_name", parts: ["full_name"] })],
    }),
    up: (editor, change) => editor.renameField(change, "name", "full_name"),
    down: (editor, change) => editor.renameField(change, "full_name", "name"),
  },
  {
    title: "renames a table that others refer to",
    from: authors,
    to: wide,
    after: schemaOf({ tables: [wide, booksOfWriters] }),
    up: (editor, change) => editor.renameTable(change),
    down: (editor, change) => editor.renameTable(change),
  },
  {
    title: "comments on a table and gives it options",
    from: authors,
    to: makeTable({
      ...authors,
      comment: "It's /* who */ \\ writes",
      options: { row_format: "compact", strict: "true" },
    }),
    up: (editor, change) => editor.alterTable(change),
    down: (editor, change) => editor.alterTable(change),
  },
  {
    title: "renames an index",
    from: authors,
    to: makeTable({ ...authors, indexes: [renamedIndex] }),
    up: (editor, change) => editor.renameIndex(change, nameIndex, renamedIndex),
    down: (editor, change) => editor.renameIndex(change, renamedIndex, nameIndex),
  },
  {
    title: "drops a foreign key",
    from: books,
    to: booksWithKey,
    up: (editor, change) => editor.dropForeignKey(change, sequelKey),
    down: (editor, change) => editor.addForeignKey(change, sequelKey),
  },
];

describeEachDatabase("a schema editor", (server) => {
  let bench: Workbench;

  beforeEach(async () => {
    bench = await Workbench.open(server);
  });
  afterEach(() => bench.close());

  for (const { title, from, to, after = libraryWith(to), up, down, reorders } of cases) {
    it(`${title} and goes back, with rows in the tables`, async () => {
      await bench.createLibrary();
      const change: TableChange = { before: library, after, from, to };
      await bench.run(up(bench.editor(after), change));
      await bench.expectState(after);
      expect(await bench.count(to.name)).to.equal(from === books ? 3 : 2);
      const back: TableChange = { before: after, after: library, from: to, to: from };
      await bench.run(down(bench.editor(library), back));
      if (reorders === true) await bench.expectStateInAnyOrder(library);
      else await bench.expectState(library);
      await bench.expectLibraryRows();
    });
  }

  it("drops tables in the order of their references", async () => {
    await bench.createLibrary();
    const middle = schemaOf({ tables: [authors] });
    const editor = bench.editor(middle);
    await bench.run(editor.dropTable({ before: library, after: middle, table: books }));
    await bench.expectState(middle);
    await bench.run(editor.dropTable({ before: middle, after: schemaOf({}), table: authors }));
    await bench.expectState(schemaOf({}));
  });

  it("fills a new field of the rows that exist", async () => {
    await bench.createLibrary();
    const to = withField(authors, { name: "slug", type: "varchar", length: 100, nullable: false });
    const change = { before: library, after: libraryWith(to), from: authors, to };
    const statements = bench
      .editor(libraryWith(to))
      .addField(change, requireField(to, "slug"), "lower(name)");
    await bench.run(statements);
    expect(await bench.rows("SELECT slug FROM authors ORDER BY id")).to.deep.equal([
      { slug: "ada" },
      { slug: "bob" },
    ]);
  });
});
