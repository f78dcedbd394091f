import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

/** Each with a change by hand. */
const OBJECTS = [
  [
    "table",
    "plain",
    "create table if not exists PLAIN_NAME (id integer auto_increment primary key, `Note` varchar(20) default 'a' not null, age int check (age>0), unique (Note, age)) comment 'x'",
    "ALTER TABLE plain ALTER COLUMN note SET DEFAULT 'b'",
  ],
  [
    "table",
    "parted",
    "CREATE TABLE `parted` (id int not null, at date not null, key at_key (at)) partition by range columns (at) (partition a values less than ('2020-01-01'), partition b values less than maxvalue)",
    "ALTER TABLE parted DROP PARTITION a",
  ],
  [
    "table",
    "words",
    "create table words (id int primary key, body text, fulltext (body)) engine InnoDB",
    "ALTER TABLE words DROP INDEX body",
  ],
  [
    "table",
    "like_words",
    "create table like_words like words",
    "ALTER TABLE like_words ADD COLUMN more int",
  ],
  [
    "table",
    "child",
    "create table child (id int primary key, person int, other int, constraint to_person foreign key ix (person) references people (id) on delete restrict, foreign key (other) references people(id) on update cascade on delete set null)",
    "ALTER TABLE child DROP FOREIGN KEY to_person",
  ],
  [
    "index",
    "by_name",
    "create index by_name using btree on people (name (10) , age) comment 'it''s'",
    "ALTER TABLE people DROP INDEX by_name, ADD INDEX by_name (name(11), age) COMMENT 'it''s'",
  ],
  [
    "index",
    "parted_id",
    "create unique index parted_id on parted (id,at)",
    "ALTER TABLE parted DROP INDEX parted_id, ADD INDEX parted_id (id, at)",
  ],
  [
    "index",
    "full_name",
    "create fulltext index full_name on people (name)",
    "DROP INDEX full_name ON people",
  ],
] as const;

const objectOf = ([kind, name, definition]: readonly [string, string, string, string]) =>
  `  new m.CreateObject(${JSON.stringify({
    kind,
    name,
    definition: definition.replace("PLAIN_NAME", "plain"),
    dependsOn: name.startsWith("parted_") ? ["parted"] : name === "plain" ? [] : ["people"],
  })}),\n`;

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 80 },
    { name: "age", type: "integer" },
  ] }),
  new m.CreateTable({
    name: "beasts",
    fields: [{ name: "id", type: "integer", primaryKey: true }, { name: "name", type: "varchar", length: 80 }],
    indexes: [{ name: "by_name", fields: ["name"] }],
  }),
${OBJECTS.map(objectOf).join("")}
] });
`;

describeEachDatabase(
  "tables and indexes of a MySQL database that migrations made as objects",
  (server) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await server.create();
    });
    afterEach(() => database.drop());

    async function migrated(
      migration: string,
      work: (diff: () => ReturnType<typeof tool>) => Promise<void>,
    ): Promise<void> {
      await inFolder({ "migrations/0001_objects.ts": migration }, async (folder) => {
        const mm = (...words: readonly string[]) =>
          tool([...words, "--database-url", database.url], folder);
        const up = await mm("migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        await work(() => mm("db-diff"));
      });
    }

    it("are what the server makes of their definitions", async () => {
      await migrated(MIGRATION, async (diff) => {
        const session = await database.connect();
        await session.execute("INSERT INTO plain (age) VALUES (1), (2)");
        const tables = async () => {
          const rows = await session.query("SHOW TABLES");
          return rows.map((row) => Object.values(row)[0]);
        };
        const before = await tables();
        const { stdout, stderr, exit } = await diff();
        expect(stderr).to.not.contain("Not compared");
        expect(stdout).to.contain("Nothing differs");
        expect(exit).to.equal(0);
        expect(await tables()).to.deep.equal(before);
        expect(await session.query("SELECT COUNT(*) AS n FROM plain")).to.deep.equal([{ n: 2 }]);
      });
    });

    it("are drift when they were changed by hand", async () => {
      await migrated(MIGRATION, async (diff) => {
        const session = await database.connect();
        for (const [, , , change] of OBJECTS) await session.execute(change);
        const { stdout, exit } = await diff();
        expect(exit).to.equal(5);
        for (const [kind, name] of OBJECTS) expect(stdout).to.contain(`${kind} "${name}"`);
      });
    });

    it("may keep their history, and be like one that does", async () => {
      const session = await database.connect();
      const [row] = await session.query("SELECT VERSION() AS version");
      // MySQL has no histories: there it is a plain table.
      const [history, change] = String(row?.version).includes("MariaDB")
        ? [" with system versioning", "DROP SYSTEM VERSIONING"]
        : ["", "ADD COLUMN more int"];
      const versioned = [
        ["table", "ver", `create table ver (id int primary key, p point not null)${history}`, ""],
        ["table", "like_ver", "create table like_ver like ver", ""],
      ] as const;
      const [head = ""] = MIGRATION.split(objectOf(OBJECTS[0]));
      await migrated(`${head}${versioned.map(objectOf).join("")}] });\n`, async (diff) => {
        const untouched = await diff();
        expect(untouched.stdout).to.contain("Nothing differs.");
        await session.execute(`ALTER TABLE like_ver ${change}`);
        const { stdout } = await diff();
        expect(stdout).to.contain('~ table "like_ver"').and.not.contain('"ver"');
      });
    });

    it("are named where their SQL does more than make them, which is not run", async () => {
      const more = "its SQL does more than make it";
      const filled = [
        ["table", "filled", "create table filled as select id from people", "a query fills it"],
        [
          "table",
          "beside",
          "create table beside (id int); insert into people (id) values (1)",
          more,
        ],
        [
          "view",
          "before",
          "delete from people where id = 2; create view `before` as select 1",
          more,
        ],
      ] as const;
      const [head = ""] = MIGRATION.split(objectOf(OBJECTS[0]));
      await migrated(`${head}${filled.map(objectOf).join("")}] });\n`, async (diff) => {
        const session = await database.connect();
        await session.execute("DELETE FROM people");
        await session.execute("INSERT INTO people (id) VALUES (2)");
        const { stderr, exit } = await diff();
        expect(exit).to.equal(0);
        for (const [kind, name, , why] of filled) {
          expect(stderr).to.contain(`Not compared: ${kind} "${name}", because ${why}`);
        }
        expect(await session.query("SELECT id FROM people")).to.deep.equal([{ id: 2 }]);
      });
    });
  },
  (name) => name === "mysql",
);
