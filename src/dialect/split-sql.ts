import { SqlLexer, type SqlToken } from "../text/sql-lexer.js";
import type { SqlRules } from "../text/sql-rules.js";
import { copyStatements, readCopy } from "./copy-data.js";
import {
  type Line,
  LineCounter,
  lineFrom,
  type ScriptStatement,
  scriptError,
} from "./script-line.js";

/** `GO 100000000` is a mistake or an attack, not a migration. */
const MOST_REPEATS = 1000;
/** MySQL's client keeps no more of it. */
const LONGEST_DELIMITER = 15;
const GO_LINE = /^GO(?:[ \t]+(\d{1,9}))?[ \t]*(?:--.*)?$/i;
/** What is created; the first of these words after CREATE says so. */
const SUBJECT =
  /^(?:trigger|procedure|function|event|package|table|index|view|type|domain|sequence|schema|database|user|role)$/;
/** The subjects whose bodies hold statements of their own. */
const WITH_BODY = /^(?:trigger|procedure|function|event|package)$/;
/** `END IF` and the like end something that was not counted. */
const UNCOUNTED = /^(?:if|loop|while|repeat|for)$/i;
/** A mark of psql's that guards a dump against what it must not run; a server knows none. */
const GUARD = /^\\(?:un)?restrict(?:[ \t]|$)/;

/**
 * Cuts a script into statements without their semicolons; a semicolon inside a string, a name, a
 * comment or the body of a trigger or procedure does not count. The text of a statement is not
 * touched, its comments included; pieces that hold only comments are left out.
 *
 * @throws DialectError DIALECT_SCRIPT for what only a client could run.
 */
export function splitSql(sql: string, rules: SqlRules): readonly ScriptStatement[] {
  return new Splitter(sql, rules).statements();
}

class Splitter {
  readonly #sql: string;
  readonly #rules: SqlRules;
  readonly #lexer: SqlLexer;
  readonly #lines: LineCounter;
  readonly #statements: ScriptStatement[] = [];
  #delimiter = ";";
  #repeated = 0;
  /** Only blanks stand before this token on its line. */
  #freshLine = true;
  #piece = new Piece();

  constructor(sql: string, rules: SqlRules) {
    this.#sql = sql;
    this.#rules = rules;
    this.#lexer = new SqlLexer(sql, rules);
    this.#lines = new LineCounter(sql);
  }

  statements(): readonly ScriptStatement[] {
    for (let token = this.#lexer.next(); token !== undefined; token = this.#lexer.next()) {
      this.#take(token);
      if (token.kind !== "space") this.#freshLine = false;
      else if (token.text.includes("\n")) this.#freshLine = true;
    }
    if (!this.#takeCopy(this.#sql.length)) this.#end(1);
    return this.#statements;
  }

  #take(token: SqlToken): void {
    if (token.kind === "space") return;
    const isComment = token.kind === "comment";
    if (!isComment && (this.#takeCommand(token) || this.#takeDelimiter(token))) return;
    this.#piece.take(token);
  }

  #takeCommand(token: SqlToken): boolean {
    const { clientCommands, delimiterCommand, goLines } = this.#rules;
    if (clientCommands && token.text === "\\") {
      this.#clientCommand(lineFrom(this.#sql, token.start));
      return true;
    }
    if (token.kind !== "word") return false;
    const word = token.text.toLowerCase();
    if (word === "go" && goLines && this.#freshLine) return this.#go(token);
    if (word !== "delimiter" || !delimiterCommand || !this.#piece.empty) return false;
    const line = lineFrom(this.#sql, token.end);
    const [delimiter = ""] = line.text.trim().split(/\s/, 1);
    if (delimiter !== "") this.#delimiter = delimiter.slice(0, LONGEST_DELIMITER);
    this.#next(line.end);
    return true;
  }

  #go(token: SqlToken): boolean {
    const line = lineFrom(this.#sql, token.start);
    const match = GO_LINE.exec(line.text);
    if (match === null) return false;
    const times = Number(match[1] ?? 1);
    this.#repeated += Math.max(times - 1, 0);
    if (this.#repeated >= MOST_REPEATS) {
      throw scriptError({
        line: this.#lines.at(token.start),
        text: line.text,
        why: `repeats batches more than ${MOST_REPEATS} times`,
        hint: "Write a loop in SQL, or a RunScript.",
      });
    }
    this.#end(times);
    this.#next(line.end);
    return true;
  }

  #clientCommand(line: Line): void {
    if (this.#piece.empty && GUARD.test(line.text)) {
      this.#next(line.end);
      return;
    }
    throw scriptError({
      line: this.#lines.at(line.start),
      text: line.text,
      why: "is a command of the client psql, which no server knows",
      hint: "Take the command out, or write what it does as SQL; a dump for one database is made without `--create`.",
    });
  }

  #takeDelimiter(token: SqlToken): boolean {
    if (this.#rules.goLines || token.kind === "string" || token.kind === "quoted") return false;
    if (this.#delimiter === ";" && this.#piece.isOpen) return false;
    const at = this.#sql.startsWith(this.#delimiter, token.start)
      ? 0
      : token.text.indexOf(this.#delimiter);
    if (at < 0) return false;
    if (at > 0)
      this.#piece.take({ ...token, end: token.start + at, text: token.text.slice(0, at) });
    const behind = token.start + at + this.#delimiter.length;
    if (this.#takeCopy(behind)) return true;
    this.#end(1);
    this.#next(behind);
    return true;
  }

  /** The rows that follow COPY become statements: a server takes them from a client alone. */
  #takeCopy(behind: number): boolean {
    const { start, end, head: first, words } = this.#piece;
    if (!this.#rules.clientCommands || words[0] !== "copy") return false;
    const lines = this.#lines;
    const head = readCopy(this.#sql.slice(start, end), this.#rules, lines.at(first));
    if (head === undefined) return false;
    const copied = copyStatements({ head, script: this.#sql, behind, lines });
    // Not spread into one call: a table may have more rows than a call takes arguments.
    for (const statement of copied.statements) this.#statements.push(statement);
    this.#next(copied.end);
    return true;
  }

  #end(times: number): void {
    const { empty, start, end, head } = this.#piece;
    if (empty) return;
    const statement = { sql: this.#sql.slice(start, end), line: this.#lines.at(head) };
    for (let count = 0; count < times; count += 1) this.#statements.push(statement);
  }

  #next(offset: number): void {
    this.#piece = new Piece();
    this.#lexer.moveTo(offset);
  }
}

/** The statement that is being read: where it stands, and whether a semicolon may end it. */
class Piece {
  /** Where its first comment or token begins, and where its last one ends. */
  start = 0;
  end = 0;
  /** Where the first token begins that is no comment. */
  head = 0;
  empty = true;
  /** The words so far, in lower case, as many as it takes to know what it is. */
  readonly words: string[] = [];
  #begun = false;
  #previousWord = "";
  #depth = 0;
  #brackets = 0;
  #executable = false;

  take(token: SqlToken): void {
    if (!this.#begun) this.start = token.start;
    this.#begun = true;
    this.end = token.end;
    if (token.kind === "mark") this.#executable = token.text !== "*/";
    if (token.kind === "mark" || token.kind === "comment") return;
    if (this.empty) this.head = token.start;
    this.empty = false;
    if (token.kind === "word") this.#takeWord(token.text.toLowerCase());
    else if (token.kind === "symbol") this.#takeSymbol(token.text);
  }

  /** Is this inside a body, a rule or an executable comment, where a semicolon ends nothing? */
  get isOpen(): boolean {
    return this.#executable || this.#depth > 0 || this.#isInRule();
  }

  /** Counts `BEGIN` and `CASE` against `END` in statements that have a body. */
  #takeWord(word: string): void {
    const previous = this.#previousWord;
    this.#previousWord = word;
    if (this.words.length < 12) this.words.push(word);
    if (!this.#hasBody()) return;
    // That it is a block and no transaction is known behind its third word only.
    if (this.words.length === 3 && this.words[0] === "begin") this.#depth = 1;
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
    const [first, second, , fourth] = this.words;
    return this.#brackets > 0 && first === "create" && (second === "rule" || fourth === "rule");
  }

  #hasBody(): boolean {
    const [first, second, third] = this.words;
    if (first === "begin") return second === "not" && third === "atomic";
    if (first !== "create" && first !== "alter") return false;
    return WITH_BODY.test(this.words.find((word) => SUBJECT.test(word)) ?? "");
  }
}
