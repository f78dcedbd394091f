/** Longer texts are refused unread: the parser's time grows faster than the text. */
const LONGEST = 100_000;
/** Deeper brackets are refused unread: the parser backtracks on them. */
const DEEPEST = 40;
/** More statements than anybody writes; the parser is slow on empty ones. */
const MOST_SEMICOLONS = 2000;

interface Misreading {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly dialects?: readonly string[];
}

/**
 * Texts that a database reads differently from the parser, or from another database with other
 * settings. Looked for in the plain text, strings included: better one refusal too many.
 */
const MISREADINGS: readonly Misreading[] = [
  // MySQL and MariaDB run what is inside; a hint sets variables, `SET_VAR(foreign_key_checks = 0)`.
  { pattern: /\/\*(?:M?!|\+)/i, reason: "it holds a comment that some databases execute" },
  // PostgreSQL nests comments, the others do not.
  { pattern: /\/\*(?:(?!\*\/).)*\/\*/s, reason: "it holds a comment inside a comment" },
  // Two minus signs for MySQL, a comment for the parser.
  {
    // Of the blanks of Unicode that `\s` means, the database knows these.
    pattern: /--(?![ \t\r\n\f]|$)/,
    reason: 'it holds "--" without a space behind it, which is no comment in this database',
    dialects: ["mysql", "mariadb"],
  },
  // The parser keeps the escapes of such a name as they are.
  { pattern: /\bU&"/i, reason: "it holds a name in Unicode escapes" },
  // The end of the string, or not: it depends on settings (NO_BACKSLASH_ESCAPES and its kind).
  { pattern: /\\['"`]/, reason: "it holds a backslash before a quote" },
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  { pattern: /[\0-\x08\x0b\x0e-\x1f\x7f]/, reason: "it holds control characters" },
];

/** Why a text must not be given to the parser, or what it says not be believed. */
export function misreadReason(sql: string, dialect: string): string | undefined {
  if (sql.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  return tooDeep(sql) ?? misreading(sql, dialect);
}

function misreading(sql: string, dialect: string): string | undefined {
  return MISREADINGS.find(
    ({ pattern, dialects }) => (dialects?.includes(dialect) ?? true) && pattern.test(sql),
  )?.reason;
}

function tooDeep(sql: string): string | undefined {
  let depth = 0;
  let semicolons = 0;
  for (const character of sql) {
    if (character === "(" || character === "[") depth += 1;
    if (character === ")" || character === "]") depth -= 1;
    if (character === ";") semicolons += 1;
    if (depth > DEEPEST) return `its brackets are nested deeper than ${DEEPEST}`;
    if (semicolons > MOST_SEMICOLONS) return `it holds more than ${MOST_SEMICOLONS} semicolons`;
  }
  return undefined;
}
