import { cleanBlock, cleanLine } from "./clean-text.js";
import type { Console } from "./console.js";
import type { ErrorDocument } from "./error-document.js";
import { failedStatement } from "./failed-statement.js";

/** Writes an error for people: what, where, why, what to do, where to read on. */
export function renderError(document: ErrorDocument, console: Console): void {
  const { err } = console;
  console.complain(
    `${err.red("error")} ${err.bold(document.code)}: ${cleanLine(document.message)}`,
  );
  const place = placeOf(document);
  if (place !== undefined) console.complain(`  at ${err.cyan(cleanLine(place))}`);
  if (document.frame !== undefined) console.complain(indent(cleanBlock(document.frame)));
  if (document.cause !== undefined && document.cause !== document.message) {
    console.complain(`  because: ${cleanLine(document.cause)}`);
  }
  const interrupted = document.code === "RUNNER_INTERRUPTED";
  if (!interrupted) for (const line of failedStatement(document)) console.complain(`  ${line}`);
  if (document.hint !== undefined) console.complain(`  hint: ${cleanLine(document.hint)}`);
  if (document.docs !== undefined) console.complain(err.dim(`  docs: ${document.docs}`));
}

function placeOf({ file, line, column }: ErrorDocument): string | undefined {
  if (file === undefined) return undefined;
  return [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(":");
}

function indent(block: string): string {
  return block
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
