import type { Dialect, SchemaEditor } from "../../dialect/dialect.js";
import type { ScriptDatabase } from "../../dialect/statement.js";
import type { Connection, Parameter } from "../../driver/driver.js";
import { RunnerError } from "../../plan/runner-error.js";
import { changesSchema, controlsTransaction } from "../../plan/statement-kind.js";
import { isPlainRecord } from "../../text/record.js";
import { type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import { HALF_CHARACTER, HALF_CHARACTER_HINT, halfCharacterPath } from "../../text/well-formed.js";

/** Texts of statements that were checked already are remembered, up to this many. */
const REMEMBERED = 200;

interface ScriptConnectionParts {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly editor: SchemaEditor;
  readonly migration: string;
  /** Told of each statement that goes to the database, and of its good end by `undefined`. */
  readonly onStatement: (sql: string | undefined) => void;
  readonly onProgress: (done: number, total: number) => void;
  readonly onLog: (level: string, text: string) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * What one `RunScript` is handed: the migration's own connection, in the migration's own
 * transaction, for as long as the script runs. Queries go to the database one after the other,
 * whatever the script does.
 */
export class ScriptConnection implements ScriptDatabase {
  readonly #parts: ScriptConnectionParts;
  readonly #checked = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;
  #closed = false;

  constructor(parts: ScriptConnectionParts) {
    this.#parts = parts;
  }

  async query(sql: string, parameters: readonly Parameter[] = []) {
    return await this.#inTurn(sql, parameters, async (text) => {
      return await this.#parts.connection.query(text, parameters);
    });
  }

  async execute(sql: string, parameters: readonly Parameter[] = []) {
    return await this.#inTurn(sql, parameters, async (text) => {
      const { rowsAffected } = await this.#parts.connection.execute(text, parameters);
      return { rowsAffected };
    });
  }

  progress(done: number, total: number): void {
    this.#assertOpen();
    if (!Number.isFinite(done) || !Number.isFinite(total)) {
      throw this.#error("RUNNER_SCRIPT_PARAMETER", "db.progress takes two finite numbers", {
        hint: "Call `db.progress(done, total)` with how many are done and how many there are.",
      });
    }
    this.#parts.onProgress(done, total);
  }

  log(level: string, text: string): void {
    this.#parts.onLog(level, text);
  }

  /**
   * Runs the script and closes the session behind it.
   *
   * @throws RunnerError RUNNER_SCRIPT_NOT_AWAITED when the script ended before its queries did.
   */
  async run(script: (db: ScriptDatabase) => Promise<void>): Promise<void> {
    let left = 0;
    try {
      await script(this);
    } finally {
      this.#closed = true;
      left = this.#open;
      await this.#last;
    }
    if (left === 0) return;
    throw this.#error(
      "RUNNER_SCRIPT_NOT_AWAITED",
      `the script of migration "${this.#parts.migration}" ended while ${left} of its queries had not`,
      { hint: "Write `await` before every `db.query` and `db.execute`." },
    );
  }

  async #inTurn<T>(
    sql: string,
    parameters: readonly Parameter[],
    work: (text: string) => Promise<T>,
  ): Promise<T> {
    this.#assertOpen();
    const text = this.#check(sql, parameters);
    this.#open++;
    const turn = this.#last.then(async () => {
      this.#parts.signal?.throwIfAborted();
      this.#parts.onStatement(text);
      const result = await work(text);
      this.#parts.onStatement(undefined);
      return result;
    });
    this.#last = turn.then(
      () => this.#open--,
      () => this.#open--,
    );
    return await turn;
  }

  #assertOpen(): void {
    if (!this.#closed) return;
    throw this.#error("RUNNER_SCRIPT_NOT_AWAITED", "the script has ended; its `db` is closed", {
      hint: "Write `await` before everything the script must wait for.",
    });
  }

  /** @returns the text with the placeholders of this database. */
  #check(sql: unknown, parameters: unknown): string {
    if (typeof sql !== "string") {
      throw this.#error("RUNNER_SCRIPT_STATEMENT", `SQL must be a string, not ${typeof sql}`, {
        hint: "Call `db.query(sql, parameters)` or `db.execute(sql, parameters)`.",
      });
    }
    if (!Array.isArray(parameters)) {
      throw this.#error("RUNNER_SCRIPT_PARAMETER", "SQL parameters must be a list", {
        hint: "Call it with a list: `db.query(sql, [1, 'two'])`.",
      });
    }
    for (const [index, value] of parameters.entries()) this.#checkParameter(value, index);
    this.#checkTexts(sql, parameters);
    const known = this.#checked.get(sql);
    if (known !== undefined) return known;
    this.#checkStatement(sql);
    const text = this.#withPlaceholders(sql, parameters.length);
    if (this.#checked.size >= REMEMBERED) this.#checked.clear();
    this.#checked.set(sql, text);
    return text;
  }

  #checkParameter(value: unknown, index: number): void {
    const problem = parameterProblem(value);
    if (problem === undefined) return;
    throw this.#error("RUNNER_SCRIPT_PARAMETER", `SQL parameter ${index + 1} is ${problem}`, {
      hint: "A parameter is null, a boolean, a finite number, a bigint, a string, a Date, bytes, or a list or an object of such values.",
    });
  }

  #checkTexts(sql: string, parameters: readonly unknown[]): void {
    const found = halfCharacterPath(sql, "its SQL") ?? halfCharacterPath(parameters, "parameters");
    if (found === undefined) return;
    const code = sql.isWellFormed() ? "RUNNER_SCRIPT_PARAMETER" : "RUNNER_SCRIPT_STATEMENT";
    throw this.#error(code, `${found}: ${HALF_CHARACTER}`, { hint: HALF_CHARACTER_HINT });
  }

  #checkStatement(sql: string): void {
    const { dialect, editor } = this.#parts;
    const count = editor.raw(sql).length;
    if (count !== 1) {
      throw this.#error("RUNNER_SCRIPT_STATEMENT", `the text holds ${count} SQL statements`, {
        hint: "Give `db.query` and `db.execute` exactly one statement at a time.",
      });
    }
    if (controlsTransaction(sql, dialect.sqlRules)) {
      throw this.#error("RUNNER_SCRIPT_STATEMENT", "a script may not begin or end a transaction", {
        hint: "The migration's transaction is around the script already; take the statement out.",
      });
    }
    if (!dialect.features.transactionalDdl && changesSchema(sql, dialect.sqlRules)) {
      throw this.#error(
        "RUNNER_SCRIPT_STATEMENT",
        "on this database the statement would commit the script's work half-way",
        { hint: "Use an operation, or `RunSQL`, for what is not reading or writing rows." },
      );
    }
  }

  /** `?` works everywhere: the same script serves every database. */
  #withPlaceholders(sql: string, parameters: number): string {
    const { dialect } = this.#parts;
    if (parameters === 0 || dialect.placeholder(1) === "?") return sql;
    const pieces = [...sqlTokens(sql, dialect.sqlRules)].flatMap(questionMarks);
    if (pieces.filter((piece) => piece === "?").length !== parameters) return sql;
    let position = 0;
    return pieces
      .map((piece) => (piece === "?" ? dialect.placeholder(++position) : piece))
      .join("");
  }

  #error(code: string, message: string, { hint }: { readonly hint: string }): RunnerError {
    return new RunnerError({ code, message, hint, migration: this.#parts.migration });
  }
}

/** The text of a token, each question mark by itself: `=?` is one operator for PostgreSQL. */
function questionMarks({ kind, text }: SqlToken): readonly string[] {
  return kind === "symbol" && text.includes("?") ? text.split(/(\?)/) : [text];
}

/** Lists and objects nested deeper than this are refused; a circle is the deepest of all. */
const DEEPEST = 64;

/**
 * What is wrong with a value that a script gives as a parameter, in words that follow "is"; undefined:
 * nothing. A list or an object is looked at whole.
 */
function parameterProblem(value: unknown): string | undefined {
  if (value === undefined) return "undefined";
  return problem(value, 0);
}

function problem(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return undefined;
  if (typeof value === "bigint" || value instanceof Uint8Array) return undefined;
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : `${value}, which SQL does not know`;
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "an invalid Date" : undefined;
  }
  if (typeof value !== "object") return `of type ${typeof value}`;
  if (depth >= DEEPEST) return `nested deeper than ${DEEPEST}`;
  return Array.isArray(value) ? problemOfList(value, depth) : problemOfObject(value, depth);
}

function problemOfList(list: readonly unknown[], depth: number): string | undefined {
  for (const [at, member] of list.entries()) {
    const found = member === undefined ? "undefined" : problem(member, depth + 1);
    if (found !== undefined) return `a list whose member ${at + 1} is ${found}`;
  }
  return undefined;
}

function problemOfObject(object: object, depth: number): string | undefined {
  if (!isPlainRecord(object)) return "an instance of a class";
  for (const [key, member] of Object.entries(object)) {
    const found = member === undefined ? undefined : problem(member, depth + 1);
    if (found !== undefined) return `an object whose member ${JSON.stringify(key)} is ${found}`;
  }
  return undefined;
}
