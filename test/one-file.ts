import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const made = new Map<string, Promise<string>>();
/** What packages written for `require` look for in a module. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The packages of the databases; each is large, and a process needs one of them at most. */
const CLIENTS = ["better-sqlite3", "pg", "mysql2", "tedious"];

/**
 * A program of the tests with all its modules in one file: it starts in half the time, which counts
 * where hundreds of its processes are killed. The file lies beside the program and goes with this process.
 * Of the packages of databases it has the client that is named.
 */
export function inOneFile(program: URL, client?: "mysql2"): Promise<string> {
  const path = fileURLToPath(program);
  const known = made.get(path) ?? bundle(path, client);
  made.set(path, known);
  return known;
}

async function bundle(path: string, client: string | undefined): Promise<string> {
  const outfile = path.replace(/\.js$/, `.one-file-${process.pid}.mjs`);
  process.once("exit", () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [path],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: REQUIRE },
    external: CLIENTS.filter((name) => name !== client),
    logLevel: "error",
  });
  return outfile;
}
