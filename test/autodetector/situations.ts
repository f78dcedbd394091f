import { id, index, many, ref, table, text } from "./schema-words.js";

/** Two schemas, what is answered, and the operations that lead from the one to the other, in order. */
export interface Situation {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly renames?: Readonly<Record<string, boolean>>;
  readonly backfills?: Readonly<Record<string, string>>;
  readonly using?: Readonly<Record<string, string>>;
  readonly operations: readonly string[];
}

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

export const referenceSituations: readonly Situation[] = [
  {
    title: "a foreign key comes with the table that it refers to, which comes first",
    from: "",
    to: BOOK + AUTHOR,
    operations: ["Create table author (2 fields)", "Create table book (3 fields)"],
  },
  {
    title: "a chain of foreign keys is created from its end",
    from: "",
    to: table("a", ref("b_id", "b")) + table("b", ref("c_id", "c")) + table("c"),
    operations: [
      "Create table c (1 field)",
      "Create table b (2 fields)",
      "Create table a (2 fields)",
    ],
  },
  {
    title: "a table that refers to itself is created in one piece",
    from: "",
    to: table("node", ref("up", "node")),
    operations: ["Create table node (2 fields)"],
  },
  {
    title: "two tables refer to each other",
    from: "",
    to: table("a", ref("b_id", "b")) + table("b", ref("a_id", "a")),
    operations: ["Create table a (1 field)", "Create table b (2 fields)", "Add field b_id to a"],
  },
  {
    title: "two tables refer to each other, with an index over the field",
    from: "",
    to:
      table("a", ref("b_id", "b")).replace(" }\n", ", indexes: [{ fields: [b_id, id] }] }\n") +
      table("b", ref("a_id", "a")),
    operations: [
      "Create table a (1 field)",
      "Create table b (2 fields)",
      "Add field b_id to a",
      "Add index idx_a_b_id_id to a",
    ],
  },
  {
    title: "three tables refer to each other in a circle",
    from: "",
    to: table("a", ref("b_id", "b")) + table("b", ref("c_id", "c")) + table("c", ref("a_id", "a")),
    operations: [
      "Create table a (1 field)",
      "Create table c (2 fields)",
      "Create table b (2 fields)",
      "Add field b_id to a",
    ],
  },
  {
    title: "a table that is there refers to a new one which refers back",
    from: table("a"),
    to: table("a", ref("b_id", "b")) + table("b", ref("a_id", "a")),
    operations: ["Create table b (2 fields)", "Add field b_id to a"],
  },
  {
    title: "a foreign key is added to tables that are there",
    from: AUTHOR + table("book"),
    to: AUTHOR + table("book", ref("author_id", "author")),
    operations: ["Add field author_id to book"],
  },
  {
    title: "a plain field becomes a foreign key to a new table",
    from: table("book", "{ name: by, type: integer }"),
    to: table("book", ref("by", "author")) + table("author"),
    operations: ["Create table author (1 field)", "Alter field by of book"],
  },
  {
    title: "a field of text is replaced by a foreign key",
    from: AUTHOR + table("book", text("author")),
    to: AUTHOR + table("book", ref("author_id", "author")),
    operations: ["Drop field author from book", "Add field author_id to book"],
  },
  {
    title: "a constraint is put on a field that is there",
    from: AUTHOR + table("book", "{ name: by, type: integer }"),
    to: AUTHOR + table("book", "{ name: by, type: integer, foreign_key: { table: author } }"),
    operations: ["Add foreign key fk_book_by from book to author"],
  },
  {
    title: "what happens to rows on a deletion changes",
    from: AUTHOR + table("book", "{ name: by, type: integer, foreign_key: { table: author } }"),
    to:
      AUTHOR +
      table(
        "book",
        "{ name: by, type: integer, foreign_key: { table: author, on_delete: CASCADE } }",
      ),
    operations: [
      "Drop foreign key fk_book_by from book",
      "Add foreign key fk_book_by from book to author",
    ],
  },
  {
    title: "a foreign key points to another table",
    from: AUTHOR + table("editor") + BOOK,
    to: AUTHOR + table("editor") + table("book", ref("author_id", "editor"), text("title")),
    operations: ["Alter field author_id of book"],
  },
  {
    title: "a foreign key goes before the table that it refers to",
    from: AUTHOR + BOOK,
    to: table("book", text("title")),
    operations: ["Drop field author_id from book", "Drop table author"],
  },
  {
    title: "a foreign key points elsewhere before its old table goes",
    from: AUTHOR + BOOK,
    to: table("person") + table("book", ref("author_id", "person"), text("title")),
    renames: { "author:person": false },
    operations: [
      "Create table person (1 field)",
      "Alter field author_id of book",
      "Drop table author",
    ],
  },
  {
    title: "tables that refer to each other in a line are removed from its beginning",
    from: AUTHOR + BOOK + table("page", ref("book_id", "book")),
    to: "",
    operations: ["Drop table page", "Drop table book", "Drop table author"],
  },
  {
    title: "tables that refer to each other in a circle are removed",
    from: table("a", ref("b_id", "b")) + table("b", ref("a_id", "a")),
    to: "",
    operations: [
      "Drop foreign key fk_a_b_id from a",
      "Drop foreign key fk_b_a_id from b",
      "Drop table b",
      "Drop table a",
    ],
  },
  {
    title: "a table that refers to itself is removed",
    from: table("node", ref("up", "node")),
    to: "",
    operations: ["Drop table node"],
  },
  {
    title: "a table is removed that refers to one that stays",
    from: AUTHOR + BOOK,
    to: AUTHOR,
    operations: ["Drop table book"],
  },
  {
    title: "a primary key that is also a foreign key comes behind the table it refers to",
    from: "",
    to:
      "- { name: place, fields: [{ name: id, type: integer, primary_key: true, foreign_key: { table: thing } }] }\n" +
      table("thing"),
    operations: ["Create table thing (1 field)", "Create table place (1 field)"],
  },
];

export const relationSituations: readonly Situation[] = [
  {
    title: "a many-to-many relation comes with its tables",
    from: "",
    to: table("post", many("tags", "tag")) + table("tag"),
    operations: [
      "Create table post (1 field)",
      "Create table tag (1 field)",
      "Create table post_tags (3 fields)",
    ],
  },
  {
    title: "a many-to-many relation is added to tables that are there",
    from: table("post") + table("tag"),
    to: table("post", many("tags", "tag")) + table("tag"),
    operations: ["Create table post_tags (3 fields)"],
  },
  {
    title: "a many-to-many relation is removed",
    from: table("post", many("tags", "tag")) + table("tag"),
    to: table("post") + table("tag"),
    operations: ["Drop table post_tags"],
  },
  {
    title: "a many-to-many relation goes with the table at its other end",
    from: table("post", many("tags", "tag")) + table("tag"),
    to: table("post"),
    operations: ["Drop table post_tags", "Drop table tag"],
  },
  {
    title: "a many-to-many relation becomes a field",
    from: table("post", many("tags", "tag")) + table("tag"),
    to: table("post", text("tags")) + table("tag"),
    operations: ["Drop table post_tags", "Add field tags to post"],
  },
  {
    title: "a field becomes a many-to-many relation",
    from: table("post", text("tags")) + table("tag"),
    to: table("post", many("tags", "tag")) + table("tag"),
    operations: ["Drop field tags from post", "Create table post_tags (3 fields)"],
  },
  {
    title: "a relation through a table of one's own is created behind both ends",
    from: "",
    to: table("link", ref("a_id", "a"), ref("b_id", "b")) + table("b") + table("a"),
    operations: [
      "Create table a (1 field)",
      "Create table b (1 field)",
      "Create table link (3 fields)",
    ],
  },
  {
    title: "an index is added",
    from: AUTHOR,
    to: index(AUTHOR, "{ name: by_name, fields: [name] }"),
    operations: ["Add index by_name to author"],
  },
  {
    title: "an index is removed",
    from: index(AUTHOR, "{ name: by_name, fields: [name] }"),
    to: AUTHOR,
    operations: ["Drop index by_name from author"],
  },
  {
    title: "an index is renamed",
    from: index(AUTHOR, "{ name: by_name, fields: [name] }"),
    to: index(AUTHOR, "{ name: named, fields: [name] }"),
    operations: ["Rename index by_name of author to named"],
  },
  {
    title: "the fields of an index stand in another order",
    from: index(AUTHOR, "{ name: i, fields: [id, name] }"),
    to: index(AUTHOR, "{ name: i, fields: [name, id] }"),
    operations: ["Drop index i from author", "Add index i to author"],
  },
  {
    title: "an index becomes unique",
    from: index(AUTHOR, "{ name: i, fields: [name] }"),
    to: index(AUTHOR, "{ name: i, fields: [name], unique: true }"),
    operations: ["Drop index i from author", "Add index i to author"],
  },
  {
    title: "an index is put over a field that comes with it",
    from: table("author"),
    to: index(AUTHOR, "{ name: i, fields: [name] }"),
    operations: ["Add field name to author", "Add index i to author"],
  },
  {
    title: "an index goes before the field that it is over",
    from: index(AUTHOR, "{ name: i, fields: [name] }"),
    to: table("author"),
    operations: ["Drop index i from author", "Drop field name from author"],
  },
  {
    title: "an index follows a field that is renamed",
    from: index(AUTHOR, "{ name: i, fields: [name] }"),
    to: index(table("author", text("names")), "{ name: i, fields: [names] }"),
    renames: { "author.name:names": true },
    operations: ["Rename field name of author to names"],
  },
];
