// The thread of one lane: it checks one folder after the other. What belongs to the operator's
// program, the functions of the symbol map, stays on the main thread.
import { parentPort, workerData } from "node:worker_threads";
import { WorkerPool } from "../interp/pool.js";
import type { ModulePayload } from "../interp/wire.js";
import { Heartbeat } from "../interp/worker/heartbeat.js";
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
  const { RemoteSymbols } = await import("../interp/host/remote-symbols.js");
  const { DeskLink } = await import("./desk-link.js");
  const { SqlThread } = await import("./sql-thread.js");
  const { policy, limits, strict, followLinks, symbols, modules, databases } = settings;
  const link = new DeskLink({ port: settings.port, words, silent: silentSymbols(modules) });
  return {
    policy,
    limits,
    strict,
    followLinks,
    pool,
    sql: new SqlThread(),
    dialects: await Promise.all(databases.map((name) => dialectByName(name).load())),
    heartbeat,
    openSymbols: () => {
      link.open();
      return new RemoteSymbols({ payload: symbols, modules, link });
    },
  };
}

/** A registration is read from the load's result; on the host it does nothing. */
function silentSymbols(modules: readonly ModulePayload[]): ReadonlySet<number> {
  const author = modules.find(({ specifier }) => specifier === "makemigrations");
  const register = author?.exports.find(([name]) => name === "register");
  return new Set(register === undefined ? [] : [register[1]]);
}
