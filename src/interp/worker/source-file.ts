import { codeFrame, positionAt } from "../../text/code-frame.js";
import { memberOf } from "../../text/record.js";
import { type FoundImport, scanImports } from "./import-scan.js";
import type { Sucrase } from "./sucrase.js";
import { WorkerError } from "./worker-error.js";

/** A file without its types. */
export interface SourceFile {
  readonly path: string;
  /** The text as given, without a byte order mark. */
  readonly text: string;
  /** What the engine evaluates; same lines, columns may differ. */
  readonly code: string;
  readonly imports: readonly FoundImport[];
  /** Every name that stands in a type somewhere. */
  readonly typeNames: ReadonlySet<string>;
}

/**
 * Strips the types of a file and lists its imports.
 * @throws WorkerError INTERP_SYNTAX, INTERP_UNSUPPORTED_SYNTAX
 */
export function readSource(path: string, given: string, sucrase: Sucrase): SourceFile {
  const text = given.startsWith("\uFEFF") ? given.slice(1) : given;
  const nul = text.indexOf("\0");
  if (nul >= 0)
    throw syntaxError({ path, text, offset: nul, message: "the file contains a NUL character" });
  const { code, tokens } = strip(path, text, sucrase);
  const { imports, typeNames, unsupported } = scanImports(text, tokens, sucrase);
  const first = unsupported[0];
  if (first !== undefined) {
    const position = { file: path, ...positionAt(text, first.offset) };
    throw new WorkerError({
      code: "INTERP_UNSUPPORTED_SYNTAX",
      message: `${first.what} is not supported in a migration file`,
      hint: "Write it as an ordinary ES module: import and export declarations, classes, functions.",
      position,
      frame: codeFrame(text, position.line, position.column),
    });
  }
  return { path, text, code, imports, typeNames };
}

function strip(path: string, text: string, sucrase: Sucrase): ReturnType<Sucrase["strip"]> {
  try {
    return sucrase.strip(text);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new WorkerError({
        code: "INTERP_SYNTAX",
        message: "the file is nested too deeply to be parsed",
        hint: "Split the expression into smaller ones.",
        position: { file: path },
      });
    }
    const message = error instanceof Error ? error.message : "the file can not be parsed";
    throw syntaxError({
      path,
      text,
      offset: offsetOf(error),
      message: message.replace(/ \(\d+:\d+\)$/, "").slice(0, 500),
    });
  }
}

/** Sucrase puts `pos` on its syntax errors. */
function offsetOf(error: unknown): number | undefined {
  const offset = memberOf(error, "pos");
  return typeof offset === "number" ? offset : undefined;
}

function syntaxError(init: {
  readonly path: string;
  readonly text: string;
  readonly offset: number | undefined;
  readonly message: string;
}): WorkerError {
  const at = init.offset === undefined ? undefined : positionAt(init.text, init.offset);
  return new WorkerError({
    code: "INTERP_SYNTAX",
    message: init.message,
    hint: "Correct the syntax of the file; an editor with TypeScript shows the same place.",
    position: { file: init.path, ...at },
    frame: at === undefined ? undefined : codeFrame(init.text, at.line, at.column),
  });
}
