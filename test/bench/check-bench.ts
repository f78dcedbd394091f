// `npm run bench`, second half: what `mm check` costs. Tenants of 50 migrations, every tenth hostile.
// Options: --tenants 50,100,200  --size 50  --jobs 2
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { checkFolders } from "../../src/check/check.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import type { CheckReport } from "../../src/check/report.js";
import { limitNames } from "../../src/interp/limits.js";
import { builtIn } from "../../symbols/index.js";
import { fleetPolicy, hostiles, writeTenant } from "../check/fleet.js";

const MB = 1024 * 1024;

const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "50,100,200" },
    size: { type: "string", default: "50" },
    jobs: { type: "string", default: "2" },
  },
});
const size = Number(values.size);
const jobs = Number(values.jobs);

interface Measured {
  readonly report: CheckReport;
  readonly milliseconds: number;
  readonly peakMb: number;
}

const root = mkdtempSync(join(tmpdir(), "mm-check-bench-"));
try {
  for (const count of values.tenants.split(",").map(Number)) await benchFleet(count);
  await benchOverhead();
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function benchFleet(count: number): Promise<void> {
  const rules = new Map<string, string | undefined>();
  for (let at = 0; at < count; at++) {
    const hostile = at % 10 === 9 ? hostiles[Math.floor(at / 10) % hostiles.length] : undefined;
    const folder = join(root, `fleet-${count}`, `tenant-${String(at).padStart(4, "0")}`);
    writeTenant(folder, size, hostile);
    rules.set(folder, hostile?.rule);
  }
  const { report, milliseconds, peakMb } = await measured([...rules.keys()], jobs);
  const wrong = report.folders.filter(({ folder, verdict, findings }) => {
    const rule = rules.get(folder);
    return rule === undefined
      ? verdict !== "passed"
      : verdict !== "refused" || !findings.some((finding) => finding.rule === rule);
  });
  const innocent = report.folders.filter(({ folder }) => rules.get(folder) === undefined);
  const cost = (some: CheckReport["folders"]): number =>
    some.reduce((sum, folder) => sum + folder.milliseconds, 0) / Math.max(1, some.length);
  const hostile = report.folders.filter(({ folder }) => rules.get(folder) !== undefined);
  print(
    `check: ${count} tenants of ${size} migrations, ${hostile.length} hostile, --jobs ${jobs}`,
    [
      ["wall time", `${(milliseconds / 1000).toFixed(1)} s`],
      ["a tenant", `${(milliseconds / count).toFixed(1)} ms (wall time by number)`],
      ["an innocent one", `${cost(innocent).toFixed(0)} ms in its lane`],
      ["a hostile one", `${cost(hostile).toFixed(0)} ms in its lane`],
      ["peak memory", `${peakMb.toFixed(0)} MB`],
      ["wrong verdicts", String(wrong.length)],
    ],
  );
  for (const { folder, findings } of wrong) console.log(folder, findings.slice(0, 3));
  if (wrong.length > 0) process.exitCode = 1;
}

/** One trivial migration: what is left is what the check itself costs. */
async function benchOverhead(): Promise<void> {
  const folders = Array.from({ length: 100 }, (_, at) => join(root, "trivial", `t-${at}`));
  for (const folder of folders) writeTenant(folder, 1);
  const { report } = await measured(folders, 1);
  const warm = report.folders.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const at = (part: number): string => (warm[Math.floor(warm.length * part)] ?? 0).toFixed(1);
  print("check: 100 tenants of one trivial migration, warm pool, --jobs 1", [
    ["median", `${at(0.5)} ms`],
    ["90 of 100", `${at(0.9)} ms`],
  ]);
}

async function measured(folders: readonly string[], lanes: number): Promise<Measured> {
  let calls = 0;
  const symbols = builtIn();
  symbols.register({ counter: { next: symbols.fn(() => ++calls) } });
  const policy = parsePolicy("policy.yaml", fleetPolicy, { limits: limitNames, databases: [] });
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const watch = setInterval(look, 20);
  const start = performance.now();
  const report = await checkFolders({
    folders,
    policy,
    symbols: symbols.snapshot(),
    jobs: lanes,
    databases: ["postgresql"],
    strict: false,
    onReport: look,
  });
  clearInterval(watch);
  return { report, milliseconds: performance.now() - start, peakMb: peak / MB };
}

function print(title: string, rows: readonly (readonly [string, string])[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
}
