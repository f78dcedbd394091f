import type { Console } from "./console.js";
import { amountsOf, duration, Pace } from "./pace.js";
import { type Progress, progressLine } from "./progress-line.js";

/** Milliseconds: a terminal is redrawn at most this often, a log gets a line at most that often. */
const REDRAW = 80;
const LOG_LINE = 5000;

/** After this time without news it is shown that time goes by. */
const SILENCE = 2000;
const TICK = 1000;

/**
 * Where something long shows how far it is: a line that is rewritten in place or, without a terminal, a
 * line now and then; both on stderr.
 */
export class ProgressDisplay {
  readonly #console: Console;
  readonly #now: () => number;
  #drawn = Number.NEGATIVE_INFINITY;
  #logged: number;
  #latest: Progress | undefined;
  /** When it came. */
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(console: Console, now: () => number = Date.now) {
    this.#console = console;
    this.#now = now;
    this.#logged = now();
  }

  /**
   * What comes too soon behind another is drawn a moment later, if nothing newer has come till then.
   *
   * @param progress asked where there is a terminal
   */
  draw(progress: () => Progress, atOnce = false): void {
    if (!this.#console.interactive) return;
    const now = this.#now();
    this.#latest = progress();
    this.#since = now;
    if (atOnce || now - this.#drawn >= REDRAW) this.#show();
    else this.#showIn(REDRAW);
  }

  /** For what is counted: it stands in a log, too. */
  count(progress: Progress, atOnce = false): void {
    if (this.#console.interactive) {
      this.draw(() => progress, atOnce);
      return;
    }
    const now = this.#now();
    if (now - this.#logged < LOG_LINE) return;
    this.#logged = now;
    const { name, amounts, speed } = progress;
    const facts = [...amounts.slice(0, 1), ...speed].join(", ");
    this.#console.note(name === undefined ? facts : `${name}: ${facts}`);
  }

  /** Takes the line that is rewritten away. */
  end(): void {
    clearTimeout(this.#timer);
    this.#console.status("");
  }

  #show(): void {
    const latest = this.#latest;
    if (latest === undefined) return;
    const now = this.#now();
    this.#drawn = now;
    const silence = now - this.#since;
    const speed = silence < SILENCE ? latest.speed : [`for ${duration(silence)}`];
    this.#console.status((columns) => progressLine({ ...latest, speed }, columns));
    this.#showIn(TICK);
  }

  #showIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), milliseconds).unref();
  }
}

/** Counts one kind of thing, such as rows that are read. */
export class CountProgress {
  readonly #display: ProgressDisplay;
  readonly #now: () => number;
  readonly #pace = new Pace();
  readonly #what: string;

  /** @param what is counted: `rows` */
  constructor(console: Console, what: string, now: () => number = Date.now) {
    this.#display = new ProgressDisplay(console, now);
    this.#what = what;
    this.#now = now;
    this.#pace.speed(0, 0, now());
  }

  at(done: number, total: number): void {
    const speed = this.#pace.speed(done, total, this.#now());
    const amounts = amountsOf(done, total, this.#what);
    this.#display.count({ amounts, speed }, done >= total);
  }

  end(): void {
    this.#display.end();
  }
}

/** Something of which nothing can be counted: a terminal shows what it is, and for how long it goes on. */
export async function showing<Result>(
  console: Console,
  what: Pick<Progress, "verb" | "name">,
  work: () => Promise<Result>,
): Promise<Result> {
  const display = new ProgressDisplay(console);
  display.draw(() => ({ ...what, amounts: [], speed: [] }), true);
  try {
    return await work();
  } finally {
    display.end();
  }
}
