import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import { command, hint } from "../errors.js";
import type { Limits } from "../interp/limits.js";
import {
  type FileRole,
  fileRole,
  identityOf,
  isIgnoredFolder,
  isPlainName,
  nameProblem,
} from "./file-rules.js";
import { FolderTexts } from "./folder-texts.js";
import { LoaderError } from "./loader-error.js";
import { FileTooLarge, readListedFile, takeStrangerFile } from "./read-file.js";

const MB = 1024 * 1024;

/** How much a migrations folder may hold; all in bytes but `files` and `depth`. */
export interface FolderLimits {
  /** One migration or helper module. */
  readonly source: number;
  /** One JSON or text file. */
  readonly data: number;
  /** Everything that is read. */
  readonly total: number;
  readonly files: number;
  /** Sub-folders inside sub-folders. */
  readonly depth: number;
}

/** What {@link readFolder} allows when nothing is said. */
const FOLDER_LIMITS: FolderLimits = {
  source: 2 * MB,
  data: 16 * MB,
  total: 256 * MB,
  files: 20_000,
  depth: 16,
};

/** A migrations folder as it was at one moment; nothing reads the disk after that. */
export interface MigrationFolder {
  /** Absolute, symbolic links resolved. */
  readonly directory: string;
  /** Path inside the folder, with forward slashes -> text; helpers and data included. */
  readonly files: ReadonlyMap<string, string>;
  /** Keys of `files` that are migrations, in name order. */
  readonly migrations: readonly string[];
  /** Those of `files` that are migrations too and of which nothing is to be registered. */
  readonly neighbours: readonly string[];
  /** Helpers and data that cannot be used: an error only for a migration that imports them. */
  readonly problems: ReadonlyMap<string, LoaderError>;
}

/**
 * Reads a migrations folder, once. `docs/guides/migration-files.md` has the rules of which file is
 * what. A symbolic link is followed only to a place inside the folder.
 *
 * @throws LoaderError naming the file: unreadable, too large, not UTF-8, a link that leaves the
 * folder, two names that differ in case only.
 */
export function readFolder(directory: string, limits: Partial<FolderLimits> = {}): MigrationFolder {
  const reader = new FolderReader(openFolder(directory), { ...FOLDER_LIMITS, ...limits });
  reader.readDirectory("", reader.root);
  return reader.result();
}

/** Reads a migrations folder within the limits of a load. @throws as {@link readFolder} */
export function readMigrations(
  directory: string,
  { sourceBytes, sourceFiles }: Pick<Limits, "sourceBytes" | "sourceFiles">,
): MigrationFolder {
  return readFolder(directory, {
    source: sourceBytes,
    data: sourceBytes,
    files: sourceFiles,
    // What nothing imports costs the sandbox nothing, but the checksums may read it here.
    total: sourceBytes * 64,
  });
}

/** The same folder of which only the migrations with these names are to be registered. */
export function folderPart(folder: MigrationFolder, names: ReadonlySet<string>): MigrationFolder {
  const isWanted = (path: string): boolean => names.has(identityOf(path));
  return {
    ...folder,
    migrations: folder.migrations.filter(isWanted),
    neighbours: folder.migrations.filter((path) => !isWanted(path)),
  };
}

/** What can run: each file but the neighbours, which nothing can import either. */
export function runnableFiles({ files, neighbours }: MigrationFolder): ReadonlyMap<string, string> {
  if (neighbours.length === 0) return files;
  const left = new Set(files.keys());
  for (const path of neighbours) left.delete(path);
  return new Map([...left].map((path) => [path, files.get(path) ?? ""]));
}

function openFolder(directory: string): string {
  let root: string;
  try {
    root = realpathSync(directory);
    if (statSync(root).isDirectory()) return root;
  } catch (error) {
    throw new LoaderError({
      code: "LOADER_FOLDER_MISSING",
      message: `the migrations folder "${directory}" cannot be read: ${reason(error)}`,
      hint: hint`Run ${command("init")} to make one, or name another with --config or MM_MIGRATION_DIRECTORY.`,
    });
  }
  throw new LoaderError({
    code: "LOADER_FOLDER_MISSING",
    message: `the migrations folder "${directory}" is a file`,
    hint: "Name the folder that holds the migrations.",
  });
}

/** An entry of a folder. */
interface Found {
  readonly name: string;
  /** undefined: a regular file. */
  readonly other: Dirent | undefined;
  readonly absolute: string;
  readonly depth: number;
}

class FolderReader {
  readonly root: string;
  readonly #limits: FolderLimits;
  readonly #texts = new FolderTexts((path, error) => this.#refuse(path, error));
  readonly #problems = new Map<string, LoaderError>();
  readonly #folders = new Set<string>();
  /** Names that are not folded themselves, by what they are then. */
  readonly #folded = new Map<string, string>();
  readonly #migrations: string[] = [];
  #total = 0;
  #count = 0;

  constructor(root: string, limits: FolderLimits) {
    this.root = root;
    this.#limits = limits;
  }

  result(): MigrationFolder {
    this.#texts.settle();
    return {
      directory: this.root,
      files: this.#texts,
      migrations: this.#migrations.sort(byCodeUnit),
      neighbours: [],
      problems: this.#problems,
    };
  }

  /** @param prefix the folder's path inside the root, empty or with a trailing slash. */
  readDirectory(prefix: string, absolute: string, depth = 0): void {
    if (depth > this.#limits.depth) throw tooMuch(prefix, "sub-folder depth", this.#limits.depth);
    const { names, others } = listDirectory(absolute, prefix || ".");
    for (const name of names) {
      // Not `join`: a name has nothing to resolve, and for each of a thousand files that takes its time.
      const file = `${absolute}${sep}${name}`;
      this.#readEntry(prefix + name, { name, other: others.get(name), absolute: file, depth });
    }
  }

  #readEntry(path: string, { name, other, absolute: listed, depth }: Found): void {
    const role = fileRole(path);
    if (other?.isDirectory() === true ? isIgnoredFolder(name) : role === "ignored") return;
    if (isIgnoredFolder(name)) return;
    this.#checkName(path);
    // Folders count too: a few levels of links to each other make more of them than one can read.
    this.#count += 1;
    if (this.#count > this.#limits.files)
      throw tooMuch(path, "number of files and folders", this.#limits.files);
    const isLink = other?.isSymbolicLink() === true;
    const absolute = isLink ? this.#resolve(path, listed) : listed;
    if (other?.isDirectory() === true || (isLink && statSync(absolute).isDirectory())) {
      this.#folders.add(path);
      this.readDirectory(`${path}/`, absolute, depth + 1);
      return;
    }
    try {
      this.#readFile(path, { absolute, role, isListed: other === undefined });
      if (role === "migration") this.#migrations.push(path);
    } catch (error) {
      if (!(error instanceof LoaderError)) throw error;
      this.#refuse(path, error);
    }
  }

  /** @throws LoaderError where it is a migration; a problem of others is one of those that import them. */
  #refuse(path: string, error: LoaderError): void {
    if (fileRole(path) === "migration") throw error;
    this.#problems.set(path, error);
  }

  #checkName(path: string): void {
    const problem = isPlainName(path) ? undefined : nameProblem(path);
    if (problem !== undefined) {
      throw new LoaderError({
        code: "LOADER_FILE_NAME",
        message: `the name of the file ${JSON.stringify(path)} ${problem}`,
        hint: "Rename the file; letters, digits, dashes, dots and underscores always work.",
        file: path,
      });
    }
    const folded = foldedName(path);
    const isFolded = folded === path;
    const other = this.#folded.get(folded) ?? (!isFolded && this.#has(folded) ? folded : undefined);
    if (other !== undefined) {
      throw new LoaderError({
        code: "LOADER_FILES_COLLIDE",
        message: `"${other}" and "${path}" differ in case only`,
        hint: "Rename one of them: on a case-insensitive file system they are the same file.",
        file: path,
      });
    }
    if (!isFolded) this.#folded.set(folded, path);
  }

  /** Is it a file or a folder that was found before? */
  #has(path: string): boolean {
    return this.#texts.has(path) || this.#problems.has(path) || this.#folders.has(path);
  }

  /** Only a link needs this: the folders above a path are real ones, or resolved already. */
  #resolve(path: string, absolute: string): string {
    let target: string;
    try {
      target = realpathSync(absolute);
    } catch (error) {
      throw unreadable(path, `the symbolic link leads nowhere: ${reason(error)}`);
    }
    if (target.startsWith(this.root + sep)) return target;
    throw new LoaderError({
      code: "LOADER_FILE_OUTSIDE",
      message: `"${path}" is a symbolic link to a place outside the migrations folder`,
      hint: "Copy the file into the folder: a migration must not change when something else does.",
      file: path,
    });
  }

  #readFile(
    path: string,
    file: { readonly absolute: string; readonly role: FileRole; readonly isListed: boolean },
  ): void {
    const { data, source, total } = this.#limits;
    const { absolute, role, isListed } = file;
    const limit = role === "data" ? data : source;
    const most = Math.min(limit, total - this.#total);
    try {
      if (isListed && this.#readListed(path, absolute, most)) return;
      takeStrangerFile(absolute, most, (bytes) => {
        this.#total += bytes.length;
        this.#texts.add(path, bytes);
      });
    } catch (error) {
      if (error instanceof LoaderError) throw error;
      if (!(error instanceof FileTooLarge)) throw unreadable(path, reason(error));
      if (error.size > limit) throw tooMuch(path, "size of a file in bytes", limit);
      throw tooMuch(path, "size of all files in bytes", total);
    }
  }

  /** @returns false: it has to be looked at more closely. */
  #readListed(path: string, absolute: string, most: number): boolean {
    const length = this.#texts.read(path, (memory, at, room) => {
      const read = readListedFile(absolute, { memory, at, room });
      return read !== undefined && read <= most ? read : undefined;
    });
    this.#total += length ?? 0;
    return length !== undefined;
  }
}

function foldedName(path: string): string {
  return isPlainName(path) ? path.toLowerCase() : path.normalize("NFC").toLowerCase();
}

/** The names in a folder, sorted, and of those that are no regular files what they are. */
function listDirectory(
  absolute: string,
  shown: string,
): { readonly names: readonly string[]; readonly others: ReadonlyMap<string, Dirent> } {
  try {
    const entries = readdirSync(absolute, { withFileTypes: true });
    const others = new Map<string, Dirent>();
    for (const entry of entries) if (!entry.isFile()) others.set(entry.name, entry);
    // By code units, as they are sorted everywhere.
    return { names: entries.map(({ name }) => name).sort(), others };
  } catch (error) {
    throw unreadable(shown, reason(error));
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function unreadable(file: string, why: string): LoaderError {
  return new LoaderError({
    code: "LOADER_FILE_UNREADABLE",
    message: `"${file}" cannot be read: ${why}`,
    hint: "Check the file and its permissions, or move it out of the migrations folder.",
    file,
  });
}

function tooMuch(file: string, limit: string, value: number): LoaderError {
  return new LoaderError({
    code: "LOADER_TOO_LARGE",
    message: `"${file}" is over the limit of the migrations folder: ${limit}, ${value}`,
    hint: "Move what no migration needs out of the folder, or split the file.",
    file,
  });
}

/** Node's messages hold the absolute path of the machine; the code is enough. */
function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "it does not exist";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  return typeof code === "string" ? code : "unknown reason";
}
