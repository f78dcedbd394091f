import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One thing to time: `prepare` is not timed, `parameters` are those of a whole Node process. */
export interface Contestant {
  readonly name: string;
  readonly prepare: () => void;
  readonly parameters: readonly string[];
  readonly cwd: string;
}

export interface Timing {
  readonly name: string;
  /** Median wall-clock time of the whole process, in milliseconds. */
  readonly median: number;
  /** Peak resident set of one further, untimed run, in MiB. */
  readonly memory: number;
}

const PEAK = fileURLToPath(new URL("./peak.cjs", import.meta.url));

/** Times whole processes, interleaved so that a slow moment of the machine hits everybody. */
export function measure(contestants: readonly Contestant[], rounds: number): readonly Timing[] {
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((contestant, index) => {
      contestant.prepare();
      const started = process.hrtime.bigint();
      runNode(contestant, []);
      samples[index]?.push(Number(process.hrtime.bigint() - started) / 1e6);
    });
  }
  return contestants.map((contestant, index) => {
    contestant.prepare();
    const { stderr } = runNode(contestant, ["--require", PEAK]);
    const peak = /MM_BENCH_PEAK=(\d+)/.exec(stderr)?.[1];
    return {
      name: contestant.name,
      median: median(samples[index] ?? []),
      memory: Number(peak) / 1024,
    };
  });
}

/** Where the tool remembers what it has evaluated, apart from what the user's projects have. */
export function cacheOf(cwd: string): string {
  return join(cwd, "cache");
}

function runNode(contestant: Contestant, options: readonly string[]): { stderr: string } {
  const result = spawnSync(process.execPath, [...options, ...contestant.parameters], {
    cwd: contestant.cwd,
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
    env: { ...process.env, NO_COLOR: "1", XDG_CACHE_HOME: cacheOf(contestant.cwd) },
  });
  if (result.status !== 0) {
    throw new Error(`${contestant.name} ended with ${result.status}: ${result.stderr}`);
  }
  return { stderr: result.stderr };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
