import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { countedDatabase } from "./counted-database.js";
import { longChain } from "./long-chain.js";

// A process that tells each statement right before it runs; its parent ends it.
const [url = "", direction = "up"] = process.argv.slice(2);
const opened = await openDatabase(url);
const database = countedDatabase(opened, async (call, work) => {
  process.send?.(call);
  return await work();
});
const migrations = longChain(opened.dialect.name);
const runner = new Runner({ migrations, dialect: opened.dialect, database });
await (direction === "up" ? runner.up() : runner.down({ to: "zero" }));
await runner.close();
process.disconnect?.();
