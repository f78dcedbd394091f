import { type Contestant, measure, type Timing } from "./measure.js";

/** Times the contestants and prints each as a ratio to the first. */
export function report(cell: string, contestants: readonly Contestant[], rounds: number): void {
  const timings = measure(contestants, rounds);
  const [limit] = timings;
  process.stdout.write(`${cell}\n`);
  for (const timing of timings) process.stdout.write(line(timing, limit?.median ?? Number.NaN));
}

function line(timing: Timing, limit: number): string {
  const ratio = (timing.median / limit).toFixed(2);
  const name = timing.name.padEnd(24);
  const time = `${timing.median.toFixed(0)} ms`.padStart(9);
  return `  ${name}${time}  ${ratio.padStart(6)} x  ${timing.memory.toFixed(0).padStart(5)} MiB\n`;
}
