// `npm run bench`, second half: what `mm check` costs. Each fleet runs in a process of its own, so
// that its peak memory is its own.
// Options: --tenants 25,50,100,200  --size 50  --jobs 2
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkFleet, type Fleet, type FleetCost, writeFleet } from "./check-fleet.js";
import { ownWork } from "./own-work.js";

/** What the first tenants cost is warming up: threads, compiled code. */
const WARM_UP = 20;
const MEASURED = 60;
const ROUNDS = [1, 2, 3];

const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "25,50,100,200" },
    size: { type: "string", default: "50" },
    jobs: { type: "string", default: "2" },
    /** The child process: one fleet, as JSON in and out. */
    fleet: { type: "string" },
    /** The same for what a check is compared with. */
    own: { type: "string" },
  },
});

if (values.fleet !== undefined) {
  process.stdout.write(JSON.stringify(await checkFleet(JSON.parse(values.fleet))));
} else if (values.own !== undefined) {
  const { fleet, evaluations } = JSON.parse(values.own);
  const folders = [...writeFleet(fleet).keys()];
  process.stdout.write(String(await ownWork(folders, { evaluations, warmUp: fleet.warmUp })));
} else bench();

function bench(): void {
  const root = mkdtempSync(join(tmpdir(), "mm-check-bench-"));
  try {
    console.log(`Node ${process.version}, ${cpus().length} processors`);
    benchFleets(root);
    benchMemory(root);
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
    const cost = inProcess({ folder, tenants, size, jobs, hostile: true, warmUp: 0 });
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
        ["peak memory", `${cost.peakMb.toFixed(0)} MB, with what the memory bombs may fill`],
        ["wrong verdicts", String(cost.wrong.length)],
      ],
    );
    for (const line of cost.wrong) console.log(`  ${line}`);
    if (cost.wrong.length > 0) process.exitCode = 1;
  }
}

/**
 * A tenant's own work is what any command does that shows the SQL of its folder, in a warm process
 * and in the locked profile ({@link ownWork}); a check evaluates twice by its nature, so that is shown
 * too. What a check adds: the thread around it with its messages, the symbols on another thread, the comparison, the
 * policy. Processor time, because threads work side by side.
 */
function benchOverhead(root: string): void {
  const size = Number(values.size);
  const tenants = WARM_UP + MEASURED;
  const about = { tenants, size, jobs: 1, hostile: false, warmUp: WARM_UP };
  const rounds = ROUNDS.map((round) => {
    const fleet: Fleet = { folder: join(root, `warm-${round}`), ...about };
    const check = inProcess(fleet).cpuMs;
    return { check, once: own(fleet, 1), twice: own(fleet, 2) };
  });
  const ms = (pick: (round: (typeof rounds)[number]) => number): string =>
    `${median(rounds.map(pick)).toFixed(1)} ms`;
  print(`check: a warm tenant of ${size} migrations, --jobs 1, processor time`, [
    ["check", `${ms(({ check }) => check)} with a policy`],
    ["own work", `${ms(({ once }) => once)} to evaluate and plan it without a policy`],
    ["twice", `${ms(({ twice }) => twice)} to evaluate it twice and plan it`],
    ["a check adds", `${ms(({ check, twice }) => check - twice)} to that (goal: under 15 ms)`],
  ]);
}

/** Two jobs and nothing but innocent tenants: what the tool itself needs. */
function benchMemory(root: string): void {
  const size = Number(values.size);
  const jobs = Number(values.jobs);
  const fleet = { tenants: 100, size, jobs, hostile: false, warmUp: WARM_UP };
  const { peakMb } = inProcess({ folder: join(root, "innocent"), ...fleet });
  print(`check: ${fleet.tenants} innocent tenants of ${size} migrations, --jobs ${jobs}`, [
    ["peak memory", `${peakMb.toFixed(0)} MB (goal for two jobs: under 150 MB)`],
  ]);
}

/** {@link ownWork} of a fleet that is written already, in a process of its own. */
function own(fleet: Fleet, evaluations: number): number {
  return Number(inChild("--own", { fleet, evaluations }));
}

function inProcess(fleet: Fleet): FleetCost {
  return JSON.parse(inChild("--fleet", fleet));
}

function inChild(flag: string, task: object): string {
  const script = fileURLToPath(import.meta.url);
  const child = spawnSync(process.execPath, [script, flag, JSON.stringify(task)], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (child.status !== 0) throw new Error(`the fleet ended with ${child.status}: ${child.stderr}`);
  return child.stdout;
}

function middle(tenants: FleetCost["tenants"]): number {
  return median(tenants.map(({ milliseconds }) => milliseconds));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(title: string, rows: readonly (readonly [string, string])[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${name.padEnd(16)} ${value}`);
}
