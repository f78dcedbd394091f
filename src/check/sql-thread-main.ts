// The thread in which SQL of tenants is parsed. It knows nothing but the text it is asked about.
import { workerData } from "node:worker_threads";
import { answerRequests, STARTING } from "../interp/request-thread.js";
import { openSqlParser } from "./sql-parse.js";
import type { SqlText } from "./sql-thread.js";

/** Loading the parser, five megabytes of it, on a machine that is busy. */
const START_MS = 30_000;

answerRequests(workerData, async ({ database, kind, sql }: SqlText, heartbeat) => {
  heartbeat.busy(STARTING, START_MS);
  const parser = await openSqlParser(database);
  // The parser is loaded now; from here on the time belongs to the text.
  heartbeat.busy(STARTING + 1, workerData.textMs);
  return parser[kind](sql);
});
