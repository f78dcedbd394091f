import type { ParserPlugin } from "@babel/parser";
import { isMissingPackage, PlacedError } from "../../errors.js";
import { codeFrame } from "../../text/code-frame.js";
import { isRecord } from "../../text/record.js";
import { type DeclaredTypes, declaredTypes } from "./declared-types.js";

/** Reads the types of one file. */
export type ParseSource = (file: string, text: string) => DeclaredTypes;

/**
 * The parser of TypeScript, an optional dependency. Nothing that it reads is run.
 *
 * @throws TypesError TYPES_PARSER_MISSING; the function that is returned TYPES_SYNTAX.
 */
export async function sourceParser(): Promise<ParseSource> {
  const { parse } = await loadParser();
  return (file, text) => {
    const plugins: ParserPlugin[] = ["typescript", "decorators-legacy"];
    if (/x$/.test(file)) plugins.push("jsx");
    try {
      return declaredTypes(file, parse(text, { sourceType: "module", plugins }).program.body);
    } catch (cause) {
      throw syntaxError(cause, file, text);
    }
  };
}

async function loadParser() {
  try {
    return await import("@babel/parser");
  } catch (error) {
    if (!isMissingPackage(error, "@babel/parser")) throw error;
    throw new TypesError({
      code: "TYPES_PARSER_MISSING",
      message: 'The package "@babel/parser", which reads TypeScript, is not installed',
      hint: "Run `npm install @babel/parser`: it is an optional dependency, left out by --omit=optional.",
      cause: error,
    });
  }
}

/** Also for what is nested so deeply that the parser fills the stack. */
function syntaxError(cause: unknown, file: string, text: string): TypesError {
  const place = isRecord(cause) && isRecord(cause.loc) ? cause.loc : undefined;
  const line = typeof place?.line === "number" ? place.line : undefined;
  const column = typeof place?.column === "number" ? place.column + 1 : undefined;
  const what = cause instanceof Error ? cause.message.replace(/ \(\d+:\d+\)$/, "") : String(cause);
  return new TypesError({
    code: "TYPES_SYNTAX",
    message: `"${file}" is no TypeScript: ${what}`,
    hint: "Correct it, or name the files to be read.",
    file,
    line,
    column,
    frame: line === undefined || column === undefined ? undefined : codeFrame(text, line, column),
    cause,
  });
}

/** Source files whose types cannot be read. */
class TypesError extends PlacedError {}
