import type { MigrationError } from "../../src/errors.js";
import {
  type LoadedRegistry,
  type LoadRegistryOptions,
  loadRegistry,
} from "../../src/loader/loader.js";
import { builtIn } from "../../symbols/index.js";

/** Loads with the built-in symbols. */
export function load(
  directory: string,
  options: Partial<LoadRegistryOptions> = {},
): Promise<LoadedRegistry> {
  return loadRegistry({ directory, symbols: builtIn().snapshot(), profile: "open", ...options });
}

/** Loads, disposes, and returns what was found. */
export async function loadOnce(
  directory: string,
  options: Partial<LoadRegistryOptions> = {},
): Promise<{
  readonly names: readonly string[];
  readonly warnings: readonly string[];
  readonly lines: readonly string[];
}> {
  const loaded = await load(directory, options);
  await loaded.dispose();
  return {
    names: [...loaded.registry].map((migration) => migration.name),
    warnings: loaded.warnings.map((warning) => warning.code),
    lines: loaded.console.map((line) => line.text),
  };
}

/** An error of the loader or the interpreter with its place. */
export type Placed = MigrationError & {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  readonly frame?: string;
};

/** The error that loading ends in. */
export async function loadError(
  directory: string,
  options: Partial<LoadRegistryOptions> = {},
): Promise<Placed> {
  try {
    const loaded = await load(directory, options);
    await loaded.dispose();
  } catch (error) {
    return error as Placed;
  }
  throw new Error("loading succeeded");
}
