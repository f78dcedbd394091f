import { type SqlToken, sqlTokens } from "../text/sql-lexer.js";
import type { SqlRules } from "../text/sql-rules.js";

/** The text that is judged, and nothing else is ever planned; or why there is none. */
export type Rewriting =
  | { readonly written: true; readonly sql: string }
  | { readonly written: false; readonly reason: string };

/** Longer texts are refused unread: the parser's time grows faster than the text. */
const LONGEST = 100_000;
/** Deeper brackets are refused unread: a parser backtracks on them, or runs out of stack. */
const DEEPEST = 40;
/** More than any statement of a migration has that is not data. */
const MOST_TOKENS = 20_000;

const PLAIN_WORD = /^[A-Za-z_][A-Za-z0-9_$]*$/;
/** One spelling that every server reads alike. Of hexadecimal ones a letter can be left over. */
const PLAIN_NUMBER = /^\d*(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^0x(?:[0-9a-f]{2})+$/i;
/** Marks that mean the same to the lexer and to the databases. */
const MARK = /^[-+*/%<>=~!^&|?()[\],;:.]+$/;
/** Where any run of such characters is an operator. */
const ANY_MARK = /^[-+*/%<>=~!@#^&|`?()[\],;:.]+$/;

/**
 * Writes a piece of SQL anew from its tokens: comments gone, a blank between each but where brackets and commas part them. What two
 * programs could cut in different ways is not there any more, or it is refused; so the text that the
 * judge reads is the text that the server reads. Whether our lexer was right about the author's
 * own text does not matter then.
 */
export function rewriteSql(sql: string, rules: SqlRules): Rewriting {
  if (sql.length > LONGEST)
    return { written: false, reason: `it is longer than ${LONGEST} characters` };
  const writer = new Writer(rules);
  for (const token of sqlTokens(sql, rules)) {
    const reason = writer.take(token);
    if (reason !== undefined) return { written: false, reason };
  }
  const reason = writer.unfinished();
  return reason === undefined ? { written: true, sql: writer.text } : { written: false, reason };
}

class Writer {
  text = "";
  readonly #rules: SqlRules;
  readonly #brackets: string[] = [];
  #count = 0;
  /** What was written last, and whether the next token touches it in the author's text. */
  #last: SqlToken | undefined;
  #touches = false;

  constructor(rules: SqlRules) {
    this.#rules = rules;
  }

  /** @returns why the text is refused. */
  take(token: SqlToken): string | undefined {
    if (token.kind === "space" || token.kind === "comment" || token.kind === "mark") {
      this.#touches = false;
      return this.#passedOver(token);
    }
    this.#count += 1;
    if (this.#count > MOST_TOKENS) return `it holds more than ${MOST_TOKENS} words and marks`;
    const reason = this.#write(token);
    this.#last = token;
    this.#touches = true;
    return reason;
  }

  unfinished(): string | undefined {
    if (this.#brackets.length > 0) return "a bracket in it is not closed";
    return this.#last?.text === "." ? "it ends with a dot" : undefined;
  }

  #passedOver({ kind, text }: SqlToken): string | undefined {
    if (kind === "space") return undefined;
    // MySQL and MariaDB run what is inside; a hint sets variables, `SET_VAR(foreign_key_checks = 0)`.
    if (kind === "mark" || /^\/\*(?:M?!|\+)/i.test(text))
      return "it holds a comment that some databases execute";
    const open = text.startsWith("/*") && !(text.length > 3 && text.endsWith("*/"));
    return open ? "a comment in it is not closed" : undefined;
  }

  #write(token: SqlToken): string | undefined {
    if (this.#last?.text === "." && !/^(?:word|quoted)$/.test(token.kind) && token.text !== "*")
      return "a dot in it does not stand between two names";
    switch (token.kind) {
      case "word":
        return this.#word(token);
      case "number":
        return this.#number(token);
      case "quoted":
        return this.#quoted(token);
      case "string":
        return this.#string(token);
      case "variable":
        return this.#variable(token);
      default:
        return this.#symbol(token);
    }
  }

  #add(text: string, gap: "blank" | "none" = "blank"): undefined {
    const before = this.#last?.text;
    // Brackets and commas are cut from whatever is beside them.
    const close =
      gap === "none" || before === undefined || /^[.([]$/.test(before) || /^[),\]]$/.test(text);
    this.text += close ? text : ` ${text}`;
    return undefined;
  }

  #word({ text }: SqlToken): string | undefined {
    if (!PLAIN_WORD.test(text)) {
      return `it holds "${excerpt(text)}": a name of other characters than letters, digits and "_" needs quotes`;
    }
    const kind = this.#touches ? this.#last?.kind : undefined;
    if (kind === "number" || kind === "variable")
      return "a digit in it stands directly before a letter";
    return this.#add(text);
  }

  #number({ text }: SqlToken): string | undefined {
    const kind = this.#touches ? this.#last?.kind : undefined;
    if (kind === "word" || kind === "number")
      return "a digit in it stands directly before a letter";
    const hexadecimal = HEXADECIMAL.test(text) && !this.#rules.dollarQuotes;
    if (!hexadecimal && !PLAIN_NUMBER.test(text))
      return `it holds "${excerpt(text)}", which databases read differently`;
    return this.#add(text.startsWith(".") ? `0${text}` : text);
  }

  #quoted({ text }: SqlToken): string | undefined {
    if (/^u&/i.test(text)) return "it holds a name in Unicode escapes";
    const close = text.startsWith("[") ? "]" : text.charAt(0);
    if (text.length < 3 || !isQuoted(text, close)) return "a name in it is empty or not closed";
    return controlsIn(text) ?? this.#add(text);
  }

  #string({ text }: SqlToken): string | undefined {
    if (/^u&/i.test(text)) return "it holds a text in Unicode escapes";
    if (!isClosed(text)) return "a text in it is not closed";
    // The end of the string, or not: it depends on settings (NO_BACKSLASH_ESCAPES and its kind).
    if (/\\['"`]/.test(text)) return "it holds a backslash before a quote";
    const reason = controlsIn(text);
    if (reason !== undefined) return reason;
    if (!text.startsWith('"')) return this.#add(text);
    // Text, or the name of a column: it depends on settings (ANSI_QUOTES).
    if (text.includes("\\")) return "it holds a backslash in double quotes";
    return this.#add(`'${text.slice(1, -1).replaceAll('""', '"').replaceAll("'", "''")}'`);
  }

  /** `$1` is a parameter; the others are values that outlive the statement, or nothing. */
  #variable({ text }: SqlToken): string | undefined {
    const kind = this.#touches ? this.#last?.kind : undefined;
    const behindWord = kind === "word" || kind === "number" || kind === "variable";
    const parameter = this.#rules.dollarQuotes && /^\$\d+$/.test(text) && !behindWord;
    return parameter ? this.#add(text) : `it holds the variable "${excerpt(text)}"`;
  }

  #symbol({ text }: SqlToken): string | undefined {
    const known = this.#rules.dollarQuotes ? ANY_MARK : MARK;
    if (!known.test(text)) return `it holds "${excerpt(text)}", which is no SQL`;
    if (text === ".") return this.#dot();
    if (text === "(" || text === "[") {
      this.#brackets.push(text);
      if (this.#brackets.length > DEEPEST) return `its brackets are nested deeper than ${DEEPEST}`;
      // MySQL: `count (*)` is not `count(*)`.
      return this.#add(text, this.#touches && this.#last?.kind === "word" ? "none" : "blank");
    }
    if (text === ")" || text === "]") {
      if (this.#brackets.pop() !== (text === ")" ? "(" : "["))
        return "a bracket in it is closed that is not open";
    }
    return this.#add(text);
  }

  #dot(): string | undefined {
    const last = this.#last;
    const named =
      last?.kind === "word" || last?.kind === "quoted" || last?.text === ")" || last?.text === "]";
    return named ? this.#add(".", "none") : "a dot in it does not stand between two names";
  }
}

function isClosed(text: string): boolean {
  if (text.startsWith("$")) {
    const tag = text.slice(0, text.indexOf("$", 1) + 1);
    return text.length >= 2 * tag.length && text.endsWith(tag);
  }
  const at = text.search(/['"]/);
  return isQuoted(text.slice(at), text.charAt(at));
}

/** Does the last quote close it? One that stands for itself is doubled. */
function isQuoted(text: string, close: string): boolean {
  const inner = text.slice(1, -1);
  return (
    text.length > 1 && text.endsWith(close) && !inner.replaceAll(close + close, "").includes(close)
  );
}

function controlsIn(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  return /[\0-\x08\x0b\x0e-\x1f\x7f]/.test(text) ? "it holds control characters" : undefined;
}

function excerpt(text: string): string {
  const line = JSON.stringify(text.slice(0, 40)).slice(1, -1);
  return text.length > 40 ? `${line}...` : line;
}
