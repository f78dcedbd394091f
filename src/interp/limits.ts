import { InterpError, type InterpErrorInit } from "./interp-error.js";

/** `open` for the user's own project in a terminal, `locked` for untrusted code. */
export type Profile = "open" | "locked";

interface LimitSpec {
  readonly unit: string;
  readonly open: number;
  readonly locked: number;
  /** Completes "the guest ...". */
  readonly exceeded: string;
}

const KB = 1024;
const MB = 1024 * KB;

const SPECS = {
  workerHeapMb: spec("MB", 256, 192, "filled the worker's heap"),
  workerStackMb: spec("MB", 16, 16, "filled the worker's stack"),
  guestStackBytes: spec("bytes", 256 * KB, 256 * KB, "filled its stack"),
  memoryBytes: spec("bytes", 128 * MB, 48 * MB, "used too much memory"),
  cpuLoadMs: spec("ms", 5000, 1000, "used too much CPU time while a file was loaded"),
  cpuCallMs: spec("ms", 1000, 500, "used too much CPU time in a synchronous call"),
  cpuAsyncCallMs: spec("ms", 10_000, 5000, "used too much CPU time in an asynchronous call"),
  killGraceMs: spec("ms", 2500, 1500, "did not answer and was stopped from outside"),
  loadMs: spec("ms", 60_000, 20_000, "took too long to load"),
  folderMs: spec("ms", 120_000, 30_000, "took too long as a whole folder"),
  promiseJobs: spec("jobs", 1_000_000, 200_000, "queued too many promise jobs"),
  hostCalls: spec("calls", 100_000, 20_000, "called the host too often"),
  hostCallMs: spec("ms", 30_000, 10_000, "waited too long for a host function"),
  concurrentHostCalls: spec("calls", 64, 16, "had too many host calls under way at once"),
  valueNodes: spec("values", 500_000, 100_000, "passed a value with too many parts"),
  valueDepth: spec("levels", 64, 64, "passed a value nested too deeply"),
  valueText: spec("characters", 16 * MB, 4 * MB, "passed a value that is too large"),
  callables: spec("functions", 10_000, 2000, "passed too many functions"),
  posts: spec("calls", 100, 50, "made too many registrations in one file"),
  handles: spec("objects", 10_000, 2000, "holds too many host objects"),
  consoleLines: spec("lines", 10_000, 200, "logged too many lines"),
  consoleText: spec("characters", MB, 64 * KB, "logged too much"),
  sourceBytes: spec("bytes", 2 * MB, 512 * KB, "has a source file that is too large"),
  sourceFiles: spec("files", 20_000, 500, "has too many source files"),
  reentrancy: spec("levels", 8, 8, "nested too many calls between host and guest"),
} as const;

/** The name of a limit; what an INTERP_LIMIT error carries in `limit`. */
export type LimitName = keyof typeof SPECS;

/** One number per limit. */
export type Limits = Readonly<Record<LimitName, number>>;

/** All names, in the order of the documentation. */
export const limitNames: readonly LimitName[] = Object.freeze(Object.keys(SPECS) as LimitName[]);

/** The defaults of a profile. */
export function defaultLimits(profile: Profile): Limits {
  return fill((name) => SPECS[name][profile]);
}

/**
 * The operator's limits: any value above zero replaces the base.
 * @throws InterpError INTERP_LIMIT_INVALID for an unknown name or a value that is no positive integer
 */
export function withLimits(base: Limits, changes: Readonly<Record<string, unknown>>): Limits {
  const checked = checkChanges(changes);
  return fill((name) => checked.get(name) ?? base[name]);
}

/**
 * A project's limits: it may lower, never raise.
 * @throws InterpError INTERP_LIMIT_INVALID, INTERP_LIMIT_RAISED
 */
export function lowerLimits(base: Limits, changes: Readonly<Record<string, unknown>>): Limits {
  const checked = checkChanges(changes);
  for (const [name, wanted] of checked) {
    if (wanted <= base[name]) continue;
    throw new InterpError({
      code: "INTERP_LIMIT_RAISED",
      message: `the project sets the limit "${name}" to ${wanted} ${SPECS[name].unit}, above the ${base[name]} it is allowed`,
      hint: "A project can only lower limits; ask the operator of the tool to raise this one.",
    });
  }
  return fill((name) => checked.get(name) ?? base[name]);
}

/** A limit that was exceeded, and where. */
export interface Exceeded extends Pick<InterpErrorInit, "position" | "frame"> {
  readonly limit: LimitName;
  readonly limits: Limits;
}

/** The error for it. */
export function limitError({ limit, limits, position, frame }: Exceeded): InterpError {
  const { unit, exceeded } = SPECS[limit];
  return new InterpError({
    code: "INTERP_LIMIT",
    message: `the guest ${exceeded}: the limit "${limit}" is ${limits[limit]} ${unit}`,
    hint: `Make the file do less; if it needs more, the operator of the tool can raise the limit "${limit}".`,
    limit,
    position,
    frame,
  });
}

function checkChanges(changes: Readonly<Record<string, unknown>>): Map<LimitName, number> {
  const checked = new Map<LimitName, number>();
  for (const name of Object.keys(changes)) {
    const wanted = changes[name];
    if (wanted === undefined) continue;
    if (!isLimitName(name)) {
      throw new InterpError({
        code: "INTERP_LIMIT_INVALID",
        message: `there is no limit "${name}"`,
        hint: `Use one of: ${limitNames.join(", ")}.`,
      });
    }
    if (typeof wanted !== "number" || !Number.isSafeInteger(wanted) || wanted < 1) {
      throw new InterpError({
        code: "INTERP_LIMIT_INVALID",
        message: `the limit "${name}" must be a whole number of ${SPECS[name].unit} above zero`,
        hint: `Write it as a plain number, for example ${SPECS[name].open}.`,
      });
    }
    checked.set(name, wanted);
  }
  return checked;
}

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(SPECS, name);
}

function fill(pick: (name: LimitName) => number): Limits {
  const limits = Object.fromEntries(limitNames.map((name) => [name, pick(name)]));
  return Object.freeze(limits as Record<LimitName, number>);
}

function spec(unit: string, open: number, locked: number, exceeded: string): LimitSpec {
  return { unit, open, locked, exceeded };
}
