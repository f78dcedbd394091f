import { MigrationError } from "../errors.js";
import { InterpError } from "../interp/interp-error.js";
import type { Post } from "../interp/load-result.js";
import type { Migration } from "../migration/migration.js";
import { parseMigration } from "../migration/parse-migration.js";
import { Registry } from "../migration/registry.js";
import { OperationError } from "../operation/operation-error.js";
import { codeFrame } from "../text/code-frame.js";
import { isRecord, memberOf } from "../text/record.js";
import { Checksums } from "./checksum.js";
import { identityOf } from "./file-rules.js";
import type { MigrationFolder } from "./folder.js";
import type { GuestCalls } from "./guest-functions.js";
import { LoaderError, type LoadWarning } from "./loader-error.js";
import { locatePath } from "./locate-path.js";
import { hasFunctions, type Registration, registrationOf } from "./registration.js";
import { sqlAlone } from "./sql-alone.js";

/** Characters of an error's message or path. */
const LONGEST = 1000;

/** Makes a migration once more, with functions that are called through another guest. */
export type CopyFor = (guest: GuestCalls) => Migration;

/** The validated migrations of one load, and what is not as it should be. */
export interface Validated {
  readonly registry: Registry;
  readonly warnings: readonly LoadWarning[];
  /** Of each migration with functions of a guest. */
  readonly copies: ReadonlyMap<Migration, CopyFor>;
}

/** What is left of a registration that was looked at. */
interface Seen extends Omit<Registration, "data" | "dataFor"> {
  /** The name that it has, whatever that is. */
  readonly name: unknown;
  /** @throws LoaderError */
  readonly migration: () => Migration;
  readonly copyFor: CopyFor | undefined;
}

/**
 * Turns registrations into migrations, while others may still be on their way. Both ways of running
 * a file end here, so they cannot differ.
 */
export class Validation {
  readonly #folder: MigrationFolder;
  readonly #checksums: Checksums;
  readonly #seen = new Map<string, Seen[]>();

  constructor(folder: MigrationFolder) {
    this.#folder = folder;
    this.#checksums = new Checksums(folder.files);
  }

  /**
   * Takes a registration, those of one file in their order. What is wrong with it is thrown at the
   * end, so that the first file comes first; one with functions is looked at only then, because
   * they cannot be called before.
   */
  add(registration: Registration): void {
    const { entry, file, line, column, data, dataFor } = registration;
    const copyFor =
      dataFor && ((guest: GuestCalls) => this.#parse({ ...registration, data: dataFor(guest) }));
    const later = () => this.#parse(registration);
    const migration = runsCode(data) ? later : atOnce(later);
    const name = memberOf(data, "name");
    const seen = this.#seen.get(entry) ?? [];
    this.#seen.set(entry, seen);
    // All by name: what is added to a copy takes ten times as long.
    seen.push({ entry, file, line, column, name, migration, copyFor });
  }

  /**
   * The migrations in the order of their files.
   *
   * @param onWrong takes the error of each migration that is wrong, which is then left out.
   * @throws LoaderError for the first migration that is wrong, with the code of what was found;
   * strict: for the first warning too.
   */
  result(strict = false, onWrong = rethrow): Validated {
    const registry = new Registry();
    const warnings: LoadWarning[] = [];
    const copies = new Map<Migration, CopyFor>();
    for (const file of this.#folder.migrations) {
      const seen = this.#seen.get(file) ?? [];
      for (const one of seen) {
        try {
          const migration = one.migration();
          this.#placing(one, () => registry.add(migration));
          if (one.copyFor !== undefined) copies.set(migration, one.copyFor);
        } catch (error) {
          onWrong(error);
        }
      }
      warnings.push(...countWarnings(file, seen), ...seen.flatMap(nameWarnings));
    }
    const sql = sqlAlone(this.#folder);
    if (sql !== undefined) warnings.push(sql);
    const [first] = warnings;
    if (strict && first !== undefined) throw new LoaderError(first);
    return { registry, warnings, copies };
  }

  #parse(registration: Registration): Migration {
    const { entry, data, line, column } = registration;
    const source = { file: entry, checksum: this.#checksums.of(entry), line, column };
    return this.#placing(registration, () => parseMigration(data, source));
  }

  #placing<T>(registration: Omit<Registration, "data">, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw placed(error, registration, this.#folder);
    }
  }
}

function rethrow(error: unknown): void {
  throw error;
}

/** All of what one evaluation posted, what is wrong left out. */
export function validatePosts(
  folder: MigrationFolder,
  posts: readonly Post[],
  options: { readonly guest: GuestCalls; readonly onWrong: (error: unknown) => void },
): Validated {
  const { guest, onWrong } = options;
  const validation = new Validation(folder);
  for (const post of posts) {
    const registration = registrationOf(post, folder, hasFunctions(post) ? guest : undefined);
    if (registration !== undefined) validation.add(registration);
  }
  return validation.result(false, onWrong);
}

/** Does the work now, and returns or throws what came of it whenever it is asked. */
function atOnce<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function runsCode(data: unknown): boolean {
  const operations = memberOf(data, "operations");
  if (!Array.isArray(operations)) return false;
  return operations.some(
    (one) => isRecord(one) && Object.values(one).some((value) => typeof value === "function"),
  );
}

function countWarnings(file: string, found: readonly Seen[]): readonly LoadWarning[] {
  if (found.length === 0) {
    return [
      {
        code: "LOADER_NOTHING_REGISTERED",
        message: `"${file}" registers no migration`,
        hint: "Call m.register({...}), or move the file into a sub-folder if it is a helper.",
        file,
      },
    ];
  }
  if (found.length === 1) return [];
  return [
    {
      code: "LOADER_SEVERAL_REGISTERED",
      message: `"${file}" registers ${found.length} migrations`,
      hint: "Give each migration a file of its own.",
      file,
      line: found[1]?.line,
      column: found[1]?.column,
    },
  ];
}

function nameWarnings({ entry, name, line, column }: Seen): readonly LoadWarning[] {
  const expected = identityOf(entry);
  // Some file systems and archives take accents apart, which no reader could see.
  if (typeof name === "string" && name.normalize() === expected.normalize()) return [];
  return [
    {
      code: "LOADER_NAME_MISMATCH",
      message: `"${entry}" registers the migration "${String(name)}"`,
      hint: `Name it "${expected}", after its file, or rename the file.`,
      file: entry,
      line,
      column,
    },
  ];
}

/** The same error with its place in the source; what is not about the data goes on as it is. */
function placed(
  error: unknown,
  registration: Omit<Registration, "data">,
  folder: MigrationFolder,
): unknown {
  if (!(error instanceof MigrationError) || error instanceof LoaderError) return error;
  if (!/^(?:MIGRATION|OPERATION)_/.test(error.code)) return error;
  const { entry, file, line, column } = registration;
  const thrown = thrownAt(error);
  const message = cut(error.message.replace(`${entry}: `, ""));
  if (thrown !== undefined) {
    const { code, hint } = error;
    return new LoaderError({ code, message, hint, cause: thrown, ...placeOf(thrown) });
  }
  const path = error.cause instanceof OperationError ? error.cause.path : pathOf(error.code);
  const text = folder.files.get(file);
  const call = line === undefined || column === undefined ? undefined : { line, column };
  const place =
    text === undefined || call === undefined ? call : locatePath(text, call, path ?? "$");
  return new LoaderError({
    code: error.code,
    message,
    hint: error.hint,
    cause: error.cause,
    file,
    path: path === undefined ? undefined : cut(path),
    ...place,
    frame: text && place ? codeFrame(text, place.line, place.column) : undefined,
  });
}

/** Where code of the author threw the error, if that is what it is about. */
function thrownAt({ cause }: MigrationError): InterpError | undefined {
  if (cause instanceof InterpError) return cause.file === undefined ? undefined : cause;
  return cause instanceof MigrationError ? thrownAt(cause) : undefined;
}

function placeOf({ file, line, column, frame }: InterpError) {
  return { file, line, column, frame };
}

/** Messages and paths repeat keys and names, which may be as long as a value can be. */
function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Errors about the name say so by their code. */
function pathOf(code: string): string | undefined {
  return /^MIGRATION_\w+_NAME$/.test(code) ? "$.name" : undefined;
}
