import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase } from "../../databases.js";

const MIGRATION = `import * as m from "makemigrations";
m.register({
  name: "0001_people",
  dependencies: [],
  operations: [
    new m.CreateTable({ name: "people", fields: [{ name: "id", type: "integer", primaryKey: true }, { name: "first", type: "text" }] }),
    new m.CreateObject({ kind: "function", name: "full_name(people)", database: "postgresql", dependsOn: ["people"],
      definition: "CREATE FUNCTION full_name(people) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.first'" }),
    new m.AddIndex({ table: "people", index: { name: "people_full_name", fields: [{ expression: "full_name(people.*)" }] } }),
  ],
});
`;

describeEachDatabase(
  "an index over a function of a row of its table",
  (server) => {
    it("is no drift where migrations made it as an index of the table", async () => {
      const database = await server.create();
      try {
        await inFolder({ "migrations/0001_people.ts": MIGRATION }, async (folder) => {
          const mm = (...words: readonly string[]) =>
            tool([...words, "--database-url", database.url], folder);
          const up = await mm("migrate", "up");
          expect(up.exit, up.stderr).to.equal(0);
          const same = await mm("db-diff");
          expect(same.exit, same.stdout + same.stderr).to.equal(0);
          await (await database.connect()).execute("DROP INDEX people_full_name");
          const differs = await mm("db-diff");
          expect(differs.exit).to.equal(5);
          expect(differs.stdout).to.contain(`- index "people_full_name" of table "people"`);
        });
      } finally {
        await database.drop();
      }
    });
  },
  (name) => name === "postgresql",
);
