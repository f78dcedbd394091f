import { hash } from "node:crypto";
import { posix } from "node:path";
import type { MemoryPart, MigrationFile } from "../migration/migration.js";
import { identityOf } from "./file-rules.js";
import type { MigrationFolder } from "./folder.js";
import { FolderTexts, textDigest } from "./folder-texts.js";

/** An escape, or what can begin or end a quoted text. */
const MARK = /\\[\s\S]|["'`\n]/g;

const BEGIN = /^\.\.?\//;

/** Where no path can begin there is none: most migrations import no file. */
const POSSIBLE = /["'`]\.\.?\//;

const CODE = [".ts", ".mts", ".js", ".mjs"];
/** Source extensions that a specifier may use for a file that has another one. */
const TWINS = new Map([
  [".js", ".ts"],
  [".mjs", ".mts"],
]);

/**
 * Checksums of migrations: SHA-256 of the text, and of everything that it imports, directly or
 * through helpers.
 *
 * Decisions: line endings and a byte order mark do not count, because git changes them between
 * platforms. The file's own name does not count: identity is the migration's name. A file counts as
 * imported when its path stands in quotes anywhere, so the same result comes out with and without
 * an interpreter, at the price that a path in a comment counts too.
 */
export class Checksums {
  readonly #files: ReadonlyMap<string, string>;
  readonly #isMarked: boolean;
  /** Of what is imported: the migrations themselves are asked about once. */
  readonly #digests = new Map<string, string>();
  /** Of the files that import any. */
  readonly #imports: Map<string, readonly string[]>;

  /** @param files path inside the folder -> text. */
  constructor(
    files: ReadonlyMap<string, string>,
    { isMarked = false, imports = new Map<string, readonly string[]>() } = {},
  ) {
    this.#files = files;
    this.#isMarked = isMarked;
    this.#imports = imports;
  }

  /** Of the same files, with a byte before every text: other digests, from which these do not follow. */
  marked(): Checksums {
    return new Checksums(this.#files, { isMarked: true, imports: this.#imports });
  }

  /** Hexadecimal. A file that imports nothing has the plain SHA-256 of its text. */
  of(path: string): string {
    const imported = this.#closure(path);
    if (imported.length === 0) return this.#digest(path);
    const parts = [this.#digest(path)];
    for (const file of imported) parts.push(`${identityOf(file)}\0${this.#known(file)}`);
    return sha256(parts.join("\n"));
  }

  /** What does not follow from the checksums: see {@link MigrationFile.secret}. */
  secret(path: string): string | MemoryPart {
    const files = this.#files;
    const isAlone = files instanceof FolderTexts && this.#importsOf(path).length === 0;
    return isAlone ? files.marked(path) : this.of(path);
  }

  /** Everything that `path` imports in the end, sorted, without itself. */
  #closure(path: string): readonly string[] {
    if (this.#importsOf(path).length === 0) return NONE;
    const found = new Set<string>();
    const open = [path];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      for (const imported of this.#importsOf(file)) {
        if (imported === path || found.has(imported)) continue;
        found.add(imported);
        open.push(imported);
      }
    }
    return [...found].sort();
  }

  #importsOf(path: string): readonly string[] {
    const known = this.#imports.get(path);
    if (known !== undefined) return known;
    const files = this.#files;
    if (files instanceof FolderTexts && !files.mayImport(path)) return NONE;
    const list = filesNamedIn(path, files.get(path) ?? "", (file) => files.has(file));
    this.#imports.set(path, list);
    return list;
  }

  #known(path: string): string {
    let digest = this.#digests.get(path);
    if (digest === undefined) {
      digest = this.#digest(path);
      this.#digests.set(path, digest);
    }
    return digest;
  }

  #digest(path: string): string {
    const files = this.#files;
    if (files instanceof FolderTexts) return files.digest(path, this.#isMarked);
    return textDigest(files.get(path) ?? "", this.#isMarked);
  }
}

const NONE: readonly string[] = [];

/**
 * The migrations of a folder, none of them evaluated. undefined when there is anything about the
 * folder that {@link loadRegistry} should tell.
 */
export function migrationFiles({
  files,
  migrations,
  problems,
}: MigrationFolder): readonly MigrationFile[] | undefined {
  if (problems.size > 0) return undefined;
  const checksums = new Checksums(files);
  const secrets = checksums.marked();
  return migrations.map((file) => new FolderFile(file, checksums.of(file), secrets));
}

/** A migration of a folder; there are many of them. */
class FolderFile implements MigrationFile {
  readonly name: string;
  readonly file: string;
  readonly checksum: string;
  readonly #secrets: Checksums;

  constructor(file: string, checksum: string, secrets: Checksums) {
    this.name = identityOf(file);
    this.file = file;
    this.checksum = checksum;
    this.#secrets = secrets;
  }

  secret(): string | MemoryPart {
    return this.#secrets.secret(this.file);
  }
}

/** The files that a file imports, as far as they are there: those whose paths stand in quotes in it. */
export function filesNamedIn(
  path: string,
  text: string,
  isThere: (path: string) => boolean,
): readonly string[] {
  const specifiers = isCode(path) ? quotedPaths(text) : [];
  return [
    ...new Set(specifiers.flatMap((specifier) => resolveImport(specifier, path, isThere) ?? [])),
  ];
}

/**
 * The file that a relative specifier means, by the rules of the interpreter: as written, the
 * TypeScript behind a `.js`, or with the extension left out. undefined when there is none inside.
 */
function resolveImport(
  specifier: string,
  importer: string,
  isThere: (path: string) => boolean,
): string | undefined {
  const path = posix.join(posix.dirname(importer), specifier);
  const extension = posix.extname(path);
  const twin = TWINS.get(extension);
  const candidates = [
    path,
    ...(twin === undefined ? [] : [path.slice(0, -extension.length) + twin]),
    ...CODE.map((ending) => path + ending),
  ];
  return candidates.find(isThere);
}

function isCode(path: string): boolean {
  return CODE.some((extension) => path.endsWith(extension));
}

function sha256(text: string): string {
  return hash("sha256", text);
}

/**
 * The relative paths that stand in quotes, `"./a"` or `'../b'`, in their order. As in JavaScript an
 * escaped quote ends nothing and a line end ends everything, also in a template; an escaped quote
 * may begin a path, because this looks into comments and strings too.
 *
 * One regular expression could say the same and would take quadratic time over escaped quotes:
 * minutes, for a comment of an untrusted author. This reads the text once.
 */
function quotedPaths(text: string): readonly string[] {
  if (!POSSIBLE.test(text)) return [];
  const paths: string[] = [];
  /** Where a path may have begun that no line end and no quote has ended, by its quote. */
  const begun = new Map<string, number>();
  for (const { 0: mark, index } of text.matchAll(MARK)) {
    const at = index + mark.length - 1;
    const character = mark.at(-1) ?? "";
    const ends = mark.length === 1 || character === "\n";
    const start = ends ? begun.get(character) : undefined;
    if (ends) begun.clear();
    if (start !== undefined) paths.push(text.slice(start + 1, at));
    else if (isQuote(character) && !begun.has(character) && BEGIN.test(text.slice(at + 1, at + 4)))
      begun.set(character, at);
  }
  return paths;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`";
}
