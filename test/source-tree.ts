import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the nearest folder above this file that has a package.json. */
export const projectRoot: string = rootAbove(dirname(fileURLToPath(import.meta.url)));

export interface SourceFile {
  /** Relative to the project, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Files of the project that it imports, types included. */
  readonly imports: readonly string[];
}

/** Every TypeScript file below these folders, sorted; fixtures apart. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => walk(join(projectRoot, folder))).map(read);
}

/** The text of a file of the project. */
export function projectText(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

/** Names in a folder of the project, sorted; none when there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  const full = join(projectRoot, folder);
  return existsSync(full) ? readdirSync(full).sort() : [];
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootAbove(dirname(folder));
}

function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory())
        return entry.name === "fixtures" ? [] : walk(join(folder, entry.name));
      return /\.[cm]?ts$/.test(entry.name) ? [join(folder, entry.name)] : [];
    });
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)"(\.[^"]*)"/g;

function read(full: string): SourceFile {
  const text = readFileSync(full, "utf8");
  const imports = [...text.matchAll(IMPORT)]
    .map(([, specifier = ""]) => resolve(dirname(full), specifier).replace(/\.([cm]?)js$/, ".$1ts"))
    .filter((target) => existsSync(target))
    .map(inProject);
  return { path: inProject(full), text, imports: [...new Set(imports)] };
}

function inProject(full: string): string {
  return relative(projectRoot, full).replaceAll("\\", "/");
}
