import { MigrationError } from "../errors.js";
import { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Profile, withLimits } from "../interp/limits.js";
import { fn, type SymbolModule, source } from "../interp/symbol-map.js";

/** A machine that is busy says nothing about a package; its processor time stays limited. */
const PATIENCE_MS = 120_000;

/** A bundle, the names whose values it must have, and what the map adds to the global object. */
export interface BundleTrial {
  readonly specifier: string;
  readonly code: string;
  readonly exports: readonly string[];
  readonly globals: SymbolModule | undefined;
}

export interface TrialResult {
  /** Why it fails; undefined = it works. */
  readonly failure: string | undefined;
  /** The names of the sandbox's global object. */
  readonly globals: ReadonlySet<string>;
}

/**
 * Evaluates a bundled package inside the sandbox, as a migration that imports it would, and looks
 * at every export once. What the package does when its functions are called cannot be known from
 * here.
 */
export async function tryBundle(trial: BundleTrial, profile: Profile): Promise<TrialResult> {
  const { specifier, code, exports, globals } = trial;
  const names: string[] = [];
  const tell = fn((given: readonly string[]) => {
    names.push(...given);
  });
  const interpreter = new Interpreter({
    profile,
    limits: withLimits(defaultLimits(profile), { loadMs: PATIENCE_MS }),
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
    return { failure: undefined, globals: new Set(names) };
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return { failure: `it fails there: ${error.message}`, globals: new Set(names) };
  } finally {
    await interpreter.dispose();
  }
}
