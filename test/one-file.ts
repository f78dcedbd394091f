import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const made = new Map<string, Promise<string>>();
/** What packages written for `require` look for in a module. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/**
 * A program of the tests with all its modules in one file: it starts in half the time, which counts
 * where hundreds of its processes are killed. The file lies beside the program and goes with this process.
 */
export function inOneFile(program: URL): Promise<string> {
  const path = fileURLToPath(program);
  const known = made.get(path) ?? bundle(path);
  made.set(path, known);
  return known;
}

async function bundle(path: string): Promise<string> {
  const outfile = path.replace(/\.js$/, `.one-file-${process.pid}.mjs`);
  process.once("exit", () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: REQUIRE },
    // With code that is no JavaScript.
    external: ["better-sqlite3"],
    logLevel: "error",
  });
  return outfile;
}
