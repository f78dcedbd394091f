import { testTargets } from "../databases.js";
import { crashMatrix, wayBackMatrix } from "./crash-matrix.js";

// node dist/test/crash/crash-matrix-run.js sqlite [every] [from]
const [name = "sqlite", every = "1", from = "0"] = process.argv.slice(2);
const server = testTargets.find((target) => target.name === name)?.server;
if (server === undefined) throw new Error("no such server");
const started = Date.now();
const request = {
  server,
  every: Number(every),
  from: Number(from),
  progress: (line: string) => process.stderr.write(`${line}\n`),
};
const rows = [...(await crashMatrix(request)), await wayBackMatrix(request)];
process.stdout.write(`${JSON.stringify({ name, rows, ms: Date.now() - started }, undefined, 1)}\n`);
