/** An answer that arrived. */
export interface Settled {
  readonly op: number;
  readonly text: string;
}

/** Host calls that wait for their answer, each with the run that made it (0: unknown). */
export class Inflight {
  readonly #owners = new Map<number, number>();
  #done: Settled[] = [];
  #wake: (() => void)[] = [];

  /** How many are under way. */
  get size(): number {
    return this.#owners.size;
  }

  /** Whether answers have arrived that were not taken yet. */
  get hasAnswers(): boolean {
    return this.#done.length > 0;
  }

  /** A call was made. */
  add(op: number, owner: number): void {
    this.#owners.set(op, owner);
  }

  /** An answer arrived; the run that waits goes on. */
  settle(answer: Settled): void {
    this.#done.push(answer);
    const wake = this.#wake;
    this.#wake = [];
    for (const resume of wake) resume();
  }

  /** Takes the answers to calls that are still of interest. */
  takeAnswers(): readonly Settled[] {
    const done = this.#done;
    this.#done = [];
    return done.filter(({ op }) => this.#owners.delete(op));
  }

  /** Waits for the next answer. */
  nextAnswer(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  /** How many calls a run left behind; calls of unknown runs are its own when it runs alone. */
  countOf(owner: number, alone: boolean): number {
    let count = 0;
    for (const other of this.#owners.values()) {
      if (other === owner || (alone && other === 0)) count++;
    }
    return count;
  }

  /** Forgets what a run left behind: no run is left to hear the answers. */
  drop(owner: number, alone: boolean): void {
    for (const [op, other] of this.#owners) {
      if (other === owner || (alone && other === 0)) this.#owners.delete(op);
    }
  }
}
