import { MigrationError } from "../errors.js";
import { InterpError } from "../interp/interp-error.js";
import { codeFrame } from "../interp/worker/code-frame.js";
import { parseMigration } from "../migration/parse-migration.js";
import { Registry } from "../migration/registry.js";
import { OperationError } from "../operation/operation-error.js";
import { Checksums } from "./checksum.js";
import { identityOf } from "./file-rules.js";
import type { MigrationFolder } from "./folder.js";
import { LoaderError, type LoadWarning } from "./loader-error.js";
import { locatePath } from "./locate-path.js";

/** Characters of an error's message or path. */
const LONGEST = 1000;

/** One call of `register`, however the file was run. */
export interface Registration {
  /** The migration file that was running. */
  readonly entry: string;
  /** What `register` was given; functions in place. */
  readonly data: unknown;
  /** The file in which the call is written, and where; a helper may have made it. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The validated migrations of one load, and what is not as it should be. */
export interface Adopted {
  readonly registry: Registry;
  readonly warnings: readonly LoadWarning[];
}

/**
 * Turns registrations into migrations. Both ways of running a file end here, so they cannot differ.
 *
 * @throws LoaderError for the first migration that is wrong, with the code of what was found.
 */
export function adopt(folder: MigrationFolder, registrations: readonly Registration[]): Adopted {
  const registry = new Registry();
  const checksums = new Checksums(folder.files);
  for (const registration of registrations) {
    const { entry, data, line, column } = registration;
    const source = { file: entry, checksum: checksums.of(entry), line, column };
    try {
      registry.add(parseMigration(data, source));
    } catch (error) {
      throw placed(error, registration, folder);
    }
  }
  return { registry, warnings: warningsAbout(folder, registrations) };
}

/** @throws LoaderError of the first warning. */
export function refuseWarnings({ warnings }: Adopted): void {
  const [first] = warnings;
  if (first !== undefined) throw new LoaderError(first);
}

function warningsAbout(
  folder: MigrationFolder,
  registrations: readonly Registration[],
): readonly LoadWarning[] {
  const byEntry = new Map<string, Registration[]>();
  for (const registration of registrations) {
    const found = byEntry.get(registration.entry);
    if (found === undefined) byEntry.set(registration.entry, [registration]);
    else found.push(registration);
  }
  return folder.migrations.flatMap((file) => {
    const found = byEntry.get(file) ?? [];
    return [...countWarnings(file, found), ...found.flatMap(nameWarnings)];
  });
}

function countWarnings(file: string, found: readonly Registration[]): readonly LoadWarning[] {
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

function nameWarnings({ entry, data, line, column }: Registration): readonly LoadWarning[] {
  const name: unknown =
    typeof data === "object" && data !== null ? Reflect.get(data, "name") : undefined;
  const expected = identityOf(entry);
  if (name === expected) return [];
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
function placed(error: unknown, registration: Registration, folder: MigrationFolder): unknown {
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
