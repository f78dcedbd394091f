import { type FieldParts, makeField } from "../../src/schema/field.js";
import { type Schema, schemaOf } from "../../src/schema/schema.js";
import {
  makeForeignKey,
  makeIndex,
  makeTable,
  type Table,
  type TableParts,
} from "../../src/schema/table.js";

/** A table from the shortest description; `id serial` is its primary key unless given. */
export function table(
  name: string,
  fields: readonly FieldParts[],
  rest: Partial<TableParts> = {},
): Table {
  const id = fields.some((field) => field.name === "id") || rest.primaryKey !== undefined;
  const all = id ? fields : [{ name: "id", type: "serial", nullable: false }, ...fields];
  return makeTable({
    primaryKey: { name: undefined, fields: ["id"] },
    ...rest,
    name,
    fields: all.map(makeField),
  });
}

/** Writers; the parent of {@link books}. */
export const authors = table(
  "authors",
  [
    { name: "name", type: "varchar", length: 80, nullable: false },
    { name: "mail", type: "varchar", length: 120 },
    { name: "age", type: "integer", nullable: false, default: { kind: "literal", value: 30 } },
  ],
  { indexes: [makeIndex({ name: "idx_authors_name", parts: ["name"] })] },
);

/** Rows go with their author: the data that a careless rebuild of the parent would lose. */
export const books = table(
  "books",
  [
    { name: "author_id", type: "foreign_key", nullable: false },
    { name: "title", type: "varchar", length: 200, nullable: false },
    { name: "price", type: "decimal", precision: 10, scale: 2 },
    { name: "sequel_of", type: "foreign_key" },
  ],
  {
    foreignKeys: [
      makeForeignKey({
        name: "fk_books_author_id",
        fields: ["author_id"],
        table: "authors",
        onDelete: "CASCADE",
      }),
      makeForeignKey({ name: "fk_books_sequel_of", fields: ["sequel_of"], table: "books" }),
    ],
    indexes: [makeIndex({ name: "idx_books_author", parts: ["author_id"] })],
  },
);

export const library: Schema = schemaOf({ tables: [authors, books] });

/** The library with one of its tables in another form. */
export function libraryWith(changed: Table): Schema {
  const others = [authors, books].filter(({ name }) => name !== changed.name);
  return schemaOf({ tables: [...others, changed] });
}

/** The table with a field put in the place of the one of that name, or behind the others. */
export function withField(base: Table, parts: FieldParts, rest: Partial<TableParts> = {}): Table {
  const field = makeField(parts);
  const known = base.fields.some(({ name }) => name === field.name);
  const fields = known
    ? base.fields.map((old) => (old.name === field.name ? field : old))
    : [...base.fields, field];
  return makeTable({ ...base, ...rest, fields });
}

export function withoutField(base: Table, name: string, rest: Partial<TableParts> = {}): Table {
  return makeTable({ ...base, ...rest, fields: base.fields.filter((one) => one.name !== name) });
}
