import { Runner } from "../../src/runner/runner.js";
import { crashMigrations, databaseOf, dialectNamed } from "./crash-project.js";
import { filesAtHand } from "./project.js";

/**
 * A runner in a process of its own: `runner-child.js <file> <dialect> <up|down> <kill> [remembers]`. It kills
 * itself at the event with this number; -1 = never. What it did goes to stdout as JSON.
 */
const [, , file = "", dialectName = "", command = "", kill = "-1", how = ""] = process.argv;
const dialect = dialectNamed(dialectName);
let seen = 0;
const migrations = crashMigrations();
const runner = new Runner({
  migrations,
  ...(how === "remembers" && filesAtHand(migrations)),
  dialect,
  database: databaseOf(dialect, file),
  onEvent: () => {
    if (seen++ === Number(kill)) process.kill(process.pid, "SIGKILL");
  },
});
const result =
  command === "down"
    ? await runner.down({ to: "0001_a" })
    : await runner.up({ lockTimeout: 100_000 });
await runner.close();
process.stdout.write(JSON.stringify({ names: result.migrations.map(({ name }) => name), seen }));
