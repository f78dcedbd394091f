import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

/** Longer than the server keeps: it cuts them in the midst of a word, or before a whole character. */
const LONG = "abcdefghij_".repeat(7);
const WIDE = `v${"é".repeat(60)}`;

const OBJECTS = [
  ["view", `v${LONG}`, "create view NAME as select id from people"],
  ["view", WIDE, "create view NAME as select name from people"],
  ["function", `f${LONG}(integer)`, "create function NAME returns int language sql as 'select 1'"],
  ["index", `i${LONG}`, "create index NAME on people (name)"],
  ["table", `t${LONG}`, "create table NAME (id int primary key)"],
  ["view", "beside", `create view beside as select id from t${LONG}`, `t${LONG}`],
  ["type", `e${LONG}`, "create type NAME as enum ('a')"],
  ["policy", `p${LONG}`, "create policy NAME on people using (true)"],
  ["sequence", `s${LONG}`, "create sequence NAME"],
] as const;

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 80 },
  ] }),
${OBJECTS.map(([kind, name, definition, on = "people"]) => {
  const parts = { kind, name, definition: definition.replace("NAME", name), dependsOn: [on] };
  return `  new m.CreateObject(${JSON.stringify(parts)}),\n`;
}).join("")}
] });
`;

describeEachDatabase(
  "objects whose names PostgreSQL cuts",
  (server) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await server.create();
    });
    afterEach(() => database.drop());

    it("are those that migrations made, and drift where they were changed", async () => {
      await inFolder({ "migrations/0001_objects.ts": MIGRATION }, async (folder) => {
        const mm = (...words: readonly string[]) =>
          tool([...words, "--database-url", database.url], folder);
        const up = await mm("migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        const untouched = await mm("db-diff");
        expect(untouched.stderr).to.not.contain("Not compared");
        expect(untouched.stdout).to.contain("Nothing differs.");
        const session = await database.connect();
        await session.execute(
          `CREATE OR REPLACE VIEW v${LONG} AS SELECT id FROM people WHERE id > 1`,
        );
        await session.execute(`DROP VIEW "${WIDE}"`);
        await session.execute(`DROP SEQUENCE s${LONG}`);
        const { stdout, exit } = await mm("db-diff");
        expect(exit).to.equal(5);
        const lines = stdout.split("\n").filter((line) => /^[-+~]/.test(line));
        expect(lines).to.deep.equal([
          `- sequence "${`s${LONG}`.slice(0, 63)}"`,
          `~ view "${`v${LONG}`.slice(0, 63)}"`,
          `- view "v${"é".repeat(31)}"`,
        ]);
      });
    });
  },
  (name) => name === "postgresql",
);
