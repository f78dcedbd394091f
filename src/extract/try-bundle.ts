import { MigrationError } from "../errors.js";
import { InterpError } from "../interp/interp-error.js";
import { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Profile } from "../interp/limits.js";
import { fn, type SymbolModule, source } from "../interp/symbol-map.js";

/** A hang ends here; how long a package takes on a busy machine says nothing about it. */
const PATIENCE_MS = 120_000;
/** The limits that a busy machine reaches sooner than an idle one. */
const TIMES: ReadonlySet<string | undefined> = new Set(["cpuLoadMs", "loadMs", "killGraceMs"]);

/** A bundle, the names whose values it must have, and what the map adds to the global object. */
export interface BundleTrial {
  readonly specifier: string;
  readonly code: string;
  readonly exports: readonly string[];
  readonly globals: SymbolModule | undefined;
  /** Milliseconds after which the trial is given up. */
  readonly patienceMs?: number;
}

export interface TrialResult {
  /** Why it fails; undefined = it works, or was not tried to its end. */
  readonly failure: string | undefined;
  /** It was given up before it came to an end, which is no verdict. */
  readonly untried: boolean;
  /** The names of the sandbox's global object. */
  readonly globals: ReadonlySet<string>;
}

/**
 * Evaluates a bundled package inside the sandbox, as a migration that imports it would, and looks
 * at every export once. What the package does when its functions are called cannot be known from
 * here.
 */
export async function tryBundle(trial: BundleTrial, profile: Profile): Promise<TrialResult> {
  const { specifier, code, exports, globals, patienceMs = PATIENCE_MS } = trial;
  const names: string[] = [];
  const tell = fn((given: readonly string[]) => {
    names.push(...given);
  });
  const interpreter = new Interpreter({
    profile,
    limits: { ...defaultLimits(profile), loadMs: patienceMs, cpuLoadMs: patienceMs },
  });
  try {
    if (globals !== undefined) interpreter.use({ globalThis: globals });
    interpreter.use({ [specifier]: source(code, { exports }), "mm-trial": { tell } });
    const files = [
      {
        path: "1.js",
        text: 'import { tell } from "mm-trial";\ntell(Object.getOwnPropertyNames(globalThis));\n',
      },
      {
        path: "2.js",
        text: `import * as all from ${JSON.stringify(specifier)};
const missing = ${JSON.stringify(exports)}.filter((name) => all[name] === undefined);
if (missing.length > 0) throw new Error("it has no export " + missing.join(", "));
`,
      },
    ];
    await interpreter.load(files, { entries: ["1.js", "2.js"] });
    return { failure: undefined, untried: false, globals: new Set(names) };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    const untried = error instanceof InterpError && TIMES.has(error.limit);
    const failure = untried ? undefined : `it fails there: ${error.message}`;
    return { failure, untried, globals: new Set(names) };
  } finally {
    await interpreter.dispose();
  }
}
