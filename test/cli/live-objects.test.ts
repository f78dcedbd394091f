import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, mm as tool } from "./run-cli.js";

const TABLES = [
  "CREATE TABLE authors (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL)",
  "CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(200) NOT NULL, author_id INTEGER NOT NULL)",
];
const VIEWS = [
  "CREATE VIEW z_titles AS SELECT b.title, a.name AS who FROM books b JOIN authors a ON a.id = b.author_id",
  "CREATE VIEW a_first AS SELECT who FROM z_titles",
];

/** What one kind of database has beside tables, and what its text must hold or is not said. */
interface Beside {
  readonly made: readonly string[];
  readonly said: readonly string[];
  readonly unsaid: readonly string[];
  /** Changes it by hand, and the lines in which that shows. */
  readonly changes: readonly string[];
  readonly lines: readonly string[];
}

const BESIDE: Readonly<Record<string, Beside>> = {
  postgresql: {
    made: [
      "CREATE EXTENSION pg_trgm",
      "CREATE DOMAIN email AS text DEFAULT 'a@b' NOT NULL CONSTRAINT email_ok CHECK (VALUE LIKE '%@%')",
      'CREATE TYPE point3 AS (x int, "z z" numeric(5,2))',
      "CREATE SEQUENCE tickets START 100 INCREMENT 5",
      "CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) || ';' $$",
      "ALTER TABLE authors ADD loud text DEFAULT shout('x'), ADD ticket bigint DEFAULT nextval('tickets')",
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      "CREATE TRIGGER tidy BEFORE INSERT ON books FOR EACH ROW EXECUTE FUNCTION touch()",
      "CREATE TRIGGER tidy BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION touch()",
      "ALTER TABLE authors DISABLE TRIGGER tidy",
      "CREATE TRIGGER through INSTEAD OF INSERT ON z_titles FOR EACH ROW EXECUTE FUNCTION touch()",
      "COMMENT ON VIEW z_titles IS 'it''s; fine'",
      "CREATE MATERIALIZED VIEW counts AS SELECT author_id, count(*) AS n FROM books GROUP BY author_id",
      "CREATE UNIQUE INDEX counts_by_author ON counts (author_id)",
      "CREATE FUNCTION how_many(a int) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM books WHERE id = a'",
      "CREATE FUNCTION how_many(a text) RETURNS SETOF books LANGUAGE sql AS 'SELECT * FROM books'",
      "CREATE TYPE mood AS ENUM ('sad', 'glad')",
      "ALTER TABLE authors ADD feels mood",
      "CREATE VIEW glad AS SELECT name FROM authors WHERE feels = 'glad'::mood",
      "CREATE FUNCTION feel(m mood) RETURNS text LANGUAGE sql AS $$ SELECT m::text $$",
      "CREATE TYPE lone AS ENUM ('one')",
      "CREATE FUNCTION alone(l lone) RETURNS text LANGUAGE sql AS $$ SELECT l::text $$",
      "CREATE PROCEDURE clean() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM books; END $$",
      "CREATE RULE keep AS ON DELETE TO authors DO INSTEAD NOTHING",
      "ALTER TABLE books ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY mine ON books FOR SELECT USING (author_id = (SELECT min(id) FROM authors))",
      "ALTER TABLE authors ENABLE ROW LEVEL SECURITY",
      "CREATE AGGREGATE biggest(integer) (SFUNC = int4larger, STYPE = integer)",
      "CREATE TABLE parted (id integer, n integer) PARTITION BY RANGE (id)",
      "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
      "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20)",
      "CREATE INDEX parted_n ON ONLY parted (n)",
      "CREATE INDEX parted_1_by_n ON parted_1 (n)",
      "ALTER INDEX parted_n ATTACH PARTITION parted_1_by_n",
      'CREATE POLICY "may (not) read" ON books FOR SELECT USING (author_id > 0)',
      'CREATE TRIGGER "in (the) way" BEFORE DELETE ON books FOR EACH ROW EXECUTE FUNCTION touch()',
      "CREATE SCHEMA side",
      "CREATE VIEW side.twos AS SELECT 2 AS two",
    ],
    said: [
      "- pg_trgm",
      "name: authors.tidy",
      "- mood",
      "- lone",
      "DISABLE TRIGGER tidy",
      "name: side.twos",
      "name: biggest(integer)",
      "name: authors row security",
      "name: parted_n",
      "name: may [not] read",
      "name: in [the] way",
    ],
    unsaid: [],
    changes: [
      "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
      "DROP RULE keep ON authors",
      "CREATE VIEW extra AS SELECT 1 AS one",
    ],
    lines: ['~ function "touch()"', '- rule "keep"', '+ view "extra"'],
  },
  mysql: {
    made: [
      "CREATE FUNCTION shout(t VARCHAR(200)) RETURNS VARCHAR(200) DETERMINISTIC BEGIN RETURN CONCAT(UPPER(t), ';'); END",
      "CREATE VIEW loud AS SELECT shout(name) AS name, 'x`y' AS z FROM authors",
      "CREATE PROCEDURE clean(IN n INT) BEGIN DELETE FROM books WHERE id = n; SELECT CASE n WHEN 1 THEN 2 END; END",
      "CREATE TRIGGER tidy BEFORE INSERT ON books FOR EACH ROW BEGIN SET NEW.title = TRIM(NEW.title); SET NEW.id = NEW.id; END",
      "CREATE TRIGGER also BEFORE INSERT ON books FOR EACH ROW SET NEW.title = shout(NEW.title)",
      "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO DELETE FROM books",
      "CREATE DEFINER=`nobody`@`%` PROCEDURE theirs() SELECT 1",
      "CREATE SEQUENCE tickets START WITH 100 INCREMENT BY 5",
      "CREATE TABLE gone (a INT)",
      "CREATE VIEW broken AS SELECT a FROM gone",
      "DROP TABLE gone",
    ],
    said: [
      "kind: event",
      "- tidy",
      "kind: procedure",
      "- shout",
      "DEFINER=`nobody`@`%`",
      "kind: sequence",
    ],
    unsaid: ['view "broken", which does not work'],
    changes: [
      "CREATE OR REPLACE VIEW loud AS SELECT shout(name) AS name, 'other' AS z FROM authors",
      "DROP TRIGGER tidy",
      "CREATE TRIGGER tidy BEFORE UPDATE ON books FOR EACH ROW BEGIN SET NEW.title = TRIM(NEW.title); SET NEW.id = NEW.id; END",
      "DROP FUNCTION shout",
      "CREATE FUNCTION shout(t VARCHAR(100)) RETURNS VARCHAR(200) DETERMINISTIC BEGIN RETURN CONCAT(UPPER(t), ';'); END",
      "DROP TRIGGER also",
      "CREATE TRIGGER also BEFORE INSERT ON books FOR EACH ROW SET NEW.title = LOWER(NEW.title)",
      "DROP PROCEDURE clean",
      "CREATE VIEW extra AS SELECT 1 AS one",
    ],
    lines: [
      '~ trigger "also"',
      '~ trigger "tidy"',
      '~ function "shout"',
      '~ view "loud"',
      '- procedure "clean"',
      '+ view "extra"',
    ],
  },
  sqlite: {
    made: [
      "CREATE TRIGGER tidy AFTER INSERT ON books BEGIN UPDATE books SET title = trim(title) WHERE id = NEW.id; END",
      "CREATE TRIGGER through INSTEAD OF INSERT ON z_titles BEGIN INSERT INTO authors (name) VALUES (NEW.who); END",
      "CREATE VIRTUAL TABLE words USING fts5(body)",
    ],
    said: ["name: through", "- z_titles", "kind: virtual table"],
    unsaid: [],
    changes: [
      "DROP TABLE words",
      "CREATE VIRTUAL TABLE words USING fts5(body, extra)",
      "DROP VIEW a_first",
      "CREATE VIEW a_first AS SELECT title FROM z_titles",
      "DROP TRIGGER tidy",
      "CREATE VIEW extra AS SELECT 1 AS one",
    ],
    lines: ['~ view "a_first"', '~ virtual table "words"', '- trigger "tidy"', '+ view "extra"'],
  },
};

describeEachDatabase("views, triggers and routines of a live database", (server) => {
  const { made, said, unsaid, changes, lines } = BESIDE[server.dialect.name] ?? {
    ...{ made: [], said: [], unsaid: [], changes: [], lines: [] },
  };
  const open: TestDatabase[] = [];

  async function create(...statements: readonly string[]): Promise<TestDatabase> {
    const database = await server.create();
    open.push(database);
    await run(database, statements);
    return database;
  }

  async function run(database: TestDatabase, statements: readonly string[]): Promise<void> {
    const connection = await database.connect();
    for (const sql of statements) await connection.execute(sql);
  }

  afterEach(async () => {
    for (const database of open.splice(0)) await database.drop();
  });

  const mm = (folder: string, { url }: TestDatabase, ...words: readonly string[]) =>
    tool([...words, "--database-url", url], folder);

  const changesIn = (text: string) => text.split("\n").filter((line) => /^[-+~] /.test(line));

  it("are in the schema file, are made by its first migration, and differ when they are changed", async () => {
    const first = await create(...TABLES, ...VIEWS, ...made);
    const second = await create();
    await inFolder({}, async (folder) => {
      const init = await mm(folder, first, "init", "--from-database");
      expect(init.exit, init.stderr).to.equal(0);
      for (const one of unsaid) expect(init.stderr).to.contain(`not said: ${one}`);
      for (const words of [["generate"], ["db-diff"]]) {
        const { exit, stdout, stderr } = await mm(folder, first, ...words);
        expect(exit, stdout + stderr).to.equal(0);
      }
      const up = await mm(folder, second, "migrate", "up");
      expect(up.stdout, up.stderr).to.contain("Applied 0001_initial");
      const before = await mm(folder, first, "db-to-schema");
      expect((await mm(folder, second, "db-to-schema")).stdout).to.equal(before.stdout);
      for (const text of ["name: z_titles", ...said]) expect(before.stdout).to.contain(text);
      await run(second, changes);
      const diff = await mm(folder, second, "db-diff");
      expect(diff.exit, diff.stderr).to.equal(5);
      for (const line of lines) expect(diff.stdout).to.contain(line);
      expect(changesIn(diff.stdout)).to.have.length(lines.length);
      const { mending } = JSON.parse((await mm(folder, second, "db-diff", "--json")).stdout);
      for (const { steps } of mending) {
        await run(
          second,
          steps.map(({ sql }: { sql: string }) => sql),
        );
      }
      expect((await mm(folder, second, "db-diff")).stdout).to.contain("Nothing differs.");
      expect((await mm(folder, second, "migrate", "down")).exit).to.equal(0);
    });
  });

  it("that a migration made in its own words are those that the database has", async () => {
    const database = await create(...TABLES);
    const migration = `import * as m from "makemigrations";
m.register({ name: "0001_views", dependencies: [], operations: [
  new m.CreateTable({ name: "posts", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "changed", type: "timestamp", nullable: true, autoUpdate: true },
  ] }),
  new m.CreateObject({ kind: "view", name: "v", dependsOn: ["posts"],
    definition: "create view v as select id from posts where id in (1, 2)" }),
  new m.CreateObject({ kind: "view", name: "other", dependsOn: ["v"],
    definition: "create view other as select id from v" }),
] });
`;
    await inFolder({ "migrations/0001_views.ts": migration }, async (folder) => {
      const up = await mm(folder, database, "migrate", "up");
      expect(up.exit, up.stderr).to.equal(0);
      const diff = await mm(folder, database, "db-diff");
      expect(changesIn(diff.stdout)).to.deep.equal(['+ table "authors"', '+ table "books"']);
    });
  });
});
