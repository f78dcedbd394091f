const FIXED = Date.UTC(2000, 0, 1);

const realNow = Date.now;
const LOCAL = [
  "FullYear",
  "Month",
  "Date",
  "Day",
  "Hours",
  "Minutes",
  "Seconds",
  "Milliseconds",
] as const;
const realLocal = new Map(LOCAL.map((part) => [part, Date.prototype[`get${part}`]]));
const realOffset = Date.prototype.getTimezoneOffset;
let reads = 0;

/** How often the time or the time zone was asked for. */
export function clockReads(): number {
  return reads;
}

/**
 * The engine asks this thread's `Date` for the time and the time zone, also to seed its random
 * numbers. Stopping the clock here is deeper than anything a guest can reach, and nothing else in
 * this thread needs wall-clock time.
 */
export function setClock(fixed: boolean): void {
  Date.now = counted(fixed ? () => FIXED : realNow);
  for (const part of LOCAL) {
    const real = realLocal.get(part);
    if (real === undefined) continue;
    Date.prototype[`get${part}`] = counted(fixed ? Date.prototype[`getUTC${part}`] : real);
  }
  Date.prototype.getTimezoneOffset = counted(fixed ? () => 0 : realOffset);
}

function counted(read: (this: Date) => number): (this: Date) => number {
  return function (this: Date) {
    reads++;
    return Reflect.apply(read, this, []);
  };
}
