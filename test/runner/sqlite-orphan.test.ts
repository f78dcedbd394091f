import { fork } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { TransactionOptions } from "../../src/driver/driver.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { chain, createTable, Project } from "./project.js";

const PARENT = fileURLToPath(new URL("./orphan-parent.js", import.meta.url));

describe("a run on SQLite behind one that was killed", () => {
  let project: Project;
  const migrations = chain(
    { name: "0001_a", operations: [createTable("a", "x")] },
    { name: "0002_b", operations: [createTable("b", "x")] },
    { name: "0003_c", operations: [createTable("c", "x")] },
  );
  let orphan: number | undefined;

  beforeEach(async () => {
    project = await Project.make();
  });
  afterEach(async () => {
    if (orphan !== undefined) process.kill(orphan, "SIGKILL");
    await project.clean();
  });

  for (const mode of ["delete", "wal"]) {
    it(`meets nothing that the other's session commits when it is alone, journal mode ${mode}`, async () => {
      await project.query(`PRAGMA journal_mode = ${mode}`);
      await project.runner(migrations).up({ to: "0001_a" });
      const parent = fork(PARENT, [project.file]);
      [orphan] = await once(parent, "message");
      parent.kill("SIGKILL");
      await once(parent, "exit");
      const commit = (): void => {
        if (orphan !== undefined) process.kill(orphan, "SIGUSR2");
        orphan = undefined;
      };
      const { dialect } = project;
      const database = {
        dialect,
        open: async (options: Parameters<Database["open"]>[0]) => {
          const connection = await project.database.open(options);
          const begin = connection.begin.bind(connection);
          return Object.assign(connection, {
            // Behind the first try: it has met the other.
            begin: (how?: TransactionOptions) => begin(how).finally(commit),
          });
        },
      };
      const result = await project.runner(migrations, { database }).up();
      expect(result.migrations.map(({ name }) => name)).to.deep.equal(["0003_c"]);
      await project.expectStateOf(migrations);
    });
  }

  it("writes nothing to know that it is alone", async () => {
    const file = join(project.folder, "empty.db");
    const { dialect, open } = await openDatabase(`sqlite:${file}`);
    const session = await open({ readOnly: false });
    try {
      const before = await session.dataVersion?.();
      const request = { name: "history", timeout: 0, onWait: () => {} };
      await (await dialect.session.acquireLock(session, request)).release();
      expect(await session.dataVersion?.()).to.equal(before);
      expect(statSync(file).size).to.equal(0);
    } finally {
      await session.close();
    }
  });
});
