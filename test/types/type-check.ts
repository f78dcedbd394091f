import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { root } from "../cli/run-cli.js";

const COMPILER = join(
  dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
  "bin/tsc",
);

/** What a strict compiler has to say of the files; nothing where all is well. */
export async function typeCheck(folder: string, ...files: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  try {
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  } catch {
    // It is there from an earlier check.
  }
  const words = [
    COMPILER,
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--noUnusedLocals",
  ];
  const how = ["--skipLibCheck", "--module", "nodenext", "--target", "es2023", "--types", "node"];
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [...words, ...how, ...files],
      { cwd: folder },
      (error, stdout, stderr) => {
        resolve(error === null ? "" : stdout + stderr);
      },
    );
  });
}
