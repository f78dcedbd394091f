import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { inFolder, mm, tableMigration } from "./run-cli.js";

const FILES = {
  "migrations/0001_a.ts": tableMigration("0001_a", "a"),
  "migrations/0002_b.ts": tableMigration("0002_b", "b").replace("[],", '["0001_a"],'),
  "migrations/0003_c.ts": tableMigration("0003_c", "c").replace("[],", '["0002_b"],'),
};

describeEachDatabase("what a pipeline asks, and steps", (server) => {
  it("tells what is pending, applies so many, and undoes and applies the last ones again", async () => {
    const database = await server.create();
    try {
      await inFolder(FILES, async (cwd) => {
        const run = (...words: string[]) => mm([...words, "--database-url", database.url], cwd);
        const check = async () => (await run("migrate", "status", "--check")).exit;
        const names = async (...words: string[]) => {
          const result = await run(...words, "--json");
          expect(result.exit, result.stdout + result.stderr).to.equal(0);
          const { migrations } = JSON.parse(result.stdout);
          return migrations.map(
            (one: { name: string; outcome: string }) => `${one.outcome} ${one.name}`,
          );
        };

        expect(await check()).to.equal(1);
        expect(await names("migrate", "up", "--steps", "2")).to.deep.equal([
          "applied 0001_a",
          "applied 0002_b",
        ]);
        expect(await names("migrate", "redo")).to.deep.equal(["reverted 0002_b", "applied 0002_b"]);
        const dry = await run("migrate", "up", "--dry-run", "--check", "--json");
        expect(dry.exit).to.equal(1);
        expect(JSON.parse(dry.stdout)).to.include({ code: "PENDING" });
        expect(await names("migrate", "up")).to.deep.equal(["applied 0003_c"]);
        expect(await check()).to.equal(0);
      });
    } finally {
      await database.drop();
    }
  });
});
