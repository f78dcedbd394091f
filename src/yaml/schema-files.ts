import { dirname, join, normalize } from "node:path";
import type { IncludeEntry, SchemaDocument } from "./document-shape.js";
import { type EvaluatedFile, EvaluatedSource } from "./evaluated-source.js";
import type { DocumentSource, Problem } from "./problem.js";
import { type Origins, type ReadDocument, readDocument } from "./read-document.js";
import type { Path } from "./shape.js";
import { YamlSource } from "./yaml-source.js";

const TYPESCRIPT = /\.m?[tj]s$/;
/** `github.com/acme/auth/v2` */
const GO_MODULE = /^[^/.]+\.[^/]+\/([^/]+)\/([^/]+)(?:\/v\d+)?$/;

/** How this module reads files; paths are as people write them, from the working directory. */
export interface FileReader {
  /** The text; undefined when there is no such file. @throws when it cannot be read. */
  read(path: string): string | undefined;
  /** Does a path stay in a folder, also where symbolic links lead? */
  inside(path: string, folder: string): boolean;
  /** The folder of an installed package as seen from a file; undefined when it is not installed. */
  packageFolder(name: string, from: string): string | undefined;
}

/** TypeScript files that were evaluated, by their paths; undefined: there is no such file. */
export type EvaluatedFiles = ReadonlyMap<string, EvaluatedFile | undefined>;

/** A document of the project with those that it includes, the nearest first. */
export interface DocumentTree {
  readonly document: SchemaDocument;
  readonly included: readonly DocumentTree[];
}

export interface ReadFiles {
  readonly trees: readonly DocumentTree[];
  readonly problems: readonly Problem[];
  readonly origins: Origins;
  /** Every file that was read. */
  readonly files: readonly string[];
  /** Was every file found and read, whatever is wrong in it? */
  readonly isWhole: boolean;
  readonly notices: readonly string[];
  /** TypeScript files that have to be evaluated before the result is whole. */
  readonly unevaluated: readonly string[];
}

/** Is this a schema file that has to be evaluated? */
export function isTypeScript(path: string): boolean {
  return TYPESCRIPT.test(path);
}

/** Reads files and what they include, each once however often it is included. */
export function readSchemaFiles(
  paths: readonly string[],
  reader: FileReader,
  evaluated: EvaluatedFiles = new Map(),
): ReadFiles {
  const walk = new Walk(reader, evaluated);
  const trees = walk.visitAll(paths.map(normalize));
  const { problems, origins, seen, unevaluated, isWhole, notices } = walk;
  return { trees, problems, origins, files: [...seen].sort(), unevaluated, isWhole, notices };
}

/** Who includes a file, for the place of what is wrong with that. */
interface Asking {
  readonly by: ReadDocument;
  readonly path: Path;
  /** The folder that its paths may not leave. */
  readonly home: string;
}

interface Target {
  readonly path: string;
  readonly home: string;
}

class Walk {
  readonly problems: Problem[] = [];
  readonly origins: Origins = new WeakMap();
  readonly seen = new Set<string>();
  readonly unevaluated: string[] = [];
  readonly notices: string[] = [];
  isWhole = true;
  #named: ReadonlySet<string> = new Set();
  readonly #reader: FileReader;
  readonly #evaluated: EvaluatedFiles;

  constructor(reader: FileReader, evaluated: EvaluatedFiles) {
    this.#reader = reader;
    this.#evaluated = evaluated;
  }

  /** The files of the project: each may include what lies below the working directory, else below its own folder. */
  visitAll(paths: readonly string[]): readonly DocumentTree[] {
    this.#named = new Set(paths);
    return paths.flatMap((path) => {
      const home = this.#reader.inside(path, ".") ? "." : dirname(path);
      return this.#visit({ path, home }, undefined) ?? [];
    });
  }

  #visit({ path, home }: Target, asking: Asking | undefined): DocumentTree | undefined {
    // A file that is there already brings nothing new; circles end here.
    if (this.seen.has(path)) return undefined;
    if (isTypeScript(path) && !this.#evaluated.has(path)) {
      this.unevaluated.push(path);
      return undefined;
    }
    const source = this.#sourceOf(path);
    if (source === undefined) {
      if (asking !== undefined) {
        this.#fault(
          asking,
          `"${path}" does not exist`,
          "Correct the path; it is relative to this file.",
        );
      }
      return undefined;
    }
    this.seen.add(path);
    const read = readDocument(source, this.origins);
    this.problems.push(...read.problems);
    const { document } = read;
    // What cannot be read may say anything.
    if (document === undefined || source.problems.length > 0)
      this.isWhole &&= read.problems.length === 0;
    if (document === undefined) {
      if (asking !== undefined && read.problems.length === 0) {
        const hint = "A helper is imported; only a schema file can be included.";
        this.#fault(asking, `"${path}" hands nothing to defineSchema`, hint);
      }
      return undefined;
    }
    const included = (document.include ?? []).flatMap(({ value, path: at }) => {
      const own = { by: read, path: at, home };
      const target = this.#target(value, own);
      return target === undefined ? [] : (this.#visit(target, own) ?? []);
    });
    return { document, included };
  }

  #sourceOf(path: string): DocumentSource | undefined {
    if (isTypeScript(path)) {
      const evaluated = this.#evaluated.get(path);
      return evaluated && new EvaluatedSource(path, evaluated);
    }
    const text = this.#reader.read(path);
    return text === undefined ? undefined : new YamlSource(path, text);
  }

  /** What an entry names. Errors show what they found, so no file is read that the project may not include. */
  #target(entry: IncludeEntry, asking: Asking): Target | undefined {
    const here = asking.by.source.file;
    const { path, module, package: named } = typeof entry === "string" ? { path: entry } : entry;
    const name = named ?? (module && this.#packageOf(module, asking));
    if (name === undefined) {
      if (module !== undefined) return undefined;

      const target = normalize(join(dirname(here), path));
      if (this.#named.has(target) || this.#reader.inside(target, asking.home))
        return { path: target, home: asking.home };
      const hint =
        "Name that file in schema.paths of the configuration as well, or make it a package.";
      this.#fault(asking, `"${path}" lies outside the project`, hint);
      return undefined;
    }
    const home = this.#reader.packageFolder(name, here);
    if (home === undefined) {
      const hint = `Install it: npm install ${name}`;
      this.#fault(asking, `the package "${name}" is not installed`, hint);
      return undefined;
    }
    const target = join(home, path);
    if (this.#reader.inside(target, home)) return { path: target, home };
    this.#fault(asking, `"${path}" lies outside the package`, "Name a file of the package.");
    return undefined;
  }

  /** The package that a file of the predecessor's means by a module of Go. */
  #packageOf(module: string, asking: Asking): string | undefined {
    const here = asking.by.source.file;
    const [, owner, repository] = GO_MODULE.exec(module) ?? [];
    const name = owner === undefined ? module : `@${owner}/${repository}`;
    if (this.#reader.packageFolder(name, here) !== undefined) {
      this.notices.push(
        `${here}: "module: ${module}" is read as the npm package "${name}"; write package: "${name}"`,
      );
      return name;
    }
    const message = `"module: ${module}" is how Go names a package, and no npm package "${name}" is installed`;
    const hint = `Install it (npm install ${name}), name another with package:, or copy the file and write path: alone.`;
    this.#fault(asking, message, hint);
    return undefined;
  }

  #fault({ by, path }: Asking, message: string, hint: string): void {
    this.isWhole = false;
    const text = { code: "YAML_INCLUDE", message, hint };
    this.problems.push(by.source.problemAt(path, text));
  }
}
