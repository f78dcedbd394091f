import { expect } from "chai";
import type { TableChange } from "../../../src/dialect/schema-change.js";
import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";
import type { Statement } from "../../../src/dialect/statement.js";
import { requireField } from "../../../src/schema/find-field.js";
import { makeIndex, makeTable, type Table } from "../../../src/schema/table.js";
import {
  authors,
  books,
  library,
  libraryWith,
  table,
  withField,
  withoutField,
} from "../../conformance/bench-tables.js";
import type { Workbench } from "../../conformance/workbench.js";
import { sqliteBench } from "./sqlite-bench.js";

const wide = withField(authors, { name: "name", type: "varchar", length: 200, nullable: false });

describe("a rebuild of an SQLite table", () => {
  const dialect = new SqliteDialect();
  let bench: Workbench;

  beforeEach(async () => {
    bench = await sqliteBench();
  });
  afterEach(() => bench.close());

  function alterName(from: Table, to: Table): readonly Statement[] {
    const change: TableChange = { before: libraryWith(from), after: libraryWith(to), from, to };
    const [old, fresh] = [requireField(from, "name"), requireField(to, "name")];
    return bench.editor(library).alterField({
      change,
      oldField: old,
      newField: fresh,
      options: { using: undefined, backfill: undefined },
    });
  }

  async function pragma(name: string): Promise<unknown> {
    const [row] = await bench.rows(`PRAGMA ${name}`);
    return row && Object.values(row)[0];
  }

  it("keeps every row that refers to the table with ON DELETE CASCADE", async () => {
    await bench.createLibrary();
    await bench.run(alterName(authors, wide));
    await bench.expectLibraryRows();
    expect(await bench.rows("PRAGMA foreign_key_check")).to.deep.equal([]);
    expect(await pragma("foreign_keys")).to.equal(1);
    await bench.connection.execute("DELETE FROM authors WHERE id = 2");
    expect(await bench.count("books")).to.equal(2);
  });

  it("refuses to go on when foreign keys are on, and loses nothing", async () => {
    await bench.createLibrary();
    await bench.connection.begin();
    let message = "";
    try {
      for (const statement of alterName(authors, wide))
        await dialect.session.run(bench.connection, statement);
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    await bench.connection.rollback();
    expect(message).to.equal("CHECK constraint failed: foreign keys must be off");
    await bench.expectLibraryRows();
  });

  it("works without a transaction around it, too", async () => {
    await bench.createLibrary();
    for (const statement of alterName(authors, wide))
      await dialect.session.run(bench.connection, statement);
    await bench.expectLibraryRows();
    await bench.expectState(libraryWith(wide));
    expect(await pragma("foreign_keys")).to.equal(1);
  });

  it("keeps indexes, triggers and views that were made by hand", async () => {
    await bench.createLibrary();
    await bench.connection.execute("CREATE INDEX by_hand ON authors (age DESC) WHERE age > 1");
    await bench.connection.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, name TEXT)");
    await bench.connection.execute(
      "CREATE TRIGGER logs AFTER INSERT ON authors BEGIN INSERT INTO log (name) VALUES (NEW.name); END",
    );
    await bench.connection.execute(
      "CREATE TRIGGER far AFTER INSERT ON log BEGIN UPDATE authors SET mail = 'x' WHERE name = NEW.name; END",
    );
    await bench.connection.execute(
      "CREATE VIEW shelf AS SELECT a.name, b.title FROM authors a JOIN books b ON b.author_id = a.id",
    );
    const select =
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR name = 'by_hand' ORDER BY name";
    const before = await bench.rows(select);
    await bench.run(alterName(authors, wide));
    expect(await bench.rows(select)).to.deep.equal(before);
    await bench.insert("authors", { name: "Cyd" });
    expect(await bench.rows("SELECT name, mail FROM authors WHERE name = 'Cyd'")).to.deep.equal([
      { name: "Cyd", mail: "x" },
    ]);
    expect(await bench.rows("SELECT count(*) AS n FROM shelf")).to.deep.equal([{ n: 3 }]);
  });

  it("keeps the counter above numbers that were given once", async () => {
    await bench.createLibrary();
    await bench.insert("authors", { name: "Gone" });
    await bench.connection.execute("DELETE FROM authors WHERE name = 'Gone'");
    await bench.run(alterName(authors, wide));
    await bench.insert("authors", { name: "New" });
    expect(await bench.rows("SELECT id FROM authors WHERE name = 'New'")).to.deep.equal([
      { id: 4 },
    ]);
  });

  it("keeps the counter of a table whose rows are all gone", async () => {
    await bench.createLibrary();
    await bench.connection.execute("DELETE FROM books WHERE sequel_of IS NOT NULL");
    await bench.connection.execute("DELETE FROM authors");
    await bench.run(alterName(authors, wide));
    await bench.insert("authors", { name: "New" });
    expect(await bench.rows("SELECT id FROM authors")).to.deep.equal([{ id: 3 }]);
  });

  it("refuses to take away a column that a view uses, and leaves everything as it was", async () => {
    await bench.createLibrary();
    await bench.connection.execute("CREATE VIEW mails AS SELECT mail FROM authors");
    const to = withoutField(authors, "mail", {
      checks: [{ name: "ck_age", expression: "age > 0" }],
    });
    const change: TableChange = { before: library, after: libraryWith(to), from: authors, to };
    const statements = bench.editor(library).dropField(change, requireField(authors, "mail"));
    let message = "";
    await bench.run(statements).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.match(/^error in view mails/);
    await bench.expectState(library);
    expect(await pragma("foreign_keys")).to.equal(1);
    expect(await pragma("legacy_alter_table")).to.equal(0);
  });

  it("is rolled back when it would leave references to nothing", async () => {
    await bench.createLibrary();
    await bench.connection.execute("PRAGMA foreign_keys = OFF");
    await bench.connection.execute("UPDATE books SET author_id = 99 WHERE id = 3");
    await bench.connection.execute("PRAGMA foreign_keys = ON");
    let failure: unknown;
    await bench.run(alterName(authors, wide)).catch((error: unknown) => {
      failure = error;
    });
    expect(failure).to.have.property("code", "DIALECT_FOREIGN_KEY_VIOLATION");
    expect(failure).to.have.property(
      "message",
      '1 row refers to a row that is not there: 1 from "books" to "authors"',
    );
    await bench.expectState(library);
  });

  it("gives each existing row a default of its own", async () => {
    await bench.createLibrary();
    const to = withField(authors, {
      name: "token",
      type: "uuid",
      nullable: false,
      default: { kind: "named", name: "new_uuid" },
    });
    const change: TableChange = { before: library, after: libraryWith(to), from: authors, to };
    await bench.run(bench.editor(library).addField(change, requireField(to, "token"), undefined));
    const tokens = (await bench.rows("SELECT token FROM authors")).map((row) => String(row.token));
    expect(new Set(tokens).size).to.equal(2);
    for (const token of tokens)
      expect(token).to.match(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
  });

  it("is not done where ALTER TABLE is enough", () => {
    const editor = bench.editor(library);
    const plain = withField(authors, { name: "bio", type: "text" });
    const added: TableChange = {
      before: library,
      after: libraryWith(plain),
      from: authors,
      to: plain,
    };
    const back: TableChange = {
      before: libraryWith(plain),
      after: library,
      from: plain,
      to: authors,
    };
    const texts = [
      ...editor.addField(added, requireField(plain, "bio"), undefined),
      ...editor.dropField(back, requireField(plain, "bio")),
    ].map(({ sql }) => sql);
    expect(texts).to.deep.equal([
      'ALTER TABLE "authors" ADD COLUMN "bio" TEXT',
      'ALTER TABLE "authors" DROP COLUMN "bio"',
    ]);
    expect(alterName(authors, authors)).to.deep.equal([]);
  });

  it("keeps all that a table can have", async () => {
    const everything = table(
      "everything",
      [
        { name: "a b", type: "varchar", length: 9, collation: "NOCASE", comment: "a */ b \\ c" },
        {
          name: 'q"q',
          type: "decimal",
          precision: 12,
          scale: 3,
          default: { kind: "literal", value: "-1.50" },
        },
        {
          name: "state",
          type: "enum",
          values: ["new", "it's"],
          nullable: false,
          default: { kind: "literal", value: "new" },
        },
        { name: "twice", type: "integer", generated: { expression: '"a b" || 1', stored: false } },
        { name: "tags", type: "text[]", default: { kind: "named", name: "array" } },
        { name: "blob", type: "bytes", default: { kind: "sql", sql: "X'00ff'" } },
        { name: "changed", type: "timestamp", autoUpdate: true, nullable: false },
      ],
      {
        comment: "all of it",
        uniques: [{ name: "uq one", fields: ["a b", "tags"] }],
        checks: [{ name: "ck one", expression: `"q""q" > -2 AND "state" <> 'x;y'` }],
        indexes: [
          makeIndex({
            name: "ix one",
            unique: true,
            parts: [
              { expression: 'lower("a b")', order: "desc" },
              { field: "state", collation: "NOCASE" },
            ],
            where: '"tags" IS NOT NULL',
          }),
        ],
      },
    );
    const schema = await bench.create([everything]);
    await bench.expectState(schema);
    await bench.insert("everything", { "a b": "x" });
    const to = makeTable({
      ...everything,
      fields: everything.fields.map((field) =>
        field.name === "a b" ? { ...field, length: 10 } : field,
      ),
    });
    const after = { ...schema, tables: new Map([["everything", to]]) };
    const change: TableChange = { before: schema, after, from: everything, to };
    const [old, fresh] = [requireField(everything, "a b"), requireField(to, "a b")];
    await bench.run(
      bench.editor(after).alterField({
        change,
        oldField: old,
        newField: fresh,
        options: { using: undefined, backfill: undefined },
      }),
    );
    await bench.expectState(after);
    expect(await bench.count("everything")).to.equal(1);
  });

  it("keeps a check that names its own table", async () => {
    const checks = [
      { name: "ck_age", expression: "\"authors\".age > 0 AND authors.name <> 'authors.x'" },
    ];
    const from = makeTable({ ...authors, checks });
    const to = makeTable({ ...wide, checks });
    await bench.create([from, books]);
    await bench.expectState(libraryWith(from));
    await bench.run(alterName(from, to));
    await bench.expectState(libraryWith(to));
  });

  it("of a STRICT table without row numbers keeps it so", async () => {
    const strict = table(
      "strict",
      [
        { name: "code", type: "varchar", length: 9, nullable: false },
        { name: "price", type: "decimal", precision: 30, scale: 10 },
        { name: "changed", type: "timestamp", autoUpdate: true },
      ],
      {
        primaryKey: { name: "pk_strict", fields: ["code"] },
        options: { strict: "true", without_rowid: "true", engine: "InnoDB" },
      },
    );
    const schema = await bench.create([strict]);
    await bench.expectState(schema);
    await bench.insert("strict", { code: "a", price: "12345678901234567890.1234567890" });
    const to = withField(strict, { name: "count", type: "integer", nullable: false });
    const after = { ...schema, tables: new Map([["strict", to]]) };
    const change: TableChange = { before: schema, after, from: strict, to };
    await bench.run(bench.editor(after).addField(change, requireField(to, "count"), "7"));
    await bench.expectState(after);
    expect(await bench.rows("SELECT price, count FROM strict")).to.deep.equal([
      { price: "12345678901234567890.1234567890", count: 7 },
    ]);
  });

  it("leaves the books alone when the parent of a self-reference is dropped with its rows", async () => {
    await bench.createLibrary();
    const after = { ...library, tables: new Map([["authors", authors]]) };
    await bench.run(bench.editor(after).dropTable({ before: library, after, table: books }));
    expect(await bench.count("authors")).to.equal(2);
  });
});
