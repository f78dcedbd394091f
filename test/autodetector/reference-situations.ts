import { index, many, ref, type Situation, table, text } from "./schema-words.js";

const AUTHOR = table("author", text("name"));
const BOOK = table("book", ref("author_id", "author"), text("title"));

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
