import { setFlagsFromString } from "node:v8";

/** The V8 of Node 20, where this was measured; another one decides for itself. */
const MEASURED = /^11\.3\./;
/** V8's own budget: bytes of code that a function runs through before it is compiled a second time. */
const USUAL = 1_800_000;
const PATIENT = 2_000_000_000;
/** What a jump takes of the budget at most; V8 takes a quarter of the budget that is set while it compiles. */
const JUMP = 100;

/**
 * V8 compiles a function of the engine quickly when it is called first, and those that run often once
 * more with its optimising compiler. That second time costs more than a load takes; it runs in
 * threads of V8's own, takes the processor from the ones that work, and is waited for when the
 * process ends: docs/decisions/0003 and 0038. The module that is made here keeps a larger budget.
 */
export function withPatience<T>(makeModule: () => T): T {
  return withBudget(PATIENT, makeModule);
}

/**
 * Each bytecode of a guest is a jump in the function that interprets it, over a hundred kilobytes of
 * code: some ten thousand of them would use up any budget. If that function is called first in here,
 * its jumps count little, and only a guest that works for long makes it be compiled again.
 */
export function withCheapJumps<T>(callEngine: () => T): T {
  return withBudget(4 * JUMP, callEngine);
}

/** As {@link withCheapJumps}, for a process that would need the better code only after thousands of folders. */
export function withFreeJumps<T>(callEngine: () => T): T {
  return withBudget(4, callEngine);
}

/**
 * Code that V8 has cached is taken only under the same flags as ever, so the usual budget comes back
 * at once: nothing else should happen in between.
 */
function withBudget<T>(budget: number, work: () => T): T {
  if (!MEASURED.test(process.versions.v8)) return work();
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
  try {
    return work();
  } finally {
    setFlagsFromString(`--wasm-tiering-budget=${USUAL}`);
  }
}
