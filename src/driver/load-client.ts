import { isMissingPackage } from "../errors.js";
import { DriverError } from "./driver-error.js";

/**
 * Loads the package of a client: an optional dependency, so that a user of another database can do
 * without it, and a native build that failed is no failure of the whole install.
 *
 * @throws DriverError `DRIVER_CLIENT_MISSING`
 */
export async function loadClient<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingPackage(error, name)) throw error;
    throw new DriverError({
      code: "DRIVER_CLIENT_MISSING",
      message: `The package "${name}", which speaks to this database, is not installed`,
      hint: `Run \`npm install ${name}\`: it is an optional dependency, left out by --omit=optional or when its native part could not be built.`,
      cause: error,
    });
  }
}
