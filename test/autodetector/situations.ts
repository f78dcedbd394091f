import { id, many, ref, type Situation, table, text } from "./schema-words.js";

const AUTHOR = table("author", text("name"));
const BOOK = table("book", ref("author_id", "author"), text("title"));

/** What Django's autodetector is tested with, as far as a database schema knows it, and in own words. */
export const fieldSituations: readonly Situation[] = [
  {
    title: "nothing changes",
    from: AUTHOR + BOOK,
    to: AUTHOR + BOOK,
    operations: [],
  },
  {
    title: "fields stand in another order",
    from: table("author", text("a"), text("b")),
    to: table("author", text("b"), text("a")),
    operations: [],
  },
  {
    title: "a field is added",
    from: table("author"),
    to: AUTHOR,
    operations: ["Add field name to author"],
  },
  {
    title: "several fields are added, in the order of the columns",
    from: table("author"),
    to: table("author", text("b"), text("a"), text("c")),
    operations: ["Add field b to author", "Add field a to author", "Add field c to author"],
  },
  {
    title: "a field that is filled with the time is added without a question",
    from: table("author"),
    to: table("author", "{ name: made, type: timestamp, nullable: false, auto_create: true }"),
    operations: ["Add field made to author"],
  },
  {
    title: "a field that may not be empty is added with a default",
    from: table("author"),
    to: table("author", '{ name: n, type: varchar, length: 9, nullable: false, default: "" }'),
    operations: ["Add field n to author"],
  },
  {
    title: "a field that may not be empty is added without a default",
    from: table("author"),
    to: table("author", "{ name: n, type: text, nullable: false }"),
    backfills: { "author.n": "'?'" },
    operations: ["Add field n to author"],
  },
  {
    title: "a computed field is added",
    from: table("author", "{ name: n, type: integer }"),
    to: table(
      "author",
      "{ name: n, type: integer }",
      "{ name: m, type: integer, nullable: false, generated: { expression: n * 2 } }",
    ),
    operations: ["Add field m to author"],
  },
  {
    title: "a field is removed",
    from: AUTHOR,
    to: table("author"),
    operations: ["Drop field name from author"],
  },
  {
    title: "a field and what is computed of it are removed, the computed one first",
    from: table(
      "author",
      "{ name: n, type: integer }",
      "{ name: m, type: integer, generated: { expression: n * 2 } }",
    ),
    to: table("author"),
    operations: ["Drop field m from author", "Drop field n from author"],
  },
  {
    title: "a field becomes longer",
    from: table("author", "{ name: n, type: varchar, length: 9 }"),
    to: table("author", "{ name: n, type: varchar, length: 10 }"),
    operations: ["Alter field n of author"],
  },
  {
    title: "a field gets another type",
    from: table("author", text("n")),
    to: table("author", "{ name: n, type: integer }"),
    using: { "author.n": "CAST(n AS INTEGER)" },
    operations: ["Alter field n of author"],
  },
  {
    title: "a field gets another default, and another loses its own",
    from: table(
      "author",
      "{ name: a, type: integer, default: 1 }",
      "{ name: b, type: integer, default: 1 }",
    ),
    to: table("author", "{ name: a, type: integer, default: 2 }", "{ name: b, type: integer }"),
    operations: ["Alter field a of author", "Alter field b of author"],
  },
  {
    title: "a field may not be empty any more, and has a default",
    from: AUTHOR,
    to: table("author", "{ name: name, type: text, nullable: false, default: nobody }"),
    operations: ["Alter field name of author"],
  },
  {
    title: "a field may not be empty any more, and somebody says what rows get",
    from: AUTHOR,
    to: table("author", "{ name: name, type: text, nullable: false }"),
    backfills: { "author.name": "'nobody'" },
    operations: ["Alter field name of author"],
  },
  {
    title: "a field may be empty again",
    from: table("author", "{ name: name, type: text, nullable: false }"),
    to: AUTHOR,
    operations: ["Alter field name of author"],
  },
  {
    title: "a field becomes unique and is not any more",
    from: table("author", "{ name: a, type: integer, unique: true }", "{ name: b, type: integer }"),
    to: table("author", "{ name: a, type: integer }", "{ name: b, type: integer, unique: true }"),
    operations: ["Alter field a of author", "Alter field b of author"],
  },
  {
    title: "a field is renamed",
    from: AUTHOR,
    to: table("author", text("names")),
    renames: { "author.name:names": true },
    operations: ["Rename field name of author to names"],
  },
  {
    title: "a field is renamed and altered",
    from: AUTHOR,
    to: table("author", "{ name: names, type: text, default: x }"),
    renames: { "author.name:names": true },
    operations: ["Rename field name of author to names", "Alter field names of author"],
  },
  {
    title: "a field goes and another comes: nobody called it a rename",
    from: AUTHOR,
    to: table("author", text("names")),
    renames: { "author.name:names": false },
    operations: ["Drop field name from author", "Add field names to author"],
  },
  {
    title: "two fields change places",
    from: table("author", "{ name: a, type: text }", "{ name: b, type: integer }"),
    to: table("author", "{ name: b2, type: text }", "{ name: a2, type: integer }"),
    renames: { "author.a:b2": true, "author.b:a2": true },
    operations: ["Rename field a of author to b2", "Rename field b of author to a2"],
  },
  {
    title: "a field that others refer to is renamed",
    from:
      table("author", "{ name: code, type: integer, unique: true }") +
      table("book", "{ name: by, type: integer, foreign_key: { table: author, field: code } }"),
    to:
      table("author", "{ name: key, type: integer, unique: true }") +
      table("book", "{ name: by, type: integer, foreign_key: { table: author, field: key } }"),
    renames: { "author.code:key": true },
    operations: ["Rename field code of author to key"],
  },
  {
    title: "a primary key that others refer to is renamed",
    from: AUTHOR + BOOK,
    to:
      "- { name: author, fields: [{ name: pk, type: serial, primary_key: true }, { name: name, type: text }] }\n" +
      BOOK,
    renames: { "author.id:pk": true },
    operations: ["Rename field id of author to pk"],
  },
  {
    title: "a foreign key's field is renamed",
    from: AUTHOR + BOOK,
    to: AUTHOR + table("book", ref("writer_id", "author"), text("title")),
    renames: { "book.author_id:writer_id": true },
    operations: ["Rename field author_id of book to writer_id"],
  },
  {
    title: "a field and a table are added at once",
    from: AUTHOR,
    to: table("author", text("name"), text("mail")) + table("genre"),
    operations: ["Create table genre (1 field)", "Add field mail to author"],
  },
];

export const tableSituations: readonly Situation[] = [
  {
    title: "a table is added",
    from: "",
    to: AUTHOR,
    operations: ["Create table author (2 fields)"],
  },
  {
    title: "a table with indexes is added: they are part of it",
    from: "",
    to: table("author", text("name")).replace(" }\n", ", indexes: [{ fields: [name] }] }\n"),
    operations: ["Create table author (2 fields)"],
  },
  {
    title: "a table is removed",
    from: AUTHOR + table("genre"),
    to: AUTHOR,
    operations: ["Drop table genre"],
  },
  {
    title: "a table is renamed",
    from: AUTHOR,
    to: table("writer", text("name")),
    renames: { "author:writer": true },
    operations: ["Rename table author to writer"],
  },
  {
    title: "a table goes and another comes: nobody called it a rename",
    from: AUTHOR,
    to: table("writer", text("name")),
    renames: { "author:writer": false },
    operations: ["Drop table author", "Create table writer (2 fields)"],
  },
  {
    title: "a table that others refer to is renamed",
    from: AUTHOR + BOOK,
    to: table("writer", text("name")) + table("book", ref("author_id", "writer"), text("title")),
    renames: { "author:writer": true },
    operations: ["Rename table author to writer"],
  },
  {
    title: "a table is renamed, and the field that refers to it",
    from: AUTHOR + BOOK,
    to: table("writer", text("name")) + table("book", ref("writer_id", "writer"), text("title")),
    renames: { "author:writer": true, "book.author_id:writer_id": true },
    operations: ["Rename table author to writer", "Rename field author_id of book to writer_id"],
  },
  {
    title: "a table is renamed, and a field of it",
    from: AUTHOR,
    to: table("writer", text("names")),
    renames: { "author:writer": true, "writer.name:names": true },
    operations: ["Rename table author to writer", "Rename field name of writer to names"],
  },
  {
    title: "a table is renamed whose foreign keys stand in another order",
    from: table("a") + table("b") + table("old", ref("a_id", "a"), ref("b_id", "b")),
    to: table("a") + table("b") + table("new", ref("b_id", "b"), ref("a_id", "a")),
    renames: { "old:new": true },
    operations: ["Rename table old to new"],
  },
  {
    title: "a table is renamed that refers to itself",
    from: table("node", ref("up", "node")),
    to: table("knot", ref("up", "knot")),
    renames: { "node:knot": true },
    operations: ["Rename table node to knot"],
  },
  {
    title: "a table goes, and another becomes what it was",
    from: table("a", text("x")) + table("b", "{ name: n, type: integer }"),
    to: table("b", text("x")),
    operations: ["Drop field n from b", "Drop table a", "Add field x to b"],
  },
  {
    title: "a renamed table is also altered",
    from: AUTHOR,
    to: table("writer", "{ name: name, type: varchar, length: 20 }", text("mail")),
    renames: { "author:writer": true },
    operations: [
      "Rename table author to writer",
      "Alter field name of writer",
      "Add field mail to writer",
    ],
  },
  {
    title: "the table of a many-to-many relation is renamed with its own",
    from: table("tag") + table("post", many("tags", "tag")),
    to: table("tag") + table("post", many("labels", "tag")),
    renames: { "post_tags:post_labels": true },
    operations: ["Rename table post_tags to post_labels"],
  },
  {
    title: "tables of a namespace are told apart from those of the same name elsewhere",
    from: table("a"),
    to: `${table("a")}- { name: a, schema: shop, fields: [${id}] }\n`,
    operations: ["Create table shop.a (1 field)"],
  },
];
