import { testTargets } from "../databases.js";
import { longKills } from "./long-kill.js";

// node dist/test/crash/long-kill-run.js sqlite [rounds] [seed]
const [name = "sqlite", rounds = "100", seed = "1"] = process.argv.slice(2);
const server = testTargets.find((target) => target.name === name)?.server;
if (server === undefined) throw new Error("no such server");
const rows = await longKills({
  server,
  rounds: Number(rounds),
  seed: Number(seed),
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ name, rows }, undefined, 1)}\n`);
