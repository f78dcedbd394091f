import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, tableMigration, mm as tool } from "./run-cli.js";

const ESCAPE = "esc\u001b[31m::error::";
const BREAK = "two\nlines";
const DOT = "a.b";
const QUOTES = `it's "q" \`b\` [c]`;
const IGNORE = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

/** What one kind of database has besides. */
interface Hostile {
  /** The longest name that it takes, in letters. */
  readonly longest: number;
  readonly more: (quote: (name: string) => string) => readonly string[];
  /** Lines that must be among what is not said. */
  readonly unsaid: readonly string[];
}

/** A user who may read one table, and look at a view without what it is made of. */
interface Poor {
  readonly grant: (user: string) => readonly string[];
  readonly revoke: (user: string) => readonly string[];
  readonly unsaid: readonly string[];
}

const POOR: Readonly<Record<string, Poor>> = {
  postgresql: {
    grant: (user) => [
      `CREATE ROLE ${user} LOGIN`,
      `GRANT SELECT ON fine TO ${user}`,
      "CREATE SCHEMA half",
      "CREATE TABLE half.closed (id integer)",
    ],
    revoke: (user) => [`DROP OWNED BY ${user}`, `DROP ROLE ${user}`],
    unsaid: [],
  },
  mysql: {
    grant: (user) => [
      `CREATE USER ${user}@'%'`,
      `GRANT SELECT ON fine TO ${user}@'%'`,
      `GRANT SELECT ON secret_view TO ${user}@'%'`,
    ],
    revoke: (user) => [`DROP USER ${user}@'%'`],
    unsaid: [`view "secret_view", whose definition the database does not show`],
  },
};

const MORE = tableMigration("0001_more", "more");
const HUGE = "huge ".repeat(100_000);

const HOSTILE: Readonly<Record<string, Hostile>> = {
  postgresql: {
    longest: 63,
    more: (quote) => [
      `COMMENT ON TABLE fine IS '${HUGE}'`,
      `COMMENT ON COLUMN fine.a IS '\u001b[31mred'`,
      `CREATE TYPE ${quote(`e${BREAK}`)} AS ENUM ('x\ny', '\u001b[31m')`,
      `CREATE TABLE of_enum (a ${quote(`e${BREAK}`)})`,
      `CREATE SCHEMA ${quote(ESCAPE)}`,
      `CREATE TABLE ${quote(ESCAPE)}.t (a int)`,
      "CREATE FUNCTION lost() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT x FROM nowhere); END'",
    ],
    unsaid: [`enum "etwo\\nlines"`, `table "esc\\x1b[31m::error::.t"`],
  },
  mysql: {
    longest: 64,
    more: (quote) => [
      "CREATE TABLE short_lived (a int)",
      "CREATE VIEW broken AS SELECT a FROM short_lived",
      "CREATE VIEW on_broken AS SELECT a FROM broken",
      "DROP TABLE short_lived",
      "CREATE FUNCTION lost() RETURNS int DETERMINISTIC RETURN (SELECT max(a) FROM nowhere)",
      `CREATE TABLE commented (a int COMMENT '\u001b[31m') COMMENT '${"c".repeat(2048)}'`,
      `CREATE PROCEDURE ${quote(ESCAPE)}() SELECT 1`,
    ],
    unsaid: [
      `view "broken", which does not work`,
      `view "on_broken", which does not work`,
      `procedure "esc\\x1b[31m::error::"`,
    ],
  },
  sqlite: {
    longest: 128,
    more: (quote) => [
      "CREATE VIEW broken AS SELECT x FROM nowhere",
      "CREATE TRIGGER lost AFTER INSERT ON fine BEGIN INSERT INTO nowhere VALUES (1); END",
      `CREATE TABLE commented /* ${HUGE} */ (a TEXT /* \u001b[31mred */ DEFAULT '\u001b[31m')`,
      `CREATE TRIGGER ${quote(ESCAPE)} AFTER INSERT ON fine BEGIN SELECT 1; END`,
    ],
    unsaid: [`trigger "esc\\x1b[31m::error::"`],
  },
};

describeEachDatabase("a hostile database", (server) => {
  const hostile = HOSTILE[server.dialect.name];
  const quote = (name: string) => server.dialect.quote(name);
  const open: TestDatabase[] = [];

  async function create(...statements: readonly string[]): Promise<TestDatabase> {
    const database = await server.create();
    open.push(database);
    const connection = await database.connect();
    for (const sql of statements) await connection.execute(sql);
    return database;
  }

  afterEach(async () => {
    for (const database of open.splice(0)) await database.drop();
  });

  it("is read, what cannot be said is named in clean words, and nothing differs", async () => {
    if (hostile === undefined) return;
    const long = "l".repeat(hostile.longest);
    const database = await create(
      "CREATE TABLE fine (id INTEGER NOT NULL PRIMARY KEY, a VARCHAR(40))",
      `CREATE TABLE ${quote(long)} (${quote(long)} INTEGER NOT NULL UNIQUE, CHECK (${quote(long)} > 0))`,
      `CREATE TABLE ${quote(QUOTES)} (${quote(QUOTES)} VARCHAR(40))`,
      `CREATE TABLE ${quote(ESCAPE)} (a INTEGER)`,
      `CREATE TABLE ${quote(BREAK)} (a INTEGER)`,
      `CREATE TABLE of_dots (${quote(DOT)} INTEGER)`,
      `CREATE TABLE of_breaks (${quote(BREAK)} INTEGER)`,
      `CREATE INDEX ${quote(`i${BREAK}`)} ON fine (a)`,
      `CREATE VIEW ${quote(`v${ESCAPE}`)} AS SELECT id FROM fine`,
      ...hostile.more(quote),
    );
    const other = await create();
    await inFolder({}, async (folder) => {
      const mm = (one: TestDatabase, ...words: readonly string[]) =>
        tool([...words, "--database-url", one.url], folder);
      const init = await mm(database, "init", "--from-database");
      expect(init.exit, init.stderr).to.equal(0);
      const runs = [
        init,
        await mm(database, "db-to-schema"),
        await mm(database, "db-to-schema", "--format", "ts"),
        await mm(database, "db-diff"),
        await mm(other, "migrate", "up"),
        await mm(other, "db-diff"),
      ];
      for (const { exit, stdout, stderr } of runs) {
        expect(exit, stderr).to.equal(0);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
        expect(stdout + stderr).to.not.match(/[\u0000-\u0008\u000b-\u001f\u007f]|^::/m);
      }
      for (const line of [
        `table "esc\\x1b[31m::error::"`,
        `table "two\\nlines"`,
        // PostgreSQL keeps such tables by their SQL.
        ...(server.dialect.name === "postgresql" ? [] : [`table "of_dots"`, `table "of_breaks"`]),
        `index "itwo\\nlines"`,
        `view "vesc\\x1b[31m::error::"`,
        ...hostile.unsaid,
      ]) {
        expect(init.stderr).to.contain(`not said: ${line}`);
      }
    });
  });

  it("is read by a user who has few rights, as far as the server lets them look", async () => {
    const poor = POOR[server.dialect.name];
    if (poor === undefined) return;
    const user = `mm_poor_${randomBytes(4).toString("hex")}`;
    const database = await create(
      "CREATE TABLE fine (id INTEGER NOT NULL PRIMARY KEY)",
      "CREATE TABLE secret (id INTEGER NOT NULL PRIMARY KEY)",
      "CREATE VIEW secret_view AS SELECT id FROM secret",
    );
    const connection = await database.connect();
    for (const sql of poor.grant(user)) await connection.execute(sql);
    try {
      const url = new URL(database.url);
      url.username = user;
      await inFolder({ "migrations/0001_more.ts": MORE }, async (folder) => {
        const mm = (...words: readonly string[]) => tool(words, folder);
        const read = await mm("db-to-schema", "--database-url", url.href);
        expect(read.exit, read.stderr).to.equal(0);
        expect(read.stdout).to.contain("name: fine");
        for (const line of poor.unsaid) expect(read.stderr).to.contain(`not said: ${line}`);
        const up = await mm("migrate", "up", "--database-url", url.href);
        expect(up.exit).to.equal(1);
        expect(up.stderr).to.contain("The user of the URL may not do this");
      });
    } finally {
      for (const sql of poor.revoke(user)) await connection.execute(sql);
    }
  });

  it("is read while tables and views come and go", async () => {
    const database = await create("CREATE TABLE fine (id INTEGER NOT NULL PRIMARY KEY)");
    const [writer, reader] = [await database.connect(), await database.connect()];
    let isOver = false;
    const churn = async (): Promise<void> => {
      for (let at = 0; !isOver; at += 1) {
        await writer.execute(`CREATE TABLE gone${at} (id INTEGER NOT NULL PRIMARY KEY, a INTEGER)`);
        await writer.execute(`CREATE INDEX gone_index${at} ON gone${at} (a)`);
        await writer.execute(`CREATE VIEW gone_view${at} AS SELECT a FROM gone${at}`);
        await writer.execute(`DROP VIEW gone_view${at}`);
        await writer.execute(`DROP TABLE gone${at}`);
      }
    };
    const read = async (): Promise<void> => {
      try {
        for (let turn = 0; turn < 25; turn += 1) {
          const introspector = database.dialect.session.createIntrospector(reader);
          const schema = await introspector.read({ ignore: IGNORE });
          expect([...schema.tables.keys()]).to.include("fine");
          await introspector.objects(schema);
        }
      } finally {
        isOver = true;
      }
    };
    await Promise.all([churn(), read()]);
  });
});
