import { type LexRules, type SqlToken, sqlTokens } from "./sql-lexer.js";

/** How the scripts of one database are cut into statements. */
export interface SplitRules extends LexRules {
  /** `DELIMITER //` at the start of a statement changes what ends one (MySQL's client). */
  readonly delimiterCommand?: boolean;
  /** A line `GO`, or `GO 3`, ends a batch and nothing else does (SQL Server's client). */
  readonly goLines?: boolean;
}

/** `GO 100000000` is a mistake or an attack, not a migration. */
const MOST_REPEATS = 1000;
const GO_LINE = /^[ \t]*GO(?:[ \t]+(\d+))?[ \t]*(?:--[^\n]*)?$/i;
/** What is created; the first of these words after CREATE says so. */
const SUBJECT =
  /^(?:trigger|procedure|function|event|package|table|index|view|type|domain|sequence|schema|database|user|role)$/;
/** The subjects whose bodies hold statements of their own. */
const WITH_BODY = /^(?:trigger|procedure|function|event|package)$/;
/** `END IF` and the like end something that was not counted. */
const UNCOUNTED = /^(?:if|loop|while|repeat|for)$/i;

/**
 * Cuts a script into statements without their semicolons; a semicolon inside a string, a name, a
 * comment or the body of a trigger or procedure does not count. The text of a statement is not
 * touched, its comments included; pieces that hold only comments are left out.
 */
export function splitSql(sql: string, rules: SplitRules = {}): readonly string[] {
  const splitter = new Splitter(sql, rules);
  for (const token of sqlTokens(sql, rules)) splitter.take(token);
  return splitter.finish();
}

class Splitter {
  readonly #sql: string;
  readonly #rules: SplitRules;
  readonly #statements: string[] = [];
  #delimiter = ";";
  #start = 0;
  /** Tokens that begin before this offset are part of something that was handled. */
  #skipTo = 0;
  /** The words of the statement so far, as many as it takes to know what it is. */
  #words: string[] = [];
  #previousWord = "";
  #empty = true;
  #depth = 0;
  #brackets = 0;

  constructor(sql: string, rules: SplitRules) {
    this.#sql = sql;
    this.#rules = rules;
  }

  finish(): readonly string[] {
    this.#end(this.#sql.length, 1);
    return this.#statements;
  }

  take(token: SqlToken): void {
    if (token.start < this.#skipTo || token.kind === "space" || token.kind === "comment") return;
    if (token.kind === "word" && this.#takeCommand(token)) return;
    if (this.#takeDelimiter(token)) return;
    this.#empty = false;
    if (token.kind === "word") this.#takeWord(token.text);
    else if (token.kind === "symbol") this.#takeSymbol(token.text);
  }

  #takeCommand(token: SqlToken): boolean {
    const word = token.text.toLowerCase();
    if (word === "go" && this.#rules.goLines === true) {
      const line = lineAt(this.#sql, token.start);
      const match = GO_LINE.exec(line.text);
      if (match === null) return false;
      this.#end(line.start, Math.min(Number(match[1] ?? 1), MOST_REPEATS));
      this.#next(line.end);
      return true;
    }
    if (word !== "delimiter" || this.#rules.delimiterCommand !== true || !this.#empty) return false;
    const line = lineAt(this.#sql, token.start);
    const delimiter = this.#sql.slice(token.start + word.length, line.end).trim();
    if (delimiter !== "") this.#delimiter = delimiter;
    this.#next(line.end);
    return true;
  }

  #takeDelimiter(token: SqlToken): boolean {
    if (this.#rules.goLines === true || token.kind === "string" || token.kind === "quoted")
      return false;
    const standard = this.#delimiter === ";";
    if (standard && (this.#depth > 0 || this.#isInRule())) return false;
    const at = this.#sql.startsWith(this.#delimiter, token.start)
      ? 0
      : token.text.indexOf(this.#delimiter);
    if (at < 0) return false;
    this.#empty &&= at === 0;
    this.#end(token.start + at, 1);
    this.#next(token.start + at + this.#delimiter.length);
    return true;
  }

  /** Counts `BEGIN` and `CASE` against `END` in statements that have a body. */
  #takeWord(text: string): void {
    const word = text.toLowerCase();
    const previous = this.#previousWord;
    this.#previousWord = word;
    if (this.#words.length < 12) this.#words.push(word);
    if (!this.#hasBody()) return;
    // That it is a block and no transaction is known behind its third word only.
    if (this.#words.length === 3 && this.#words[0] === "begin") this.#depth = 1;
    if (previous === "end") {
      if (UNCOUNTED.test(word)) this.#depth += 1;
      if (word === "case") return;
    }
    if (word === "begin" || word === "case") this.#depth += 1;
    if (word === "end" && this.#depth > 0) this.#depth -= 1;
  }

  #takeSymbol(text: string): void {
    this.#previousWord = "";
    if (text === "(") this.#brackets += 1;
    else if (text === ")") this.#brackets -= 1;
  }

  /** PostgreSQL's rules hold their statements in brackets. */
  #isInRule(): boolean {
    const [first, second, , fourth] = this.#words;
    return this.#brackets > 0 && first === "create" && (second === "rule" || fourth === "rule");
  }

  #hasBody(): boolean {
    const [first, second, third] = this.#words;
    if (first === "begin") return second === "not" && third === "atomic";
    if (first !== "create") return false;
    return WITH_BODY.test(this.#words.find((word) => SUBJECT.test(word)) ?? "");
  }

  #end(at: number, times: number): void {
    const text = this.#sql.slice(this.#start, at).trim();
    if (this.#empty || text === "") return;
    for (let count = 0; count < times; count += 1) this.#statements.push(text);
  }

  #next(start: number): void {
    this.#start = start;
    this.#skipTo = start;
    this.#words = [];
    this.#previousWord = "";
    this.#empty = true;
    this.#depth = 0;
    this.#brackets = 0;
  }
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function lineAt(sql: string, at: number): Line {
  const start = sql.lastIndexOf("\n", at - 1) + 1;
  const next = sql.indexOf("\n", at);
  const end = next < 0 ? sql.length : next;
  return { text: sql.slice(start, end).replace(/\r$/, ""), start, end };
}
