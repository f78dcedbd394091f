// `npm run bench`: what it costs to read a database with many tables.
// Options: --rounds N (3), --databases postgresql,mysql, --tables N (1000; each has ten columns)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type TestServer, testTargets } from "../databases.js";
import { makeManyTables } from "../many-tables.js";
import { countingProxy } from "../runner/counting-proxy.js";
import { MM } from "./contestants.js";
import type { Contestant } from "./measure.js";
import { report } from "./report.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    databases: { type: "string", default: "postgresql,mysql" },
    tables: { type: "string", default: "1000" },
  },
});
const count = Number(values.tables);

for (const name of values.databases.split(",")) {
  const target = testTargets.find((one) => one.name === name);
  if (target?.server !== undefined) await benchReading(target.server);
  else process.stdout.write(`without ${name}: ${target?.reason ?? "no database of this name"}\n`);
}

/** The database becomes a project first, so that there is something to compare it with. */
async function benchReading(server: TestServer): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), "mm-bench-"));
  const database = await server.create();
  const proxy = await countingProxy(database.url);
  try {
    await makeManyTables(await database.connect(), count);
    init(cwd, database.url);
    const contestant = (word: string): Contestant => ({
      name: `mm ${word}`,
      parameters: [MM, word],
      cwd,
      environment: { DATABASE_URL: proxy.url },
      prepare: () => {},
      trips: () => proxy.count(),
    });
    const title = `${server.name}, ${count} tables of ten columns are read`;
    await report(title, ["db-to-schema", "db-diff"].map(contestant), Number(values.rounds));
  } finally {
    await proxy.close();
    await database.drop();
    rmSync(cwd, { recursive: true, force: true });
  }
}

function init(cwd: string, url: string): void {
  const env = { ...process.env, DATABASE_URL: url };
  const words = [MM, "init", "--from-database"];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`mm init --from-database: ${stderr}`);
}
