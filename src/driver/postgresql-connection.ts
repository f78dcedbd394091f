import type { Client, QueryConfig, QueryResult } from "pg";
import { isWord, type SqlToken, solidTokens, withDepth } from "../text/sql-lexer.js";
import type { SqlRules } from "../text/sql-rules.js";
import { sessionGone, toDriverError } from "./client-error.js";
import type { Connection, ExecuteResult, Parameter, Row } from "./driver.js";
import { DriverError, transactionEnded } from "./driver-error.js";
import { postgresqlErrors } from "./postgresql-error.js";
import { StatementGroup } from "./postgresql-group.js";
import { encodeParameters } from "./postgresql-parameters.js";
import { type PostgresqlAccess, type PostgresqlSession, TYPES } from "./postgresql-session.js";

/** "current transaction is aborted", which does not say by what. */
const IN_FAILED_TRANSACTION = "25P02";

/** The option that `pg` has and its type declarations lack. */
interface ExtendedQuery extends QueryConfig<unknown[]> {
  readonly queryMode: "extended";
}

/** One session of PostgreSQL; see {@link Connection}. */
export class PostgresqlConnection implements Connection {
  readonly label: string;
  readonly likelyNamespace: string | undefined;
  readonly #access: PostgresqlAccess;
  #session: PostgresqlSession;
  /** The statements that were given are on their way, in this order. */
  #sent: Promise<unknown> = Promise.resolve();
  /** Those on their way are answered, well or not. */
  #answered: Promise<unknown> = Promise.resolve();
  /** Stops listening to the client, which may be the caller's. */
  #unwatch: () => void = () => undefined;
  /** BEGIN was given and not sent. */
  #opening = false;
  /** What travels with BEGIN. */
  #group: StatementGroup | undefined;
  /** BEGIN is answered. */
  #begun: Promise<unknown> = Promise.resolve();
  /** What became of it, when it failed: no transaction is open. */
  #unbegun: DriverError | undefined;
  #running = 0;
  #closed = false;
  #lost: string | undefined;
  /** The last failure; inside a transaction it is the one that ended it. */
  #failed: DriverError | undefined;

  constructor(access: PostgresqlAccess, session: PostgresqlSession) {
    this.label = access.label;
    this.likelyNamespace = access.likelyNamespace;
    this.#access = access;
    this.#session = session;
    this.#watch(session);
  }

  get sessionId(): number {
    return this.#session.pid;
  }

  get greetedAs(): number | undefined {
    const number: unknown = Reflect.get(this.#session.client, "processID");
    return typeof number === "number" ? number : undefined;
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    const result = await this.#inTurn(sql, parameters);
    return result.rows;
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    const result = await this.#inTurn(sql, parameters);
    return { rowsAffected: result.rowCount ?? 0 };
  }

  async begin(): Promise<void> {
    if (this.#access.query === undefined) await this.#inTurn("BEGIN", []);
    else await this.#takeTurn(() => this.#open());
  }

  /** The transaction begins with the first statement that is in it. */
  async #open(): Promise<void> {
    this.#assertThere();
    this.#opening = true;
  }

  /** @throws DriverError `DRIVER_ROLLED_BACK` when an earlier statement had failed. */
  async commit(): Promise<void> {
    const result = await this.#end("COMMIT");
    // In a failed transaction the server answers COMMIT with a rollback and no error.
    if (result?.command === "ROLLBACK") {
      if (this.#failed !== undefined) throw transactionEnded(this.#failed);
      throw new DriverError({
        code: "DRIVER_ROLLED_BACK",
        message: "The transaction was rolled back instead of committed",
        hint: "A statement inside it had failed and the error was ignored; look for that one.",
      });
    }
  }

  async rollback(): Promise<void> {
    await this.#end("ROLLBACK");
  }

  /** undefined: the transaction had not begun yet. */
  async #end(sql: "COMMIT" | "ROLLBACK"): Promise<QueryResult | undefined> {
    const ended = await this.#takeTurn(async () => {
      await this.#begun;
      const text = this.#unbegun === undefined ? sql : "ROLLBACK";
      this.#unbegun = undefined;
      if (!this.#opening) return await this.#send(text, []);
      this.#opening = false;
      return undefined;
    });
    return await ended?.answer;
  }

  async cancel(): Promise<void> {
    if (this.#running > 0 && this.#lost === undefined) await this.#access.stop(this.sessionId);
  }

  async renew(): Promise<void> {
    await this.#takeTurn(async () => {
      await this.#answered;
      await this.#begin();
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#goodbye(false);
  }

  async #goodbye(isRenewed: boolean): Promise<void> {
    this.#unwatch();
    try {
      await this.#access.end(this.#session, { isLost: this.#lost !== undefined, isRenewed });
    } catch (error) {
      // Only the goodbye failed; the session ends either way.
      this.#lost ??= error instanceof Error ? error.message : String(error);
    }
  }

  /** The old session first: a server may have no room for one more. */
  async #begin(): Promise<void> {
    if (this.#closed) throw sessionGone(postgresqlErrors, this.label, "it was closed");
    await this.#goodbye(true);
    this.#lost ??= "it was to be renewed";
    this.#session = await this.#access.connect();
    this.#lost = undefined;
    this.#failed = undefined;
    this.#unbegun = undefined;
    this.#opening = false;
    this.#group = undefined;
    this.#watch(this.#session);
  }

  #watch(session: PostgresqlSession): void {
    const lose = (reason: string): void => {
      if (session === this.#session) this.#lost ??= reason;
    };
    const { client } = session;
    const fail = (error: Error): void => lose(error.message);
    const end = (): void => lose("the server closed it");
    client.on("error", fail);
    client.on("end", end);
    this.#unwatch = () => {
      client.off("error", fail);
      client.off("end", end);
    };
  }

  /**
   * One statement after the other, in the order of the calls, whether or not they are awaited. Those
   * that are given together travel together: the server runs them in their order.
   */
  async #inTurn(sql: string, parameters: readonly Parameter[]): Promise<QueryResult> {
    const { answer } = await this.#takeTurn(async () => {
      // What is still given together with BEGIN does not run without it.
      if (this.#group?.isOpen !== true || hasLists(parameters)) await this.#assertBegun();
      return await this.#send(sql, parameters);
    });
    return await answer;
  }

  /** Behind a BEGIN that failed a statement would be on its own, and what it does would stay. */
  async #assertBegun(): Promise<void> {
    await this.#begun;
    this.#assertThere();
    if (this.#unbegun !== undefined) throw transactionEnded(this.#unbegun);
  }

  async #takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#sent.then(work);
    this.#sent = turn.catch(() => undefined);
    return await turn;
  }

  /** Ends when the statement is on its way. */
  async #send(
    sql: string,
    parameters: readonly Parameter[],
  ): Promise<{ readonly answer: Promise<QueryResult> }> {
    this.#assertThere();
    if (copiesFromClient(sql, this.#access.sqlRules)) throw noCopy();
    const { client } = this.#session;
    this.#running += 1;
    try {
      // The server may be asked about them, which it only can when it is asked nothing else; and a client that the
      // caller opened takes one question at a time.
      if (hasLists(parameters) || !takesSeveral(client)) await this.#answered;
      const values = [...(await encodeParameters(client, sql, parameters))];
      // The extended protocol refuses several statements in one text, with or without parameters.
      const query: ExtendedQuery = { text: sql, values, types: TYPES, queryMode: "extended" };
      together(client);
      if (this.#opening) this.#sendBegin();
      const group = this.#group?.isOpen === true ? this.#group : undefined;
      const answer = this.#answer(group?.add(query) ?? client.query(query), sql);
      this.#answered = Promise.allSettled([this.#answered, answer]);
      return { answer };
    } catch (error) {
      this.#running -= 1;
      throw this.#explain(error, sql);
    }
  }

  #sendBegin(): void {
    this.#opening = false;
    if (this.#access.query === undefined) return;
    this.#group = new StatementGroup(this.#session.client, this.#access.query);
    this.#begun = this.#group.begun.catch((error: unknown) => {
      this.#unbegun = this.#explain(error, "BEGIN");
    });
  }

  #assertThere(): void {
    if (this.#closed) throw sessionGone(postgresqlErrors, this.label, "it was closed");
    if (this.#lost !== undefined) throw sessionGone(postgresqlErrors, this.label, this.#lost);
  }

  async #answer(asked: Promise<QueryResult>, sql: string): Promise<QueryResult> {
    try {
      const [result] = await Promise.all([asked, this.#session.ready]);
      return result;
    } catch (error) {
      throw this.#explain(error, sql);
    } finally {
      this.#running -= 1;
    }
  }

  #explain(error: unknown, sql: string): DriverError {
    const known = toDriverError(error, postgresqlErrors, { label: this.label, sql });
    if (known.connectionLost) this.#lost ??= known.message;
    if (known.serverCode === IN_FAILED_TRANSACTION && this.#failed !== undefined) {
      return transactionEnded(this.#failed);
    }
    this.#failed = known;
    return known;
  }
}

/** The server has to be asked of what type they are. */
function hasLists(parameters: readonly Parameter[]): boolean {
  return parameters.some((value) => Array.isArray(value));
}

/** Of another one `pg` warns that a question waits in it, in the caller's process. */
function takesSeveral(client: Client): boolean {
  return Reflect.get(client, "pipeline") === true;
}

/** What is written until all who are waiting have had their turn leaves as one packet. */
function together({ connection }: Client): void {
  // A client of the native library, which a caller may lend, has none.
  const stream = connection?.stream;
  stream?.cork();
  process.nextTick(() => stream?.uncork());
}

/** The server would wait for rows, and the client for the server: forever. */
function copiesFromClient(sql: string, rules: SqlRules): boolean {
  let before: SqlToken | undefined;
  for (const [token, depth] of withDepth(solidTokens(sql, rules))) {
    if (before === undefined && !isWord(token, "copy")) return false;
    // Inside brackets it is the table of a query.
    if (depth === 0 && isWord(before, "from") && isWord(token, "stdin")) return true;
    before = token;
  }
  return false;
}

function noCopy(): DriverError {
  return new DriverError({
    code: "DRIVER_STATEMENT_FAILED",
    message: "COPY FROM STDIN waits for rows that are never sent",
    hint: "Write the rows with INSERT, UpsertData or a RunScript, or COPY from a file of the server.",
  });
}
