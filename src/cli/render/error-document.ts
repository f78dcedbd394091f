import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { commandText, hintText, MigrationError } from "../../errors.js";
import { GraphError } from "../../migration/graph-error.js";
import { MigrationStateError } from "../../migration/migration-state-error.js";
import type { Failure } from "../../runner/run/migration-failure.js";
import { exitCodeOf } from "../exit-code.js";
import { packageRoot } from "../tool-version.js";

/** An error as plain data: what `--json` prints, and what the text is made of. */
export interface ErrorDocument {
  readonly status: "error";
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly frame?: string;
  /** Page and anchor that explain the code, from the working directory. */
  readonly docs?: string;
  /** The facts of the error: migration, limit, failure ... */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The message of an error of ours that lies beneath, when the own message does not repeat it. */
  readonly cause?: string;
}

export interface DescribeOptions {
  /** By this name the commands of a hint are called. */
  readonly program: string;
  /** Where the files of the migrations are, as people write it; put before their names. */
  readonly folder: string | undefined;
}

const named = new Set(["name", "code", "message", "hint", "stack", "cause", "synopsis"]);
const placed = new Set(["file", "line", "column", "frame"]);
/** Modules whose errors name files inside the migrations folder. */
const insideFolder = /^(?:INTERP|LOADER|MIGRATION|OPERATION|SYMBOLS)_/;

/** Takes an error apart. One that is not ours is a bug, and is called one. */
export function describeError(error: unknown, options: DescribeOptions): ErrorDocument {
  if (!(error instanceof MigrationError)) return describeCrash(error);
  const facts = factsOf(error);
  const file = facts.get("file");
  const inFolder =
    options.folder !== undefined &&
    (insideFolder.test(error.code) || isOfMigrations(error) || !("file" in error));
  const prefix = inFolder ? `${options.folder}/` : "";
  const docs = docsOf(error.code);
  return {
    status: "error",
    code: error.code,
    exitCode: exitCodeOf(error),
    ...(docs === undefined ? {} : { docs }),
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: hintText(error.hint, options.program) }),
    ...(typeof file === "string" ? { file: prefix + file } : {}),
    ...numberFact(facts, "line"),
    ...numberFact(facts, "column"),
    ...(typeof facts.get("frame") === "string" ? { frame: String(facts.get("frame")) } : {}),
    ...detailsOf(facts, options.program),
    ...causeOf(error),
  };
}

/** Of an operation of the author's own, the place in its code says more than that of the operation. */
function factsOf(error: MigrationError): ReadonlyMap<string, unknown> {
  const own = Object.entries(error).filter(([, value]) => value !== undefined);
  const beneath = placeOf(error.cause);
  return new Map(isOfMigrations(error) ? [...own, ...beneath] : [...beneath, ...own]);
}

/** Its code may be that of the reason, but what it names is a file of the folder. */
function isOfMigrations(error: MigrationError): boolean {
  return error instanceof MigrationStateError || error instanceof GraphError;
}

/** Nothing in a file is wrong when the user stopped the run: where it stopped is all there is to say. */
export function interruption(document: ErrorDocument, exitCode: number): ErrorDocument {
  const { file, line, column, frame, cause, ...said } = document;
  return { ...said, exitCode };
}

/**
 * The document with the exact place and the lines around it, where the error knows only which part
 * of which migration it is about.
 */
export async function withFrame(
  document: ErrorDocument,
  folder: string | undefined,
): Promise<ErrorDocument> {
  const { file, line, column, frame, details } = document;
  if (frame !== undefined || folder === undefined || !file?.startsWith(`${folder}/`)) {
    return document;
  }
  if (line === undefined || column === undefined) return document;
  const { shownPlace } = await import("../../loader/shown-place.js");
  const path = typeof details?.path === "string" ? details.path : undefined;
  const inside = { file: file.slice(folder.length + 1), line, column, path };
  return { ...document, ...shownPlace(folder, inside) };
}

/** What a thread answers in place of an error. */
export interface Described {
  readonly kind: "error";
  readonly document: ErrorDocument;
  /** For `--verbose`. */
  readonly stacks: string;
}

/** An error about a folder of migrations, for another thread. */
export async function described(
  error: unknown,
  { program, directory }: { readonly program: string; readonly directory: string },
): Promise<Described> {
  const document = describeError(error, { program, folder: directory });
  return { kind: "error", document: await withFrame(document, directory), stacks: stacksOf(error) };
}

/** Where a script of a migration failed is known by the error of the sandbox that lies beneath. */
function placeOf(cause: unknown): readonly (readonly [string, unknown])[] {
  if (!(cause instanceof MigrationError)) return [];
  if (!insideFolder.test(cause.code) || !("file" in cause)) return placeOf(cause.cause);
  return Object.entries(cause).filter(([name]) => placed.has(name));
}

function describeCrash(error: unknown): ErrorDocument {
  return {
    status: "error",
    code: "CLI_BUG",
    exitCode: exitCodeOf(error),
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    hint: "This is a bug of makemigrations, not of your migrations. Please report it with the output of the same command and --verbose.",
  };
}

function causeOf({ message, cause }: MigrationError): object {
  if (!(cause instanceof MigrationError) || message.includes(cause.message)) return {};
  const beneath = cause.cause;
  const said = beneath instanceof MigrationError && message.includes(beneath.message);
  return said ? {} : { cause: cause.message };
}

function numberFact(facts: ReadonlyMap<string, unknown>, name: "line" | "column"): object {
  const value = facts.get(name);
  return typeof value === "number" ? { [name]: value } : {};
}

function detailsOf(facts: ReadonlyMap<string, unknown>, program: string): object {
  const details = [...facts]
    .filter(([name, value]) => !named.has(name) && !placed.has(name) && value !== undefined)
    // What an error is about comes before where in it.
    .sort(([a], [b]) => Number(a === "path") - Number(b === "path"))
    .map(([name, value]) => [name, detailOf(value, program)]);
  return details.length === 0 ? {} : { details: Object.fromEntries(details) };
}

/** Of a failure the command that goes on is shown as it is typed. */
function detailOf(value: unknown, program: string): unknown {
  if (typeof value !== "object" || value === null || !("recovery" in value)) return value;
  return { ...value, recovery: commandText((value as Failure).recovery, program) };
}

/** The page in `docs/errors` that has the code as a heading. Read only when something failed. */
function docsOf(code: string): string | undefined {
  const folder = join(packageRoot(), "docs", "errors");
  if (!existsSync(folder)) return undefined;
  const heading = `## ${code}`;
  for (const page of readdirSync(folder).sort()) {
    if (!page.endsWith(".md")) continue;
    const path = join(folder, page);
    if (!readFileSync(path, "utf8").split("\n").includes(heading)) continue;
    return `${fromHere(path)}#${code.toLowerCase()}`;
  }
  return undefined;
}

/** Whole where there is no working directory any more, which is one of the errors to be described. */
function fromHere(path: string): string {
  try {
    return relative(process.cwd(), path);
  } catch {
    return path;
  }
}

/** For `--verbose`: the stacks of the error and of what lies beneath. */
export function stacksOf(error: unknown): string {
  const stacks: string[] = [];
  let current = error;
  while (current instanceof Error && stacks.length < 8) {
    stacks.push(current.stack ?? `${current.name}: ${current.message}`);
    current = current.cause;
  }
  return stacks
    .join("\ncaused by ")
    .replaceAll(fileURLToPath(new URL("../../", import.meta.url)), "");
}
