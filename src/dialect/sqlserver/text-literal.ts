import { quoteText } from "../literals.js";

/**
 * A text as SQL. Always Unicode: without the N the server would put every character that the
 * database's code page lacks into a question mark. A backslash at the end of a line would join the
 * lines, so the text is cut there.
 */
export function sqlserverText(text: string): string {
  const quoted = `N${quoteText(text)}`;
  if (!/\\\r?\n/.test(quoted)) return quoted;
  return `(${quoted.replace(/\\(?=\r?\n)/g, "\\' + N'")})`;
}
