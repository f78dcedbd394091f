// The thread of one lane: it checks one folder after the other. What belongs to the operator's
// program, the functions of the symbol map, stays on the main thread.
import { parentPort, workerData } from "node:worker_threads";
import { dialectByName } from "../dialect/index.js";
import { RemoteSymbols } from "../interp/host/remote-symbols.js";
import { WorkerPool } from "../interp/pool.js";
import type { ModulePayload } from "../interp/wire.js";
import { Heartbeat } from "../interp/worker/heartbeat.js";
import { checkFolder, type FolderTools } from "./check-folder.js";
import { DeskLink } from "./desk-link.js";
import type { LaneLines, LaneSettings } from "./lane-wire.js";
import { SqlThread } from "./sql-thread.js";

const settings: LaneSettings & LaneLines = workerData;
const pool = new WorkerPool({ size: 1, limits: settings.limits });
pool.warm();
const words = new Int32Array(settings.memory);
const heartbeat = new Heartbeat(words);
const link = new DeskLink({ port: settings.port, words, silent: silentSymbols(settings.modules) });

const tools: FolderTools = {
  policy: settings.policy,
  limits: settings.limits,
  strict: settings.strict,
  followLinks: settings.followLinks,
  pool,
  sql: new SqlThread(),
  dialects: await Promise.all(settings.databases.map((name) => dialectByName(name).load())),
  heartbeat,
  openSymbols: () => {
    link.open();
    return new RemoteSymbols({ payload: settings.symbols, modules: settings.modules, link });
  },
};

parentPort?.on("message", (folder: string) => {
  void checkFolder(folder, tools).then((report) => {
    heartbeat.idle();
    parentPort?.postMessage(report);
  });
});

/** A registration is read from the load's result; on the host it does nothing. */
function silentSymbols(modules: readonly ModulePayload[]): ReadonlySet<number> {
  const author = modules.find(({ specifier }) => specifier === "makemigrations");
  const register = author?.exports.find(([name]) => name === "register");
  return new Set(register === undefined ? [] : [register[1]]);
}
