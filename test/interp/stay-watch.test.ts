import { expect } from "chai";
import { Heartbeat } from "../../src/interp/heartbeat.js";
import { tick, WORDS, Word } from "../../src/interp/protocol.js";
import { StayWatch } from "../../src/interp/stay-watch.js";
import { readThreadClock, threadClock, threadCpuMs } from "../../src/interp/thread-clock.js";

const ALLOWED = 400;

/** A thread, this one, that has been busy for so long by the clock. */
function busyFor(milliseconds: number): { readonly words: Int32Array; readonly watch: StayWatch } {
  const words = new Int32Array(new SharedArrayBuffer(WORDS * 4));
  const heartbeat = new Heartbeat(words);
  heartbeat.tellClock();
  heartbeat.busy(0, ALLOWED);
  words[Word.busySince] = tick() - milliseconds;
  return { words, watch: new StayWatch(heartbeat) };
}

/** Keeps this thread at work for so long. */
function work(milliseconds: number): void {
  const end = (threadCpuMs() ?? 0) + milliseconds;
  while ((threadCpuMs() ?? end) < end);
}

describe("a thread that does not come back", () => {
  it("is over its time by the clock where the system does not tell what it used", () => {
    const { words, watch } = busyFor(5 * ALLOWED);
    words[Word.clock] = 0;
    expect(watch.overdue()).to.equal(ALLOWED);
  });

  it("is not while it is busy with nothing", () => {
    const { words, watch } = busyFor(50 * ALLOWED);
    words[Word.busySince] = 0;
    expect(watch.overdue()).to.equal(undefined);
  });

  it("is over its time in the end, although it works at nothing", () => {
    expect(busyFor(50 * ALLOWED).watch.overdue()).to.equal(ALLOWED);
  });

  // Other systems do not tell.
  if (threadClock() === undefined) return;

  it("is not over its time while it waits for a processor, and is once it has worked for as long", () => {
    const { watch } = busyFor(5 * ALLOWED);
    expect(watch.overdue()).to.equal(undefined);
    work(ALLOWED * 1.2);
    expect(watch.overdue()).to.equal(ALLOWED);
  });

  it("has the time of each stay anew", () => {
    const { words, watch } = busyFor(5 * ALLOWED);
    expect(watch.overdue()).to.equal(undefined);
    work(ALLOWED * 1.5);
    words[Word.busySince] = tick() - 4 * ALLOWED;
    expect(watch.overdue()).to.equal(undefined);
  });

  it("is not known by a clock that is none", () => {
    expect(readThreadClock(0x3fffffff)).to.equal(undefined);
  });
});
