import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Problem } from "../../yaml/problem.js";
import { type FileReader, readSchemaFiles } from "../../yaml/schema-files.js";
import { CliError } from "../cli-error.js";
import { fileReader } from "./schema-input.js";

/** A schema file of a package that the project depends on. */
export interface InstalledSchema {
  readonly package: string;
  readonly version: string | null;
  /** Inside the package; what an `include` names. */
  readonly path: string;
  /** undefined: it is TypeScript, which is evaluated only when it is included. */
  readonly tables: readonly string[] | undefined;
  /** Absolute; where it is read from. */
  readonly file: string;
}

/** What a package offers and cannot be included. */
export interface BrokenSchema {
  readonly package: string;
  readonly path: string;
  readonly problems: readonly Problem[];
}

interface Manifest {
  readonly version: string | null;
  readonly dependencies: readonly string[];
  /** `makemigrations.schema`, a path or several; undefined: it says nothing. */
  readonly schema: readonly string[] | undefined;
}

/**
 * Schema files of the packages that the project names in its package.json, not of theirs: what a
 * package says under `makemigrations.schema`, else those of `schema/*.yaml` that are schema files.
 * A path that a package declares and that cannot be included is told; another YAML file is none.
 *
 * @throws CliError CLI_NO_PACKAGE where the folder belongs to no package.
 */
export async function installedSchemas(folder: string): Promise<{
  readonly found: readonly InstalledSchema[];
  readonly broken: readonly BrokenSchema[];
}> {
  const project = nearestManifest(resolve(folder));
  const found: InstalledSchema[] = [];
  const broken: BrokenSchema[] = [];
  for (const name of readManifest(project).dependencies) {
    const home = fileReader.packageFolder(name, project);
    if (home === undefined) continue;
    const { version, schema } = readManifest(join(home, "package.json"));
    for (const path of schema ?? (await yamlFiles(home))) {
      const { tables, problems } = included({ package: name, path }, project);
      if (problems.length > 0) {
        if (schema !== undefined) broken.push({ package: name, path, problems });
      } else if (tables?.length !== 0) {
        found.push({ package: name, version, path, tables, file: resolve(home, path) });
      }
    }
  }
  return { found, broken };
}

/** Read as a schema file of the project would include it, by the same rules. */
function included(entry: { readonly package: string; readonly path: string }, project: string) {
  const including = join(dirname(project), "include.yaml");
  const reader: FileReader = {
    ...fileReader,
    read: (path) =>
      path === including ? JSON.stringify({ include: [entry] }) : fileReader.read(path),
  };
  const read = readSchemaFiles([including], reader);
  const gone = read.unevaluated.filter((path) => !existsSync(path));
  if (gone.length > 0) {
    const nothing = new Map(gone.map((path) => [path, undefined]));
    return { tables: [], problems: readSchemaFiles([including], reader, nothing).problems };
  }
  if (read.unevaluated.length > 0) return { tables: undefined, problems: read.problems };
  const [tree] = read.trees.flatMap((one) => one.included);
  return { tables: (tree?.document.tables ?? []).map(({ name }) => name), problems: read.problems };
}

async function yamlFiles(folder: string): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  return (await glob(["schema/*.{yaml,yml}"], { cwd: folder })).sort();
}

function nearestManifest(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest)) return manifest;
    if (dirname(at) !== at) continue;
    throw new CliError({
      code: "CLI_NO_PACKAGE",
      message: "There is no package.json in this folder or above it",
      hint: "Run the command in the project whose packages are to be looked through.",
    });
  }
}

/** A manifest that is broken names nothing; npm complains about it. */
function readManifest(path: string): Manifest {
  const data = parsed(path);
  const own = record(data.makemigrations).schema;
  const schema = typeof own === "string" ? [own] : Array.isArray(own) ? own.map(String) : undefined;
  const kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
  const names = kinds.flatMap((kind) => Object.keys(record(data[kind])));
  const { version } = data;
  return {
    version: typeof version === "string" ? version : null,
    dependencies: [...new Set(names)].sort(),
    schema,
  };
}

function parsed(path: string): Readonly<Record<string, unknown>> {
  try {
    return record(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
