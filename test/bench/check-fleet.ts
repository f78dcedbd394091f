import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { checkFolders } from "../../src/check/check.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import type { FolderReport } from "../../src/check/report.js";
import { limitNames } from "../../src/interp/limits.js";
import { builtIn } from "../../symbols/index.js";
import { fleetPolicy, hostiles, writeTenant } from "../check/fleet.js";
import { CpuMeter } from "./cpu-meter.js";

/** What to check. */
export interface Fleet {
  /** Where the tenants' folders are made. */
  readonly folder: string;
  readonly tenants: number;
  /** Migrations of each. */
  readonly size: number;
  readonly jobs: number;
  /** Whether every tenth is hostile. */
  readonly hostile: boolean;
  /** So many tenants come before processor time is counted. */
  readonly warmUp: number;
}

/** What it took. */
export interface FleetCost {
  readonly wallMs: number;
  /** Processor time for a tenant, of all threads. */
  readonly cpuMs: number;
  /** The largest resident set of the whole process so far. */
  readonly peakMb: number;
  /** In the order in which they were done. */
  readonly tenants: readonly { readonly hostile: boolean; readonly milliseconds: number }[];
  /** One line for each verdict that is not the right one. */
  readonly wrong: readonly string[];
}

/** Writes a fleet and checks it, as the command does. */
export async function checkFleet(fleet: Fleet): Promise<FleetCost> {
  const rules = writeFleet(fleet);
  const meter = new CpuMeter(fleet.warmUp);
  let calls = 0;
  const symbols = builtIn();
  symbols.register({ counter: { next: symbols.fn(() => ++calls) } });
  const reports: FolderReport[] = [];
  const start = performance.now();
  await checkFolders({
    folders: [...rules.keys()],
    policy: parsePolicy("policy.yaml", fleetPolicy, { limits: limitNames, databases: [] }),
    symbols: symbols.snapshot(),
    jobs: fleet.jobs,
    databases: ["postgresql"],
    strict: false,
    onReport: (report) => {
      reports.push(report);
      meter.done();
    },
  });
  return {
    wallMs: performance.now() - start,
    cpuMs: meter.perTask(),
    peakMb: process.resourceUsage().maxRSS / 1024,
    tenants: reports.map(({ folder, milliseconds }) => ({
      hostile: rules.get(folder) !== undefined,
      milliseconds,
    })),
    wrong: reports.flatMap((report) => wrongness(report, rules.get(report.folder))),
  };
}

/** Folder -> the rule that must refuse it. */
export function writeFleet(fleet: Fleet): ReadonlyMap<string, string | undefined> {
  const rules = new Map<string, string | undefined>();
  for (let at = 0; at < fleet.tenants; at++) {
    const isHostile = fleet.hostile && at % 10 === 9;
    const hostile = isHostile ? hostiles[Math.floor(at / 10) % hostiles.length] : undefined;
    const folder = join(fleet.folder, `tenant-${String(at).padStart(4, "0")}`);
    writeTenant(folder, fleet.size, hostile);
    rules.set(folder, hostile?.rule);
  }
  return rules;
}

function wrongness(report: FolderReport, rule: string | undefined): readonly string[] {
  const { folder, verdict, findings } = report;
  const right =
    rule === undefined
      ? verdict === "passed"
      : verdict === "refused" && findings.some((finding) => finding.rule === rule);
  if (right) return [];
  const said = findings.slice(0, 3).map((finding) => `${finding.rule}: ${finding.message}`);
  return [`${folder}: ${verdict}, ${rule ?? "passed"} was right; ${said.join("; ")}`];
}
