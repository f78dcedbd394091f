import { performance } from "node:perf_hooks";
import { dialectByName } from "../dialect/index.js";
import { defaultLimits, withLimits } from "../interp/limits.js";
import { WorkerPool } from "../interp/pool.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { allowedSymbols } from "./allowed-symbols.js";
import { checkFolder, type FolderTools } from "./check-folder.js";
import type { Policy } from "./policy.js";
import type { CheckReport, FolderReport } from "./report.js";
import { SqlThread } from "./sql-thread.js";

/** What {@link checkFolders} needs to know. */
export interface CheckOptions {
  /** Migrations folders, one a tenant; one that is given twice is checked once. */
  readonly folders: readonly string[];
  readonly policy: Policy;
  /** Everything that could be imported: `symbols.snapshot()`; the policy may allow less. */
  readonly symbols: SymbolMap;
  /** How many folders at the same time; each has a thread for its code and one for its SQL. */
  readonly jobs: number;
  /** Names of databases to plan for, at least one. */
  readonly databases: readonly string[];
  /** Warnings are errors. */
  readonly strict: boolean;
  /** Called with each report as soon as it is there. */
  readonly onReport?: ((report: FolderReport, progress: CheckProgress) => void) | undefined;
}

/** How far a check is. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Checks migrations folders that nobody vouches for, in the locked profile of the sandbox, without a
 * database and without writing anything. Each folder gets fresh engines, and nothing is kept from
 * one to the next; whatever a folder does is the verdict on that folder alone.
 *
 * @throws InterpError INTERP_LIMIT_INVALID, CheckError CHECK_POLICY_SYMBOL and DialectError
 * DIALECT_UNKNOWN for what the operator asked for; never for what a folder does.
 *
 * @example
 * const report = await checkFolders({
 *   folders: ["tenants/a/migrations", "tenants/b/migrations"],
 *   policy: openPolicy,
 *   symbols: symbols.snapshot(),
 *   jobs: 2,
 *   databases: ["postgresql"],
 *   strict: false,
 * });
 */
export async function checkFolders(options: CheckOptions): Promise<CheckReport> {
  const start = performance.now();
  const { policy } = options;
  const limits = withLimits(defaultLimits("locked"), policy.limits);
  const symbols = allowedSymbols(options.symbols, policy.symbols);
  const entries = new Set(options.databases.map(dialectByName));
  const dialects = await Promise.all([...entries].map((entry) => entry.load()));
  const folders = [...new Set(options.folders)].sort();
  const jobs = Math.max(1, Math.min(options.jobs, folders.length));
  const pool = new WorkerPool({ size: jobs, limits });
  const readers = Array.from({ length: jobs }, () => new SqlThread());
  const { strict } = options;
  const tools = readers.map(
    (sql): FolderTools => ({ policy, symbols, limits, pool, sql, dialects, strict }),
  );
  try {
    pool.warm();
    const reports = await inLanes(folders, tools, options.onReport);
    return summary(reports, {
      databases: dialects.map(({ name }) => name),
      milliseconds: performance.now() - start,
    });
  } finally {
    await Promise.all([pool.close(), ...readers.map((reader) => reader.close())]);
  }
}

/** Every lane takes the next folder when it is done with the one before. */
async function inLanes(
  folders: readonly string[],
  lanes: readonly FolderTools[],
  onReport: CheckOptions["onReport"],
): Promise<readonly FolderReport[]> {
  const reports: FolderReport[] = [];
  const queue = folders.values();
  const work = async (tools: FolderTools): Promise<void> => {
    for (const folder of queue) {
      const report = await checkFolder(folder, tools);
      reports.push(report);
      onReport?.(report, { done: reports.length, total: folders.length });
    }
  };
  await Promise.all(lanes.map(work));
  return reports.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function summary(
  folders: readonly FolderReport[],
  about: Pick<CheckReport, "databases" | "milliseconds">,
): CheckReport {
  const refused = folders.filter(({ verdict }) => verdict === "refused").length;
  return Object.freeze({ ...about, folders, refused, passed: folders.length - refused });
}
