import { existsSync } from "node:fs";
import { expect } from "chai";
import { whyPrecious } from "../../src/cli/development-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, mm, tableMigration } from "./run-cli.js";

const FILES = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };

/** What no migration made, and what is hard to drop. */
const LEFT_BEHIND: Readonly<Record<string, readonly string[]>> = {
  postgresql: [
    "CREATE TYPE mood AS ENUM ('good', 'bad')",
    "CREATE DOMAIN short AS text",
    "CREATE TABLE p (id serial PRIMARY KEY, q integer, m mood)",
    "CREATE TABLE q (id serial PRIMARY KEY, p integer REFERENCES p, s short)",
    "ALTER TABLE p ADD FOREIGN KEY (q) REFERENCES q",
    "CREATE VIEW v AS SELECT * FROM p",
    "CREATE MATERIALIZED VIEW mv AS SELECT * FROM v",
    "CREATE TABLE parted (id int) PARTITION BY RANGE (id)",
    "CREATE TABLE part_1 PARTITION OF parted FOR VALUES FROM (1) TO (2)",
    "CREATE FUNCTION f(x mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    'CREATE SCHEMA "Other ""one"""',
    'CREATE TABLE "Other ""one""".t (id integer)',
    "CREATE SEQUENCE lonely",
  ],
  mysql: [
    "CREATE TABLE p (id integer PRIMARY KEY, q integer)",
    "CREATE TABLE q (id integer PRIMARY KEY, p integer, FOREIGN KEY (p) REFERENCES p (id))",
    "ALTER TABLE p ADD FOREIGN KEY (q) REFERENCES q (id)",
    "CREATE TABLE `odd``name` (id integer)",
    "CREATE VIEW v AS SELECT * FROM p",
    "CREATE FUNCTION f() RETURNS integer DETERMINISTIC RETURN 1",
    "CREATE PROCEDURE r() SELECT 1",
  ],
  sqlite: [
    "CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT, q INTEGER REFERENCES q)",
    "CREATE TABLE q (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p)",
    "INSERT INTO p (id) VALUES (1)",
    "INSERT INTO q VALUES (1, 1)",
    'CREATE TABLE "odd""name" (id INTEGER)',
    "CREATE VIEW v AS SELECT * FROM p",
    "CREATE TRIGGER tr AFTER INSERT ON p BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE words USING fts5(word)",
  ],
};

describeEachDatabase("whole databases", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  it("fresh drops what anybody made and applies everything, and reset goes back to nothing", async () => {
    const { dialect } = database;
    const connection = await database.connect();
    for (const sql of LEFT_BEHIND[dialect.name] ?? []) await connection.execute(sql);
    const tables = async () => {
      const introspector = dialect.session.createIntrospector(connection);
      const schema = await introspector.read({ ignore: [] });
      const made = [...schema.tables.keys()].filter((name) => !name.startsWith("makemigrations_"));
      const { objects, unsaid } = await introspector.objects(schema);
      return [...made, ...objects.map(({ object }) => `${object.kind} ${object.name}`), ...unsaid];
    };
    expect(await tables()).not.to.deep.equal([]);
    await inFolder(FILES, async (cwd) => {
      const run = (...words: string[]) => mm([...words, "--database-url", database.url], cwd);
      for (const time of ["first", "second"]) {
        const fresh = await run("migrate", "fresh", "--json");
        expect(fresh.exit, time + fresh.stdout).to.equal(0);
        expect(JSON.parse(fresh.stdout).migrations).to.have.lengthOf(1);
        expect(await tables()).to.deep.equal(["a"]);
      }
      const reset = await run("migrate", "reset");
      expect(reset.exit, reset.stderr).to.equal(0);
      expect(await tables()).to.deep.equal([]);
    });
  });

  it("are made, waited for and ended; another than one for development only by its name", async () => {
    const url = new URL(database.url);
    const files = url.protocol === "sqlite:";
    const name = files ? url.pathname.replace("test.db", "production.db") : "mm_gates_shop";
    const own = files
      ? `sqlite:${name}`
      : Object.assign(new URL(url), { pathname: `/${name}` }).href;
    await inFolder(FILES, async (cwd) => {
      const run = async (...words: string[]) => {
        const result = await mm([...words, "--json", "--database-url", own], cwd);
        return { exit: result.exit, document: JSON.parse(result.stdout) };
      };
      expect((await run("db", "wait", "--timeout", "0")).document).to.include({ exists: false });
      expect((await run("db", "create")).document).to.include({ created: true });
      try {
        if (files) expect(existsSync(name)).to.equal(true);
        expect((await run("db", "create")).document).to.include({ created: false });
        expect((await run("db", "wait")).document).to.include({ exists: true });
        expect((await run("migrate", "fresh", "--dry-run")).document.drops).to.deep.equal([]);
        expect((await run("migrate", "up")).exit).to.equal(0);
        const { document } = await run("migrate", "fresh", "--dry-run");
        expect(document.drops.join("\n")).to.match(/^DROP (?:TABLE|VIEW|SCHEMA).*makemigrations_/m);
        expect(document.planned).to.have.lengthOf(1);
        const redo = await run("migrate", "redo", "--dry-run");
        expect(redo.document.planned).to.have.lengthOf(2);
        const status = await run("migrate", "status");
        expect(status.document).to.include({ applied: 1, pending: 0 });
        for (const words of [
          ["db", "drop"],
          ["migrate", "fresh"],
          ["migrate", "reset", "--yes"],
        ]) {
          const refused = await run(...words);
          expect(refused.exit).to.equal(4);
          expect(refused.document).to.include({ code: "CLI_NOT_DEVELOPMENT" });
        }
        expect((await run("db", "drop", "--yes", "--name", "other")).exit).to.equal(4);
      } finally {
        expect((await run("db", "drop", "--yes", "--name", name)).document).to.include({
          dropped: true,
        });
      }
      expect((await run("db", "drop", "--yes", "--name", name)).document).to.include({
        dropped: false,
      });
      expect((await run("db", "wait", "--timeout", "0")).document).to.include({ exists: false });
    });
  });
});

describe("a database for development", () => {
  const server = (host: string, database: string) => ({ host, database, files: [] });
  const file = (database: string) => ({ host: undefined, database, files: [database] });

  it("is a file, or on this machine with a name that says so", () => {
    for (const at of [
      file("./mm.db"),
      file(":memory:"),
      server("localhost", "shop_dev"),
      server("127.0.0.1", "shop_test2"),
      server("::1", "Shop-Development"),
      server("/var/run/postgresql", "sandbox"),
    ]) {
      expect(whyPrecious(at, {}), at.database).to.equal(undefined);
    }
  });

  it("is not one elsewhere, with another name, or where anything says production", () => {
    expect(whyPrecious(server("db.example.com", "shop_dev"), {})).to.contain("not this machine");
    expect(whyPrecious(server("localhost.example.com", "shop_dev"), {})).to.contain("machine");
    expect(whyPrecious(server("localhost", "shop"), {})).to.contain("does not say so");
    expect(whyPrecious(server("localhost", "contest"), {})).to.contain("does not say so");
    expect(whyPrecious(server("localhost", "prod_test"), {})).to.contain('"prod"');
    expect(whyPrecious(file("/srv/production/app.db"), {})).to.contain('"production"');
    expect(whyPrecious(file("./mm.db"), { NODE_ENV: "production" })).to.contain("NODE_ENV");
  });
});
