import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** One thing to time: `prepare` is not timed, `parameters` are those of a whole Node process. */
export interface Contestant {
  readonly name: string;
  readonly prepare: () => void | Promise<void>;
  readonly parameters: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** The answers of the server since the last call, where there is a server. */
  readonly trips?: (() => number) | undefined;
}

export interface Timing {
  readonly name: string;
  /** Median wall-clock time of the whole process, in milliseconds. */
  readonly median: number;
  /** Peak resident set of one further, untimed run, in MiB. */
  readonly memory: number;
  /** The answers that this run waited for. */
  readonly trips: number | undefined;
}

const PEAK = fileURLToPath(new URL("./peak.cjs", import.meta.url));

/** Times whole processes, interleaved so that a slow moment of the machine hits all of them. */
export async function measure(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<readonly Timing[]> {
  const samples = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      await contestant.prepare();
      const started = process.hrtime.bigint();
      await runNode(contestant, []);
      samples[index]?.push(Number(process.hrtime.bigint() - started) / 1e6);
    }
  }
  const timings: Timing[] = [];
  for (const [index, contestant] of contestants.entries()) {
    await contestant.prepare();
    contestant.trips?.();
    const stderr = await runNode(contestant, ["--require", PEAK]);
    const peak = /MM_BENCH_PEAK=(\d+)/.exec(stderr)?.[1];
    timings.push({
      name: contestant.name,
      median: median(samples[index] ?? []),
      memory: Number(peak) / 1024,
      trips: contestant.trips?.(),
    });
  }
  return timings;
}

/** Where the tool remembers what it has evaluated, apart from what the user's projects have. */
export function cacheOf(cwd: string): string {
  return join(cwd, "cache");
}

/** @returns what it wrote to stderr */
async function runNode(contestant: Contestant, options: readonly string[]): Promise<string> {
  const { name, cwd, parameters, environment } = contestant;
  // A server that is far away is a proxy in this process, which therefore must not stand still.
  const child = spawn(process.execPath, [...options, ...parameters], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", XDG_CACHE_HOME: cacheOf(cwd), ...environment },
  });
  const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return stderr;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
