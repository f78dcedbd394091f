import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import addCsv from "../../plugins/csv/index.js";
import addDayjs from "../../plugins/dayjs/index.js";
import addUuid from "../../plugins/uuid/index.js";
import { type LoadedRegistry, loadRegistry } from "../../src/loader/loader.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { builtIn } from "../../symbols/index.js";
import { type TestServer, testTargets } from "../databases.js";
import { nothingDiffers } from "./nothing-differs.js";
import { testProjects } from "./test-projects.js";

/** Cases end where a statement must fail, or are for one database. */
const MAY_FAIL = /\.case$/;

/** Operations of which only their author knows that they make a view. */
const BY_HAND: ReadonlySet<string> = new Set(["run_sql", "custom"]);

const symbols = builtIn();
addUuid({ symbols });
addCsv({ symbols });
addDayjs({ symbols });

describe("after every migration of every test project", () => {
  const walked = new Map<string, number>();

  for (const project of testProjects()) {
    describe(project.name, () => {
      let folder: string;
      let loaded: LoadedRegistry;

      before(async () => {
        folder = mkdtempSync(join(tmpdir(), "mm-project-"));
        project.fill(folder);
        const from = { directory: folder, symbols: symbols.snapshot() };
        loaded = await loadRegistry({ ...from, profile: "open" });
      });

      after(async () => {
        await loaded.dispose();
        rmSync(folder, { recursive: true });
      });

      for (const { name, server } of testTargets) {
        if (server === undefined) continue;
        it(`nothing differs on ${name}`, async () => {
          const count = await walk(server, loaded, MAY_FAIL.test(project.name));
          walked.set(name, (walked.get(name) ?? 0) + count);
        });
      }
    });
  }

  it("there were migrations to look at", () => {
    for (const [name, count] of walked) expect(count, name).to.be.greaterThan(40);
  });
});

/** Runs one migration after the other; how many there were. */
async function walk(
  server: TestServer,
  { registry }: LoadedRegistry,
  mayFail: boolean,
): Promise<number> {
  const database = await server.create();
  const { dialect } = database;
  const opened = await openDatabase(database.url);
  const runner = new Runner({ migrations: registry, dialect, database: opened });
  let count = 0;
  let isByHand = false;
  try {
    for (const { name } of (await runner.status()).migrations) {
      try {
        await runner.up({ to: name });
      } catch (error) {
        if (mayFail) return count;
        throw error;
      }
      count += 1;
      const operations = registry.get(name)?.operations ?? [];
      isByHand ||= operations.some(({ kind }) => BY_HAND.has(kind));
      await nothingDiffers(
        runner,
        name,
        ({ kind, table }) => isByHand && kind === "added" && table === undefined,
      );
    }
    return count;
  } finally {
    await runner.close();
    await database.drop();
  }
}
