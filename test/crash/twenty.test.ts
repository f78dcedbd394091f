import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { CrashSite } from "./crash-site.js";
import { CrashWorker } from "./crash-worker.js";

describeEachDatabase("twenty runners started together", (server) => {
  // SQLite and MySQL: test/runner/lock.test.ts, test/dialect/mysql/mysql-crash.test.ts.
  if (server.name !== "postgresql") return;

  it("apply each migration exactly once, concurrent index builds included, and none fails", async () => {
    const test = await server.create();
    const calm = await server.create();
    try {
      const job = { url: test.url, direction: "up", at: -1, moment: "before" } as const;
      const workers = Array.from({ length: 20 }, () => new CrashWorker(test.url, false));
      const ends = await Promise.all(workers.map((worker) => worker.run(job)));
      expect(ends.filter((end) => end === undefined)).to.deep.equal([]);
      const undisturbed = await CrashSite.at(calm);
      await undisturbed.up();
      const site = await CrashSite.at(test);
      expect(await site.look()).to.deep.equal(await undisturbed.look());
    } finally {
      await test.drop();
      await calm.drop();
    }
  });
});
