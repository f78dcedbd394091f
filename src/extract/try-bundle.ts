import { MigrationError } from "../errors.js";
import { Interpreter } from "../interp/interpreter.js";
import { source } from "../interp/symbol-map.js";

/**
 * Evaluates a bundled package inside the sandbox, as a migration that imports it would, and looks
 * at every export once.
 *
 * @returns why that fails; undefined = it works. What the package does when its functions are
 * called cannot be known from here.
 */
export async function whyNotInside(
  specifier: string,
  bundle: { readonly code: string; readonly exports: readonly string[] },
): Promise<string | undefined> {
  const interpreter = new Interpreter({ profile: "open" });
  try {
    interpreter.use({ [specifier]: source(bundle.code, { exports: bundle.exports }) });
    const text = `import * as all from ${JSON.stringify(specifier)};
const missing = ${JSON.stringify(bundle.exports)}.filter((name) => !(name in all));
if (missing.length > 0) throw new Error("it has no export " + missing.join(", "));
`;
    await interpreter.load([{ path: "try.js", text }], { entries: ["try.js"] });
    return undefined;
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    return `it fails there: ${error.message}`;
  } finally {
    await interpreter.dispose();
  }
}
