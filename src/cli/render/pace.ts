/** Milliseconds after which a rate says something. */
const SETTLED = 1000;

/** Measures one thing that is counted, from the first count that it is told. */
export class Pace {
  #first: { readonly at: number; readonly done: number } | undefined;
  #last = 0;

  /** How fast it goes and when it will be done; empty as long as there is nothing to go by. */
  speed(done: number, total: number, now: number): readonly string[] {
    // What begins again, as a transaction does, is as fast as from there.
    if (this.#first === undefined || done < this.#last) this.#first = { at: now, done };
    this.#last = done;
    const elapsed = now - this.#first.at;
    const perSecond = (1000 * (done - this.#first.done)) / elapsed;
    if (elapsed < SETTLED || !(perSecond > 0)) return [];
    const rate = rateText(perSecond);
    return done >= total ? [rate] : [rate, `${wholeSeconds((total - done) / perSecond)} left`];
  }
}

function rateText(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond)}/s`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)}/s`;
  const perMinute = perSecond * 60;
  return perMinute >= 1 ? `${Math.round(perMinute)}/min` : `${Math.ceil(perMinute * 60)}/h`;
}

function wholeSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : duration(whole * 1000);
}

/** `412 of 1000 rows (41 %)`, and shorter ways to say it. */
export function amountsOf(done: number, total: number, what?: string): readonly string[] {
  const percent = total > 0 ? ` (${Math.floor((100 * done) / total)} %)` : "";
  const short = `${done}/${total}`;
  const counted = what === undefined ? "" : ` ${what}`;
  return [`${done} of ${total}${counted}${percent}`, short + percent, short];
}

/** `12 ms`, `3.4 s`, `2 min 5 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
