import { badValue } from "../literals.js";

/**
 * A text as a literal: quotes doubled, backslashes too, because `prepare` turns the sql_mode
 * `NO_BACKSLASH_ESCAPES` off.
 *
 * @throws DialectError for NUL, which some columns take and no name or comment does.
 */
export function mysqlText(text: string): string {
  if (text.includes("\0")) throw badValue("a text with a NUL character");
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
};

/** The text that a literal in single quotes stands for. */
export function readMysqlText(literal: string): string {
  return literal.slice(1, -1).replace(/''|\\([\s\S])/g, (_whole, escaped: string | undefined) => {
    if (escaped === undefined) return "'";
    return ESCAPES[escaped] ?? escaped;
  });
}

/** A name in backticks. */
export function quoted(name = ""): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
