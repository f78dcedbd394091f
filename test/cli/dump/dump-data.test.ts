import { expect } from "chai";
import type { Connection } from "../../../src/driver/driver.js";
import { describeEachDatabase } from "../../databases.js";
import { DumpDatabases, done } from "../dump-databases.js";
import { type DumpSample, dumpSamples } from "../dump-samples.js";
import { inFolder } from "../run-cli.js";

describeEachDatabase("generate dump-data", (server) => {
  const databases = new DumpDatabases(server);

  const sample = dumpSamples[server.name];
  if (sample !== undefined) {
    it("brings every value unharmed into an empty database, as the server itself sees it", async () => {
      await inFolder({ "migrations/0001_types.ts": typesMigration(sample) }, async (folder) => {
        await done(folder, databases.filled.url, "migrate", "up");
        const from = await databases.filled.connect();
        const names = namesOf(sample).filter((name) => name !== "twice");
        const columns = ["id", ...names].map((name) => server.dialect.quote(name)).join(", ");
        for (const [at, values] of sample.rows.entries()) {
          await from.execute(`INSERT INTO things (${columns}) VALUES (${at * 7}, ${values})`);
        }
        await done(folder, databases.filled.url, "generate", "dump-data", "things");
        const { stdout } = await done(folder, databases.filled.url, "migrate", "up");
        expect(stdout).to.contain("0002_dump_things");
        await done(folder, databases.empty.url, "migrate", "up");
        const to = await databases.empty.connect();
        expect(await shown(to, sample)).to.deep.equal(await shown(from, sample));
        const next = "INSERT INTO things (word) VALUES ('next')";
        await from.execute(next);
        await to.execute(next);
        expect(await shown(to, sample)).to.deep.equal(await shown(from, sample));
        await to.execute("DELETE FROM things WHERE word = 'next'");
        await done(folder, databases.empty.url, "migrate", "down");
        expect(await shown(to, sample)).to.deep.equal([]);
        await done(folder, databases.empty.url, "migrate", "up", "--locked");
      });
    });
  }

  async function shown(connection: Connection, { shown: show, ...rest }: DumpSample) {
    const columns = ["id", ...namesOf({ shown: show, ...rest })].map(
      (name, at) => `${show(server.dialect.quote(name))} AS c${at}`,
    );
    return await connection.query(`SELECT ${columns.join(", ")} FROM things ORDER BY things.id`);
  }
});

function namesOf({ fields }: DumpSample): readonly string[] {
  return [...fields.matchAll(/\{ name: "(\w+)"/g)].map(([, name = ""]) => name);
}

function typesMigration({ fields }: DumpSample): string {
  return `import * as m from "makemigrations";
m.register({ name: "0001_types", dependencies: [], operations: [
  new m.CreateTable({ name: "things", fields: [
    { name: "id", type: "serial", primaryKey: true },${fields}
  ] }),
] });
`;
}
