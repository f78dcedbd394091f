/** How long one session may take to begin: the name looked up, the server reached, the user greeted. */
export class ConnectTime {
  readonly #end: boolean;
  #left: number;

  /** @param milliseconds 0: for ever, as the clients have it */
  constructor(milliseconds: number) {
    this.#end = milliseconds > 0;
    this.#left = milliseconds;
  }

  /** Milliseconds for what comes next; 0 for ever. */
  get left(): number {
    return this.#end ? Math.max(Math.ceil(this.#left), 1) : 0;
  }

  /** Waits for a part of it. What this process does by itself meanwhile, such as loading the client, does not count. */
  async spend<Result>(work: Promise<Result>): Promise<Result> {
    const began = performance.now();
    try {
      return await work;
    } finally {
      this.#left -= performance.now() - began;
    }
  }
}
