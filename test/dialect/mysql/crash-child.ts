import { writeSync } from "node:fs";
import { Runner } from "../../../src/runner/runner.js";
import type { RunnerEvent } from "../../../src/runner/runner-event.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { crashChain } from "./crash-chain.js";

// Runs the project and kills itself: `crash-child.js <url> <up|down> <moment>`. The moment is "end"
// (right after the first statement that was not done before), "never", or "start:<place>,<place>": before
// the first such statement, unless that is one of the places, which are let through. It says where it died.
const [url = "", command = "up", moment = "never"] = process.argv.slice(2);
const passes = new Set(moment.replace(/^start:/, "").split(","));
const database = await openDatabase(url);
let place = "";
let pending = false;

const die = (): void => {
  writeSync(1, place);
  process.kill(process.pid, "SIGKILL");
};

const runner = new Runner({
  migrations: crashChain(),
  dialect: database.dialect,
  database,
  onEvent: (event: RunnerEvent) => {
    if (event.kind === "statement-start") {
      place = `${event.migration}#${event.statement}`;
      pending = true;
      // A statement that is skipped says so in the same breath.
      queueMicrotask(() => {
        if (pending && moment.startsWith("start:") && !passes.has(place)) die();
      });
    }
    if (event.kind === "statement-done") {
      pending = false;
      if (event.outcome === "done" && moment === "end") die();
    }
  },
});
if (command === "down") await runner.down({ to: "0001_start" });
else await runner.up({ lockTimeout: 200_000 });
await runner.close();
process.stdout.write("finished");
