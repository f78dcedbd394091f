import { type Situation, table, text } from "./schema-words.js";

const AUTHOR = table("author", text("name"), text("mail"));

/** The table with more keys. */
function having(of: string, more: string): string {
  return of.replace(/ \}\n$/, `, ${more} }\n`);
}

const unique = (...fields: readonly string[]): string =>
  `unique: [{ name: u, fields: [${fields.join(", ")}] }]`;
const exclusion = (field: string): string =>
  `exclusions: [{ name: e, definition: "USING gist (${field} WITH =)" }]`;
const check = (expression: string): string => `checks: [{ name: c, expression: "${expression}" }]`;
const KEYLESS =
  "- { name: pair, fields: [{ name: a, type: integer, nullable: false }, { name: b, type: integer, nullable: false }]";

export const constraintSituations: readonly Situation[] = [
  {
    title: "an exclusion is added",
    from: AUTHOR,
    to: having(AUTHOR, exclusion("name")),
    operations: ["Add exclusion e to author"],
  },
  {
    title: "an exclusion is over another field, which comes, and the old one goes",
    from: having(AUTHOR, exclusion("mail")),
    to: having(table("author", text("name"), text("land")), exclusion("land")),
    operations: [
      "Drop exclusion e from author",
      "Drop field mail from author",
      "Add field land to author",
      "Add exclusion e to author",
    ],
    renames: { "author.mail:land": false },
  },
  {
    title: "a unique constraint takes NULL as equal, and its check comes at the end",
    from: having(AUTHOR, unique("name", "mail")),
    to: having(
      AUTHOR,
      "unique: [{ name: u, fields: [name, mail], nulls_not_distinct: true, deferrable: immediate }]",
    ),
    operations: ["Drop unique constraint u from author", "Add unique constraint u to author"],
  },
  {
    title: "a unique constraint over several fields is added",
    from: AUTHOR,
    to: having(AUTHOR, unique("name", "mail")),
    operations: ["Add unique constraint u to author"],
  },
  {
    title: "a unique constraint over several fields is removed",
    from: having(AUTHOR, unique("name", "mail")),
    to: AUTHOR,
    operations: ["Drop unique constraint u from author"],
  },
  {
    title: "the fields of a unique constraint stand in another order",
    from: having(AUTHOR, unique("name", "mail")),
    to: having(AUTHOR, unique("mail", "name")),
    operations: ["Drop unique constraint u from author", "Add unique constraint u to author"],
  },
  {
    title: "a unique constraint is over one field more, which comes with it",
    from: having(AUTHOR, unique("name", "mail")),
    to: having(
      table("author", text("name"), text("mail"), text("land")),
      unique("name", "mail", "land"),
    ),
    operations: [
      "Drop unique constraint u from author",
      "Add field land to author",
      "Add unique constraint u to author",
    ],
  },
  {
    title: "a unique constraint is over one field less, which goes",
    from: having(AUTHOR, unique("name", "mail")),
    to: having(table("author", text("name")), unique("name", "id")),
    operations: [
      "Drop unique constraint u from author",
      "Add unique constraint u to author",
      "Drop field mail from author",
    ],
  },
  {
    title: "a unique constraint goes with the field that it is over",
    from: having(AUTHOR, unique("name", "mail")),
    to: table("author", text("name")),
    operations: ["Drop unique constraint u from author", "Drop field mail from author"],
  },
  {
    title: "a unique constraint follows a field that is renamed",
    from: having(AUTHOR, unique("name", "mail")),
    to: having(table("author", text("names"), text("mail")), unique("names", "mail")),
    renames: { "author.name:names": true },
    operations: ["Rename field name of author to names"],
  },
  {
    title: "a table comes with a unique constraint and a check in one piece",
    from: "",
    to: having(AUTHOR, `${unique("name", "mail")}, ${check("name <> ''")}`),
    operations: ["Create table author (3 fields)"],
  },
  {
    title: "a check is added",
    from: AUTHOR,
    to: having(AUTHOR, check("name <> ''")),
    operations: ["Add check c to author"],
  },
  {
    title: "a check is removed",
    from: having(AUTHOR, check("name <> ''")),
    to: AUTHOR,
    operations: ["Drop check c from author"],
  },
  {
    title: "a check says something else",
    from: having(AUTHOR, check("name <> ''")),
    to: having(AUTHOR, check("name <> '-'")),
    operations: ["Drop check c from author", "Add check c to author"],
  },
  {
    title: "a primary key over several fields is added",
    from: `${KEYLESS} }\n`,
    to: `${KEYLESS}, primary_key: [a, b] }\n`,
    operations: ["Make (a, b) the primary key of pair"],
  },
  {
    title: "a primary key over several fields is removed",
    from: `${KEYLESS}, primary_key: [a, b] }\n`,
    to: `${KEYLESS} }\n`,
    operations: ["Drop the primary key of pair"],
  },
  {
    title: "the comment of a table is added",
    from: AUTHOR,
    to: having(AUTHOR, "comment: who writes"),
    operations: ["Alter table author (comment)"],
  },
  {
    title: "the comment of a table is removed with a field",
    from: having(AUTHOR, "comment: who writes"),
    to: table("author", text("name")),
    operations: ["Alter table author (comment)", "Drop field mail from author"],
  },
];
