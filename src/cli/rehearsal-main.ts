// The thread in which `up --plan` reads and plans a plan file before it does so with the credentials
// at hand, and reads the checkout. Of a plan nothing comes back but that it came to an end.
import { workerData } from "node:worker_threads";
import { busyWith, PLANNING_GRACE_MS } from "../check/planning-budget.js";
import type { ThreadLines, ThreadSettings } from "../check/tenant-thread.js";
import { dialectByName } from "../dialect/index.js";
import { answerRequests } from "../interp/request-thread.js";
import { Checksums } from "../loader/checksum.js";
import { readFolder } from "../loader/folder.js";
import { withStatements } from "../plan/compile-plan.js";
import { readPlanFile } from "../plan/plan-file.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../plan/tool-tables.js";
import { tableKey } from "../schema/schema.js";
import type { RehearsalAnswer, Rehearsed } from "./rehearsal.js";
import { described } from "./render/error-document.js";

const settings: ThreadSettings & ThreadLines = workerData;

answerRequests(settings, async (task: Rehearsed, heartbeat): Promise<RehearsalAnswer> => {
  const stage = task.kind === "plan" ? "planning the plan file" : "reading the folder";
  busyWith(heartbeat, stage, settings.limits.loadMs + PLANNING_GRACE_MS);
  return task.kind === "plan" ? await plan(task) : await checksums(task);
});

type Task<Kind> = Extract<Rehearsed, { kind: Kind }>;

async function plan({ text, hash }: Task<"plan">): Promise<RehearsalAnswer> {
  try {
    const plan = readPlanFile(text, hash);
    const dialect = await dialectByName(plan.database).load();
    const rowsTable = tableKey(toolTablesOf(DEFAULT_HISTORY_TABLE).rows);
    withStatements(plan, { dialect, rowsTable });
  } catch {
    // The same is found again where it can be said.
  }
  return { kind: "done" };
}

async function checksums(task: Task<"files">): Promise<RehearsalAnswer> {
  try {
    const folder = readFolder(task.directory);
    const sums = new Checksums(folder.files);
    return {
      kind: "checksums",
      checksums: new Map(folder.migrations.map((file) => [file, sums.of(file)])),
    };
  } catch (error) {
    return await described(error, task);
  }
}
