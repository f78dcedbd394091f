// Usage: node group-commit-child.js <url> <at>: applies three short migrations, says each that is applied, and
// kills itself in front of the at-th statement that writes.
import { writeSync } from "node:fs";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { countedDatabase } from "../crash/counted-database.js";
import { chain, createTable, filesAtHand } from "./project.js";

const [url = "", at = "0"] = process.argv.slice(2);
const names = ["t0", "t1", "t2"];
const migrations = chain(...names.map((name) => ({ name, operations: [createTable(name, "x")] })));
const database = await openDatabase(url);
const runner = new Runner({
  dialect: database.dialect,
  database: countedDatabase(database, async (call, run) => {
    if (call.at === Number(at)) process.kill(process.pid, "SIGKILL");
    return await run();
  }),
  migrations,
  ...filesAtHand(migrations),
  onEvent: (event) => {
    if (event.kind === "migration-done") writeSync(1, `${event.migration}\n`);
  },
});
await runner.up();
await runner.close();
