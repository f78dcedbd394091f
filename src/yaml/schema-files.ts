import { dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import type { IncludeEntry, SchemaDocument } from "./document-shape.js";
import type { Problem } from "./problem.js";
import { type Origins, type ReadDocument, readDocument } from "./read-document.js";

/** How this room reads files; paths are as people write them, from the working directory. */
export interface FileReader {
  /** The text; undefined when there is no such file. @throws when it cannot be read. */
  read(path: string): string | undefined;
  /** The folder of an installed package as seen from a file; undefined when it is not installed. */
  packageFolder(name: string, from: string): string | undefined;
}

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
}

/** Reads files and what they include, each once however often it is included. */
export function readSchemaFiles(paths: readonly string[], reader: FileReader): ReadFiles {
  const walk = new Walk(reader);
  const trees = paths.flatMap((path) => walk.visit(normalize(path), undefined) ?? []);
  return { trees, problems: walk.problems, origins: walk.origins, files: [...walk.seen].sort() };
}

/** Who includes a file, for the place of what is wrong with that. */
interface Asking {
  readonly by: ReadDocument;
  readonly at: number;
}

class Walk {
  readonly problems: Problem[] = [];
  readonly origins: Origins = new WeakMap();
  readonly seen = new Set<string>();
  readonly #reader: FileReader;

  constructor(reader: FileReader) {
    this.#reader = reader;
  }

  visit(path: string, asking: Asking | undefined): DocumentTree | undefined {
    // A file that is there already brings nothing new; circles end here.
    if (this.seen.has(path)) return undefined;
    const text = this.#reader.read(path);
    if (text === undefined) {
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
    const read = readDocument(path, text, this.origins);
    this.problems.push(...read.problems);
    const { document } = read;
    if (document === undefined) return undefined;
    const included = (document.include ?? []).flatMap((entry, at) => {
      const target = this.#target(entry, { by: read, at });
      return target === undefined ? [] : (this.visit(target, { by: read, at }) ?? []);
    });
    return { document, included };
  }

  #target(entry: IncludeEntry, asking: Asking): string | undefined {
    const here = asking.by.source.file;
    if (typeof entry === "string") return normalize(join(dirname(here), entry));
    const { path, module } = entry;
    if (module !== undefined) {
      const meant = entry.package ?? module;
      this.#fault(
        asking,
        `"module: ${module}" is how Go names a package`,
        `Write package: "${meant}" for an installed npm package, or path: alone for a file beside this one.`,
      );
      return undefined;
    }
    if (entry.package === undefined) return normalize(join(dirname(here), path));
    const folder = this.#reader.packageFolder(entry.package, here);
    if (folder === undefined) {
      this.#fault(
        asking,
        `the package "${entry.package}" is not installed`,
        `Install it: npm install ${entry.package}`,
      );
      return undefined;
    }
    const target = join(folder, path);
    const inside = relative(folder, target);
    if (!inside.startsWith(`..${sep}`) && inside !== ".." && !isAbsolute(inside)) return target;
    this.#fault(asking, `"${path}" lies outside the package`, "Name a file of the package.");
    return undefined;
  }

  #fault({ by, at }: Asking, message: string, hint: string): void {
    const text = { code: "YAML_INCLUDE", message, hint };
    this.problems.push(by.source.problemAt(["include", at], text));
  }
}
