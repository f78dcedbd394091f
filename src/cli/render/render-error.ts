import { isRecord } from "../../text/record.js";
import { cleanBlock, cleanLine } from "./clean-text.js";
import type { Console } from "./console.js";
import type { ErrorDocument } from "./error-document.js";

/** A statement of generated rows can be megabytes; its beginning, or the mistake, says enough. */
const LONGEST = 800;

const MOST_LINES = 12;

/** How much of what is before the mistake is shown. */
const BEFORE = { characters: 300, lines: 6 } as const;

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

/** Lines of a text, and where in them the mistake is. */
interface Excerpt {
  readonly lines: readonly string[];
  readonly line: number;
  readonly column: number;
}

/**
 * The statement that an error is about and what the database said of it beyond the message, as
 * lines; none when there was no statement. The parameters are not shown: they are data, the
 * statement is text of a file.
 */
function failedStatement({ details }: ErrorDocument): readonly string[] {
  const failure = details?.failure;
  const { sql, detail, position } = isRecord(failure) ? failure : (details ?? {});
  return [
    ...(typeof sql === "string" ? sqlLines(sql.trimEnd(), position) : []),
    ...(typeof detail === "string" ? [`detail: ${cleanLine(detail)}`] : []),
  ];
}

function sqlLines(sql: string, position: unknown): readonly string[] {
  const known = typeof position === "number" && position >= 1 && position <= sql.length;
  const excerpt = fewLines(excerptOf(sql, known ? position - 1 : undefined));
  const alone = excerpt.lines.length === 1;
  const indent = alone ? "sql: " : "    ";
  const lines = marked(excerpt).map((line, at) =>
    alone && at > 0 ? `     ${line}` : indent + line,
  );
  return alone ? lines : ["sql:", ...lines];
}

/** What is around the offset, or else the beginning; cleaned as a whole, so that nothing joins up. */
function excerptOf(sql: string, offset: number | undefined): Excerpt {
  const far = sql.length > LONGEST && offset !== undefined && offset > BEFORE.characters;
  const start = far ? offset - BEFORE.characters : 0;
  const end = Math.min(sql.length, start + LONGEST);
  const head = start === 0 ? "" : "… ";
  const tail = end === sql.length ? "" : ` … (${sql.length - end} more characters)`;
  const lines = cleanBlock(head + sql.slice(start, end) + tail).split("\n");
  if (offset === undefined) return { lines, line: -1, column: 0 };
  const before = cleanBlock(head + sql.slice(start, offset)).split("\n");
  return { lines, line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

function fewLines({ lines, line, column }: Excerpt): Excerpt {
  if (lines.length <= MOST_LINES + 1) return { lines, line, column };
  const start = Math.max(0, line - BEFORE.lines);
  const end = start + MOST_LINES;
  const more = lines.length - end;
  return {
    lines: [
      ...(start === 0 ? [] : ["…"]),
      ...lines.slice(start, end),
      ...(more > 0 ? [`… (${more} more lines)`] : []),
    ],
    line: start === 0 ? line : line - start + 1,
    column,
  };
}

/** A caret under the mistake; tabs stay tabs, so that it stands where it should. */
function marked({ lines, line, column }: Excerpt): readonly string[] {
  const caret = `${(lines[line] ?? "").slice(0, column).replace(/[^\t]/g, " ")}^`;
  return line < 0 ? lines : lines.toSpliced(line + 1, 0, caret);
}
