// The thread that checks one folder after the other. What belongs to the operator's program, the
// functions of the symbol map, stays on the main thread.
import { workerData } from "node:worker_threads";
import { WorkerPool } from "../interp/pool.js";
import { answerRequests } from "../interp/request-thread.js";
import type { FolderTools } from "./check-folder.js";
import type { FolderSettings } from "./folder-thread.js";
import type { ThreadLines } from "./tenant-thread.js";

const settings: FolderSettings & ThreadLines = workerData;
// The engine's thread starts while the rest is loaded in this one.
const pool = new WorkerPool({ size: 1, limits: settings.limits, engine: settings.engine });
pool.warm();
const ready = Promise.all([import("./check-folder.js"), toolsOf()]);

answerRequests(settings, async (folder: string, heartbeat) => {
  const [{ checkFolder }, tools] = await ready;
  return await checkFolder(folder, { ...tools, heartbeat });
});

async function toolsOf(): Promise<Omit<FolderTools, "heartbeat">> {
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
    openSymbols: tenantSymbols(settings),
  };
}
