// `npm run bench`: what the tool costs as a ratio to the raw driver loop, measured in the same run.
// Options: --rounds N (5), --sizes 10,100,1000
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Contestant, cacheOf } from "./measure.js";
import { report } from "./report.js";
import { addMigration, writeWorkload } from "./workload.js";

const MM = fileURLToPath(new URL("../../../bin/mm.cjs", import.meta.url));
const RAW = fileURLToPath(new URL("./raw-loop.js", import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    sizes: { type: "string", default: "10,100,1000" },
  },
});
const rounds = Number(values.rounds);

benchStartUp();
for (const size of values.sizes.split(",").map(Number)) benchSize(size);

function benchStartUp(): void {
  const contestant = (name: string, ...parameters: string[]): Contestant => ({
    name,
    parameters,
    cwd: tmpdir(),
    prepare: () => {},
  });
  report(
    "start-up",
    [
      contestant("node -e 0", "-e", "0"),
      contestant("mm --version", MM, "--version"),
      contestant("mm --help", MM, "--help"),
    ],
    rounds,
  );
}

/**
 * The cells of one size: cold `up`, of files that the tool has never seen and of those it remembers,
 * no-op `up`, one new migration on many.
 */
function benchSize(size: number): void {
  const folder = mkdtempSync(join(tmpdir(), "mm-bench-"));
  try {
    const pair = ["raw", "mm"].map((name) => {
      const cwd = join(folder, name);
      writeWorkload(cwd, size);
      return cwd;
    });
    reportPair(`cold up of ${size}, never seen before`, pair, (cwd) => {
      removeDatabase(cwd);
      rmSync(cacheOf(cwd), { recursive: true, force: true });
    });
    reportPair(`cold up of ${size}`, pair, removeDatabase);
    reportPair(`no-op up, ${size} applied`, pair, () => {});
    const next = new Map(pair.map((cwd) => [cwd, size]));
    reportPair(`one new on ${size}`, pair, (cwd) => {
      const n = (next.get(cwd) ?? size) + 1;
      next.set(cwd, n);
      addMigration(cwd, n);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reportPair(
  cell: string,
  folders: readonly string[],
  prepare: (cwd: string) => void,
): void {
  const [raw = "", mm = ""] = folders;
  report(
    cell,
    [
      { name: "raw loop", parameters: [RAW, raw], cwd: raw, prepare: () => prepare(raw) },
      {
        name: "mm migrate up",
        parameters: [MM, "migrate", "up"],
        cwd: mm,
        prepare: () => prepare(mm),
      },
    ],
    rounds,
  );
}

function removeDatabase(cwd: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) {
    rmSync(join(cwd, `mm.db${suffix}`), { force: true });
  }
}
