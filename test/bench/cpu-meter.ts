/**
 * Processor time of the whole process, all its threads, for one task of many. Of the clock it says
 * nothing, so it is the same on a machine that is busy with something else.
 */
export class CpuMeter {
  readonly #warmUp: number;
  #done = 0;
  #start = process.cpuUsage();

  /** @param warmUp so many tasks are not counted. */
  constructor(warmUp: number) {
    this.#warmUp = warmUp;
  }

  /** One more task is done. */
  done(): void {
    if (++this.#done === this.#warmUp) this.#start = process.cpuUsage();
  }

  /** Milliseconds for each task that was counted. */
  perTask(): number {
    const { user, system } = process.cpuUsage(this.#start);
    return (user + system) / 1000 / (this.#done - this.#warmUp);
  }
}
