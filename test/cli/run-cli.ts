import { type SpawnOptions, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configFileNames } from "../../src/config/config-keys.js";

/** The root of the package, wherever the tests were built to. */
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The binary `mm`. */
export const binary = join(root, "bin", "mm.cjs");

/** The compiled entry of the command line next to these compiled tests. */
export const cliMain = new URL("../../src/cli/main.js", import.meta.url).href;

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | null;
}

/** A folder with these files, for one test; it is gone afterwards. */
export async function inFolder<Result>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "mm-cli-")));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts Node, this one or another, with a clean environment and collects what it says. */
export async function node(
  words: readonly string[],
  options: SpawnOptions & { readonly cwd: string },
  program: string = process.execPath,
): Promise<CliResult> {
  const child = spawn(program, words, {
    stdio: ["ignore", "pipe", "pipe"],
    // What files registered is remembered apart from what the developer's own projects have.
    env: {
      PATH: process.env.PATH ?? "",
      XDG_CACHE_HOME: join(tmpdir(), "mm-test-cache"),
      ...databaseIn(options.cwd),
    },
    ...options,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { ...output, exit };
}

/** Most tests are about something else than which database is used. */
function databaseIn(cwd: string): { readonly DATABASE_URL?: string } {
  const configured = configFileNames.some((name) => existsSync(join(cwd, name)));
  return configured ? {} : { DATABASE_URL: "sqlite:./mm.db" };
}

/**
 * Runs the binary of the same build as the test, as a user starts it: from the bundle, which is there
 * in less than half the time that a wrapper takes to load every module of the build. Behind `--` Node
 * leaves `--env-file` to the binary.
 */
export async function mm(words: readonly string[], cwd: string): Promise<CliResult> {
  return await node(["--", binary, ...words], { cwd });
}

/** The source of a wrapper binary of that name. */
export function wrapper(name: string, before = ""): string {
  return `import { run } from ${JSON.stringify(cliMain)};\n${before}\nawait run(process.argv.slice(1), { name: ${JSON.stringify(name)} });`;
}

/** A migration that makes one table. */
export function tableMigration(name: string, table: string): string {
  return `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: [], operations: [
  new m.CreateTable({ name: "${table}", fields: [{ name: "id", type: "serial", primaryKey: true }] }),
] });
`;
}
