import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { inFolder, mm } from "./run-cli.js";

/** A statement that takes for ever, as far as a test is concerned. */
const LONG: Readonly<Record<string, string>> = {
  postgresql: "SELECT pg_sleep(600)",
  mysql: "SELECT SLEEP(600)",
  sqlite:
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e12) SELECT count(*) FROM n",
  sqlserver: "WAITFOR DELAY '00:10:00'",
};

describeEachDatabase("mm lock", (server) => {
  it("shows who holds it and since when, and ends a run that hangs", async () => {
    const database = await server.create();
    const sql = JSON.stringify(LONG[server.name]);
    const source = `import * as m from "makemigrations";
m.register({ name: "0001_long", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: ${sql}, backwardSQL: m.noop }),
] });
`;
    try {
      await inFolder({ "migrations/0001_long.ts": source }, async (cwd) => {
        const run = async (...words: string[]) => {
          const result = await mm([...words, "--json", "--database-url", database.url], cwd);
          return { exit: result.exit, document: JSON.parse(result.stdout) };
        };
        expect(await run("lock", "status")).to.deep.include({ exit: 0 });
        expect(await run("lock", "break", "--yes")).to.deep.include({ exit: 0 });

        const began = Date.now();
        const hanging = run("migrate", "up");
        let status = await run("lock", "status");
        // The session that works has its own part first; until the other is there, nothing runs.
        const isHeld = () => status.document.holders?.[0]?.role === "lock";
        for (let i = 0; i < 100 && !isHeld(); i += 1) {
          await sleep(100);
          status = await run("lock", "status");
        }
        expect(status.exit).to.equal(6);
        const [holder] = status.document.holders;
        expect(holder).to.include({ role: "lock" });
        expect(holder.session).to.be.greaterThan(0);
        expect(Date.parse(holder.since)).to.be.within(began - 2_000, Date.now() + 2_000);

        expect(await run("lock", "break")).to.deep.include({ exit: 4 });
        expect((await run("lock", "status")).exit).to.equal(6);
        const broken = await run("lock", "break", "--yes");
        expect(broken, JSON.stringify(broken.document)).to.deep.include({ exit: 0 });
        expect(broken.document.ended).not.to.deep.equal([]);
        expect((await hanging).exit).not.to.equal(0);
        expect((await run("lock", "status")).exit).to.equal(0);
      });
    } finally {
      await database.drop();
    }
  });
});
