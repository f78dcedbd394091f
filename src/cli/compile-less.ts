import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

/** The V8 of Node 20, where this was measured; another one decides for itself. */
const MEASURED = /^11\.3\./;
/** Bytes of code that a function runs through before V8 compiles it once more; its own is {@link OWN_BUDGET}. */
const BUDGET = 500_000;
const OWN_BUDGET = 67_584;
/** What it is, unless something is read right now. */
let budget = OWN_BUDGET;
/** Files below which nothing runs often enough. */
const MANY = 300;

/**
 * A run of a thousand migrations is over before most of what V8 compiles for it has paid: a quarter of
 * the processor's time went into its optimising compiler. Call it when what the run needs is loaded:
 * V8 takes cached code only under the flags that it was made with. It is for the whole process, so
 * for the command line alone. See docs/decisions/0043.
 *
 * @param directory of the migrations that are all going to be read.
 */
export function compileLess(directory: string): void {
  if (!MEASURED.test(process.versions.v8) || filesIn(directory) < MANY) return;
  budget = BUDGET;
  setFlagsFromString(`--interrupt-budget=${budget}`);
}

/**
 * The same for a while: what reads a thousand files is over before the code of that is better. Behind it V8 takes cached code as
 * before, so nothing may be loaded in it.
 */
export function compilingLess<Result>(work: () => Result): Result {
  if (!MEASURED.test(process.versions.v8)) return work();
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
  try {
    return work();
  } finally {
    setFlagsFromString(`--interrupt-budget=${budget}`);
  }
}

function filesIn(directory: string): number {
  try {
    return readdirSync(directory).length;
  } catch {
    // Who reads the files says what is wrong.
    return 0;
  }
}
