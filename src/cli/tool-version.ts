import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the installed package: the nearest one above this file that has a `package.json`. */
export function packageRoot(): string {
  // dist/src/cli/tool-version.js, or dist-<name>/src/cli: always three folders down.
  return dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
}

/** The version of makemigrations. */
export function toolVersion(): string {
  const manifest: { readonly version?: unknown } = JSON.parse(
    readFileSync(join(packageRoot(), "package.json"), "utf8"),
  );
  return String(manifest.version ?? "0.0.0");
}
