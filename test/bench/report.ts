import { type Contestant, measure, type Timing } from "./measure.js";

/** Times the contestants and prints each as a ratio to the first. */
export async function report(
  cell: string,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<void> {
  const timings = await measure(contestants, rounds);
  const [limit] = timings;
  process.stdout.write(`${cell}\n`);
  for (const timing of timings) process.stdout.write(line(timing, limit?.median ?? Number.NaN));
}

function line(timing: Timing, limit: number): string {
  const ratio = (timing.median / limit).toFixed(2);
  const name = timing.name.padEnd(24);
  const time = `${timing.median.toFixed(0)} ms`.padStart(9);
  const memory = `${timing.memory.toFixed(0).padStart(5)} MiB`;
  const trips = timing.trips === undefined ? "" : `${String(timing.trips).padStart(6)} round trips`;
  return `  ${name}${time}  ${ratio.padStart(6)} x  ${memory}${trips}\n`;
}
