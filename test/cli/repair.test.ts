import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { inFolder, mm, tableMigration } from "./run-cli.js";

const FILE = "migrations/0001_a.ts";
const SOURCE = tableMigration("0001_a", "a");
const SCRIPT = `import * as m from "makemigrations";
m.register({ name: "0002_s", dependencies: ["0001_a"], operations: [
  new m.RunScript({ up: async (db) => { await db.query("SELECT 1"); } }),
] });
`;

describeEachDatabase("mm migrate repair", (server) => {
  it("tells another text from other statements, and what an older history cannot know", async () => {
    const database = await server.create();
    try {
      await inFolder({ [FILE]: SOURCE, "migrations/0002_s.ts": SCRIPT }, async (cwd) => {
        const run = (...words: string[]) =>
          mm([...words, "--json", "--database-url", database.url], cwd);
        const changed = async (source: string, ...words: string[]) => {
          writeFileSync(join(cwd, FILE), source);
          const { exit, stdout } = await run("migrate", "repair", ...words);
          const { changes, repaired, code } = JSON.parse(stdout);
          const kinds = changes.map((one: { change: string }) => one.change);
          return { exit, code, kinds, repaired, changes };
        };
        expect((await run("migrate", "up")).exit).to.equal(0);

        expect(await changed(`// Formatted.\n${SOURCE}`)).to.deep.include({
          exit: 0,
          kinds: ["text"],
          repaired: ["0001_a"],
        });
        expect((await run("migrate", "status", "--check")).exit).to.equal(0);

        const other = SOURCE.replace('"serial"', '"bigserial"');
        const refused = await changed(other);
        expect(refused).to.deep.include({ exit: 4, code: "UNAPPROVED", repaired: [] });
        const [{ before, after }] = refused.changes;
        expect(before).not.to.deep.equal(after);
        expect((await run("migrate", "status", "--check")).exit).to.equal(5);
        expect(await changed(other, "--yes")).to.deep.include({ exit: 0, repaired: ["0001_a"] });

        const connection = await database.connect();
        await connection.execute("UPDATE makemigrations_history SET details = NULL");
        expect(await changed(`// Again.\n${other}`)).to.deep.include({
          exit: 4,
          kinds: ["unrecorded"],
        });
        expect(await changed(`// Again.\n${other}`, "--yes")).to.deep.include({ exit: 0 });

        writeFileSync(join(cwd, "migrations/0002_s.ts"), SCRIPT.replace("SELECT 1", "SELECT 2"));
        expect(await changed(`// Again.\n${other}`)).to.deep.include({ exit: 4 });
      });
    } finally {
      await database.drop();
    }
  });
});
