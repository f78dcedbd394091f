import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { countedDatabase } from "./counted-database.js";
import { crashChain, HALF_TARGET, halfChain } from "./crash-chain.js";
import type { CrashJob } from "./crash-worker.js";

// A process that says when it is warm, gets one job, and kills itself in the midst of it.
process.once("message", (job: CrashJob) => {
  run(job).then(
    (calls) => process.send?.({ calls }, () => process.exit(0)),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
  );
});
const chains = { up: crashChain(), down: crashChain(), back: halfChain() };
// The address only says which client to load: no server is there.
const url = process.argv[2] ?? "";
const { dialect } = await openDatabase(url);
const options = { url, connectTimeout: 1, readOnly: true };
await (
  await dialect
    .createDriver()
    .connect(options)
    .catch(() => undefined)
)?.close();
process.send?.("warm");

async function run({ url, direction, at, moment }: CrashJob): Promise<readonly string[]> {
  const calls: string[] = [];
  const database = countedDatabase(await openDatabase(url), async (call, work) => {
    calls.push(call.sql);
    if (call.at !== at) return await work();
    if (moment === "before") die();
    const working = work();
    if (moment === "during") setImmediate(die);
    const result = await working;
    die();
    return result;
  });
  const runner = new Runner({ migrations: chains[direction], dialect: database.dialect, database });
  const to = direction === "back" ? HALF_TARGET : "zero";
  await (direction === "up" ? runner.up() : runner.down({ to }));
  await runner.close();
  return calls;
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}
