import { isMissingPackage, MigrationError } from "../errors.js";

/**
 * Loads a package that nothing but `symbols extract` needs: an optional dependency.
 *
 * @throws ExtractError `EXTRACT_TOOL_MISSING`
 */
export async function loadTool<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingPackage(error, name)) throw error;
    throw new ExtractError({
      code: "EXTRACT_TOOL_MISSING",
      message: `The package "${name}", by which other packages are read and bundled, is not installed`,
      hint: `Run \`npm install ${name}\`: it is an optional dependency, left out by --omit=optional.`,
      cause: error,
    });
  }
}

/** A package that cannot be read or bundled. */
export class ExtractError extends MigrationError {}
