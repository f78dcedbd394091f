// The thread of one lane: it checks one folder after the other. What belongs to the operator's
// program, the functions of the symbol map, stays on the main thread.
import { parentPort, workerData } from "node:worker_threads";
import { Heartbeat } from "../interp/heartbeat.js";
import { WorkerPool } from "../interp/pool.js";
import type { FolderTools } from "./check-folder.js";
import type { LaneLines, LaneSettings } from "./lane-wire.js";

const settings: LaneSettings & LaneLines = workerData;
// The engine's thread starts while the rest is loaded in this one.
const pool = new WorkerPool({ size: 1, limits: settings.limits });
pool.warm();
const words = new Int32Array(settings.memory);
const heartbeat = new Heartbeat(words);
const ready = Promise.all([import("./check-folder.js"), toolsOf()]);

parentPort?.on("message", (folder: string) => void check(folder));

async function check(folder: string): Promise<void> {
  const [{ checkFolder }, tools] = await ready;
  const report = await checkFolder(folder, tools);
  heartbeat.idle();
  parentPort?.postMessage(report);
}

async function toolsOf(): Promise<FolderTools> {
  const { dialectByName } = await import("../dialect/index.js");
  const { tenantSymbols } = await import("./tenant-interpreter.js");
  const { SqlThread } = await import("./sql-thread.js");
  const { policy, limits, strict, followLinks, databases } = settings;
  return {
    policy,
    limits,
    strict,
    followLinks,
    pool,
    sql: new SqlThread(),
    dialects: await Promise.all(databases.map((name) => dialectByName(name).load())),
    heartbeat,
    openSymbols: tenantSymbols(settings, words),
  };
}
