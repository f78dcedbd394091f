// `npm run bench`, second half: what `mm check` costs. Each fleet runs in a process of its own, so
// that its peak memory is its own.
// Options: --tenants 25,50,100,200  --size 50  --jobs 2
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkFleet, type Fleet, type FleetCost } from "./check-fleet.js";

/** What the first tenants cost is warming up: threads, compiled code. */
const WARM_UP = 20;
const MEASURED = 100;

const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "25,50,100,200" },
    size: { type: "string", default: "50" },
    jobs: { type: "string", default: "2" },
    /** The child process: one fleet, as JSON in and out. */
    fleet: { type: "string" },
  },
});

if (values.fleet === undefined) bench();
else process.stdout.write(JSON.stringify(await checkFleet(JSON.parse(values.fleet))));

function bench(): void {
  const root = mkdtempSync(join(tmpdir(), "mm-check-bench-"));
  try {
    console.log(`Node ${process.version}, ${cpus().length} processors`);
    benchFleets(root);
    benchOverhead(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** One tenant in ten is hostile; the right verdict for every one of them. */
function benchFleets(root: string): void {
  const size = Number(values.size);
  const jobs = Number(values.jobs);
  let smallest: FleetCost | undefined;
  for (const tenants of values.tenants.split(",").map(Number)) {
    const folder = join(root, `fleet-${tenants}`);
    const cost = inProcess({ folder, tenants, size, jobs, hostile: true });
    smallest ??= cost;
    const perTenant = cost.wallMs / tenants;
    const ratio = perTenant / (smallest.wallMs / smallest.tenants.length);
    const hostile = cost.tenants.filter((one) => one.hostile);
    const innocent = cost.tenants.filter((one) => !one.hostile);
    print(
      `check: ${tenants} tenants of ${size} migrations, ${hostile.length} hostile, --jobs ${jobs}`,
      [
        ["wall time", `${(cost.wallMs / 1000).toFixed(1)} s`],
        ["a tenant", `${perTenant.toFixed(1)} ms, ${ratio.toFixed(2)} of the smallest fleet's`],
        ["an innocent one", `${middle(innocent).toFixed(0)} ms in its thread (median)`],
        ["a hostile one", `${middle(hostile).toFixed(0)} ms in its thread (median)`],
        ["peak memory", `${cost.peakMb.toFixed(0)} MB`],
        ["wrong verdicts", String(cost.wrong.length)],
      ],
    );
    for (const line of cost.wrong) console.log(`  ${line}`);
    if (cost.wrong.length > 0) process.exitCode = 1;
  }
}

/**
 * A tenant's own work is what grows with its migrations: stripping, evaluating twice, planning,
 * judging. What is left of a tenant when that is taken away is what `mm check` adds: two fresh
 * engines, threads, messages, the folder.
 */
function benchOverhead(root: string): void {
  const size = Number(values.size);
  const of = (migrations: number): number => {
    const folder = join(root, `size-${migrations}`);
    const fleet = { tenants: WARM_UP + MEASURED, size: migrations, jobs: 1, hostile: false };
    return middle(inProcess({ folder, ...fleet }).tenants.slice(WARM_UP));
  };
  const one = of(1);
  const many = of(size);
  const migration = (many - one) / (size - 1);
  print(`check: what a tenant costs, warm, --jobs 1, median of ${MEASURED}`, [
    ["1 migration", `${one.toFixed(1)} ms`],
    [`${size} migrations`, `${many.toFixed(1)} ms`],
    ["own work", `${migration.toFixed(2)} ms for each migration`],
    ["beyond that", `${(one - migration).toFixed(1)} ms for each tenant`],
  ]);
}

function inProcess(fleet: Fleet): FleetCost {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [script, "--fleet", JSON.stringify(fleet)], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`the fleet ended with ${child.status}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

function middle(tenants: FleetCost["tenants"]): number {
  const sorted = tenants.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function print(title: string, rows: readonly (readonly [string, string])[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
}
