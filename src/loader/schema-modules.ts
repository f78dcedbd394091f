import { realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { InterpError } from "../interp/interp-error.js";
import type { Interpreter } from "../interp/interpreter.js";
import type { Limits } from "../interp/limits.js";
import type { ConsoleLine, Post } from "../interp/load-result.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { codeFrame } from "../text/code-frame.js";
import { filesNamedIn } from "./checksum.js";
import { evaluateFolder } from "./evaluate-folder.js";
import { fileRole, isIgnoredFolder, nameProblem } from "./file-rules.js";
import type { MigrationFolder } from "./folder.js";
import { LoaderError } from "./loader-error.js";
import { calleeOf, Literal, locatePath, type Place, type Step } from "./locate-path.js";
import { FileRefused, readStrangerFile } from "./read-file.js";
import { isRegistration } from "./registration.js";
import { sourceText } from "./source-text.js";

/** The host function behind `defineSchema`, as posts name it. */
const DEFINE = "makemigrations/schema#defineSchema";
/** A name that no file has: a hidden one is never read. */
const START = ".start-";

/** What {@link evaluateSchemas} needs. */
export interface SchemaModules {
  /** The folder whose files they may import. */
  readonly root: string;
  /** Paths below it, with forward slashes. */
  readonly entries: readonly string[];
  /** With the module `makemigrations/schema`. */
  readonly symbols: SymbolMap;
  readonly limits: Limits;
  /** One that has loaded nothing; it belongs to this from here. */
  readonly interpreter: Interpreter;
}

/** One file of them. */
export interface SchemaModule {
  readonly text: string;
  /** What each call of `defineSchema` in it was given. */
  readonly documents: readonly {
    readonly data: unknown;
    place(path: readonly (string | number)[], atKey: boolean): Place;
  }[];
  /** Another file imports it. */
  readonly isImported: boolean;
}

/**
 * Evaluates schema files in the sandbox. They reach the symbol map and what they import of the
 * folder, and nothing else of it is read. Entries that are not there are left out of the result.
 *
 * @throws LoaderError, InterpError with the place below the root.
 */
export async function evaluateSchemas(options: SchemaModules): Promise<{
  readonly modules: ReadonlyMap<string, SchemaModule>;
  readonly console: readonly ConsoleLine[];
}> {
  const { interpreter, symbols, limits } = options;
  try {
    const reader = new ImportReader(options.root, limits);
    const entries = options.entries.filter((path) => reader.readEntry(path));
    const { files, imported } = reader.withImports(entries);
    if (entries.length === 0) return { modules: new Map(), console: [] };
    const folder = inFolder(options.root, files, entries);
    const posts: Post[] = [];
    const onPost = (post: Post): void => void posts.push(post);
    const evaluation = evaluateFolder(folder, {
      symbols,
      interpreter,
      called: "schema folder",
      onPost,
    });
    const console = await evaluation.catch((error: unknown) => {
      throw atValue(error, files);
    });
    for (const post of posts) refuseMigration(post);
    const modules = new Map<string, SchemaModule>();
    for (const path of entries) {
      const text = files.get(path) ?? "";
      // Whichever file was evaluated first: a document belongs to the file in which the call stands.
      const own = posts.filter((post) => post.symbol === DEFINE && post.file === path);
      const documents = own.map((post) => documentOf(post, text));
      modules.set(path, { text, documents, isImported: imported.has(path) });
    }
    return { modules, console };
  } finally {
    await interpreter.dispose();
  }
}

/** An entry cannot be imported, and schema files may import one another: each has an entry before it. */
function inFolder(
  directory: string,
  files: ReadonlyMap<string, string>,
  entries: readonly string[],
): MigrationFolder {
  const starts = entries.map((path, at): [string, string] => [
    `${START}${at}.mjs`,
    `import ${JSON.stringify(`./${path}`)};`,
  ]);
  const migrations = starts.map(([path]) => path);
  return {
    directory,
    files: new Map([...files, ...starts]),
    migrations,
    neighbours: [],
    problems: new Map(),
  };
}

/** A value that cannot cross is told at its own place, not at that of the call. */
function atValue(error: unknown, files: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof InterpError) || error.code !== "INTERP_VALUE") return error;
  const { code, message, hint, file, line, column, guest } = error;
  const text = files.get(file ?? "");
  const [path] = /^\$\S*/.exec(message) ?? [];
  if (file === undefined || text === undefined || path === undefined) return error;
  const place = locatePath(text, { line: line ?? 1, column: column ?? 1 }, path);
  const frame = codeFrame(text, place.line, place.column);
  return new InterpError({ code, message, hint, guest, frame, position: { file, ...place } });
}

function refuseMigration(post: Post): void {
  if (!isRegistration(post)) return;
  const { file, line, column } = post;
  throw new LoaderError({
    code: "LOADER_MIGRATION_IN_SCHEMA",
    message: `"${file}" registers a migration`,
    hint: "A schema file says what the tables are to be; migrations have a folder of their own.",
    file,
    line,
    column,
  });
}

function documentOf({ args, line, column }: Post, text: string): SchemaModule["documents"][number] {
  const [data] = args;
  const call = calleeOf(text, { line: line ?? 1, column: column ?? 1 });
  let literal: Literal | undefined;
  return {
    data,
    place(path, atKey) {
      literal ??= new Literal(text, call);
      return path.length === 0 ? call : literal.place(stepsOf(data, path), atKey);
    },
  };
}

/** Lists say how many elements they have: what stands in the source may be fewer. */
function stepsOf(data: unknown, path: readonly (string | number)[]): readonly Step[] {
  let value = data;
  return path.map((step): Step => {
    const of = Array.isArray(value) ? value.length : undefined;
    value = typeof value === "object" && value !== null ? Reflect.get(value, step) : undefined;
    return typeof step === "number" ? { index: step, of } : step;
  });
}

/** Reads files of a folder as they are imported. */
class ImportReader {
  readonly #root: string;
  readonly #limits: Limits;
  readonly #files = new Map<string, string>();

  constructor(root: string, limits: Limits) {
    this.#root = realpathSync(root);
    this.#limits = limits;
  }

  /** Everything that the entries import in the end; and what is imported. */
  withImports(entries: readonly string[]): Pick<MigrationFolder, "files"> & {
    readonly imported: ReadonlySet<string>;
  } {
    const imported = new Set<string>();
    const open = [...entries];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const text = this.#files.get(path) ?? "";
      for (const file of filesNamedIn(path, text, (candidate) => this.#isThere(candidate))) {
        if (imported.has(file)) continue;
        imported.add(file);
        open.push(file);
      }
    }
    return { files: this.#files, imported };
  }

  /** Is there such a file that may be imported? Its text is kept. */
  #isThere(path: string): boolean {
    const segments = path.split("/");
    if (segments.includes("..") || segments.some(isIgnoredFolder)) return false;
    return fileRole(path) !== "ignored" && nameProblem(path) === undefined && this.readEntry(path);
  }

  /** Is there such a file? Its text is kept. */
  readEntry(path: string): boolean {
    if (this.#files.has(path)) return true;
    const absolute = this.#inside(path);
    if (absolute === undefined) return false;
    if (this.#files.size >= this.#limits.sourceFiles)
      throw refused(path, `more than ${this.#limits.sourceFiles} files are imported`);
    try {
      const bytes = readStrangerFile(absolute, this.#limits.sourceBytes);
      this.#files.set(path, sourceText(path, bytes));
      return true;
    } catch (error) {
      if (error instanceof FileRefused) throw refused(path, error.code);
      // A folder of that name, which another ending may tell from a file.
      if (error instanceof LoaderError) throw error;
      return false;
    }
  }

  #inside(path: string): string | undefined {
    let target: string;
    try {
      target = realpathSync(join(this.#root, path));
    } catch {
      return undefined;
    }
    if (target.startsWith(this.#root + sep)) return target;
    throw new LoaderError({
      code: "LOADER_FILE_OUTSIDE",
      message: `"${path}" is a symbolic link to a place outside the folder of the schema`,
      hint: "Copy the file into the folder, or name it in schema.paths.",
      file: path,
    });
  }
}

function refused(file: string, why: string): LoaderError {
  return new LoaderError({
    code: "LOADER_FILE_UNREADABLE",
    message: `"${file}" cannot be read: ${why}`,
    hint: "Check the file, or import less.",
    file,
  });
}
