import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { atomicMigrations } from "./atomic-project.js";
import { filesAtHand } from "./project.js";

/**
 * `up` with `atomic` in a process of its own: `atomic-child.js <url> <kill>`. It kills itself at the
 * event with this number; -1 = never. How many there were goes to stdout as JSON.
 */
const [, , url = "", kill = "-1"] = process.argv;
const database = await openDatabase(url);
const migrations = atomicMigrations();
let seen = 0;
const runner = new Runner({
  migrations,
  ...filesAtHand(migrations),
  dialect: database.dialect,
  database,
  onEvent: () => {
    if (seen++ === Number(kill)) process.kill(process.pid, "SIGKILL");
  },
});
await runner.up({ atomic: true, lockTimeout: 100_000 });
await runner.close();
process.stdout.write(JSON.stringify({ names: [], seen }));
