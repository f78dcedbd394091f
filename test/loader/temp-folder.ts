import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const made: string[] = [];

/** A new folder with these files; {@link removeFolders} takes it away. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "mm-loader-"));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }
  return folder;
}

/** For `after`: removes what this file made. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A migration that registers `name` and nothing else, after `lines`. */
export function migration(name: string, ...lines: readonly string[]): string {
  return [
    'import * as m from "makemigrations";',
    ...lines,
    `m.register({ name: "${name}", dependencies: [], operations: [] });`,
    "",
  ].join("\n");
}
