import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { dialectSpelling } from "../dialect/index.js";
import { lastingEngine } from "../interp/lasting-engine.js";
import { defaultLimits, withLimits } from "../interp/limits.js";
import { describeSymbols } from "../interp/remote.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { allowedSymbols } from "./allowed-symbols.js";
import { FolderThread } from "./folder-thread.js";
import type { Policy } from "./policy.js";
import type { CheckReport, FolderReport } from "./report.js";

/** More would not be faster anywhere, and each has a heap and two threads. */
const MOST_JOBS = 64;

/** What {@link checkFolders} needs to know. */
export interface CheckOptions {
  /** Migrations folders, one a tenant; one that is given twice is checked once. */
  readonly folders: readonly string[];
  readonly policy: Policy;
  /** Everything that could be imported: `symbols.snapshot()`; the policy may allow less. */
  readonly symbols: SymbolMap;
  /** How many folders at the same time; each has threads of its own, so there are at most 64. */
  readonly jobs: number;
  /** Names of databases to plan for, at least one. */
  readonly databases: readonly string[];
  /** Warnings are errors. */
  readonly strict: boolean;
  /**
   * Whether folders may be symbolic links, or lie behind some; default: no. What a link leads to may
   * be another tenant's.
   */
  readonly followLinks?: boolean | undefined;
  /** Called with each report as soon as it is there. */
  readonly onReport?: ((report: FolderReport, progress: CheckProgress) => void) | undefined;
  /** Called with all that is known, before the first verdict and with each one. */
  readonly onProgress?: ((report: CheckReport) => void) | undefined;
}

/** How far a check is. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Checks folders of untrusted migrations, in the locked profile of the sandbox, without a
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
  const databases = [...new Set(options.databases.map(dialectSpelling))];
  const folders = distinct(options.folders);
  const settings = {
    ...describeSymbols(symbols, limits),
    policy,
    limits,
    databases,
    strict: options.strict,
    followLinks: options.followLinks ?? false,
    engine: await lastingEngine(),
  };
  const jobs = Math.max(1, Math.min(options.jobs, folders.length, MOST_JOBS));
  const threads = Array.from({ length: jobs }, () => new FolderThread({ settings, symbols }));
  const soFar = (reports: readonly FolderReport[]): CheckReport =>
    summary(reports, folders, { databases, milliseconds: performance.now() - start });
  const { onReport, onProgress } = options;
  try {
    onProgress?.(soFar([]));
    const reports = await inThreads(folders, threads, (report, known) => {
      onReport?.(report, { done: known.length, total: folders.length });
      onProgress?.(soFar(known));
    });
    return soFar(reports);
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** Each place once, by the first of its spellings, sorted. */
function distinct(folders: readonly string[]): readonly string[] {
  const places = new Map<string, string>();
  for (const folder of folders) {
    const place = resolve(folder);
    if (!places.has(place)) places.set(place, folder);
  }
  return [...places.values()].sort();
}

/** Every thread takes the next folder when it is done with the one before. */
async function inThreads(
  folders: readonly string[],
  threads: readonly FolderThread[],
  onReport: (report: FolderReport, known: readonly FolderReport[]) => void,
): Promise<readonly FolderReport[]> {
  const reports: FolderReport[] = [];
  const queue = folders.values();
  const work = async (thread: FolderThread): Promise<void> => {
    for (const folder of queue) {
      const report = await thread.check(folder);
      reports.push(report);
      onReport(report, reports);
    }
  };
  await Promise.all(threads.map(work));
  return reports;
}

function summary(
  reports: readonly FolderReport[],
  all: readonly string[],
  about: Pick<CheckReport, "databases" | "milliseconds">,
): CheckReport {
  const folders = [...reports].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const known = new Set(folders.map(({ folder }) => folder));
  const open = all.filter((folder) => !known.has(folder));
  const refused = folders.filter(({ verdict }) => verdict === "refused").length;
  return Object.freeze({ ...about, folders, refused, passed: folders.length - refused, open });
}
