import type { Connection as Client } from "mysql2/promise";
import { isRecord, memberOf } from "../text/record.js";
import { sessionGone, toDriverError } from "./client-error.js";
import type { Connection, ExecuteOptions, ExecuteResult, Parameter, Row } from "./driver.js";
import { type DriverError, transactionEnded } from "./driver-error.js";
import { blockOf } from "./mysql-block.js";
import { mysqlErrors } from "./mysql-error.js";
import { MYSQL_MOMENTS, type MysqlAccess } from "./mysql-session.js";
import { withValuesInText } from "./mysql-text.js";
import { writeMysqlValue } from "./mysql-values.js";

/**
 * InnoDB rolls the whole transaction back on these, on the second one depending on how the server
 * was started; the session would go on without one.
 */
const ENDS_TRANSACTION = ["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_TABLE_FULL"];

/** What changes tables. */
const DDL = /^\s*(?:alter|create|drop|rename|truncate)\b/i;

/** One session of MySQL or MariaDB; see {@link Connection}. The client itself keeps the order. */
export class MysqlConnection implements Connection {
  readonly label: string;
  readonly #access: MysqlAccess;
  #client: Client;
  /** Stops listening to the client, which may be the caller's. */
  #unwatch: () => void = () => undefined;
  #running = 0;
  #closed = false;
  #lost: string | undefined;
  #inTransaction = false;
  /** The session knows what it begins with, or is about to hear it; undefined: it has been told nothing yet. */
  #told: Promise<unknown> | undefined;
  /** Texts that the client may have prepared statements of. */
  readonly #prepared = new Set<string>();
  /** What has ended the transaction before its time. */
  #ended: DriverError | undefined;

  constructor(access: MysqlAccess, client: Client) {
    this.label = access.label;
    this.#access = access;
    this.#client = client;
    this.#watch(client);
  }

  get sessionId(): number {
    return this.#client.threadId;
  }

  async query(
    sql: string,
    parameters: readonly Parameter[] = [],
    { first = false }: ExecuteOptions = {},
  ): Promise<readonly Row[]> {
    return rowsOf(await this.#run(sql, parameters, { first }));
  }

  async execute(
    sql: string,
    parameters: readonly Parameter[] = [],
    { own = false, behind }: ExecuteOptions = {},
  ): Promise<ExecuteResult> {
    const text = own ? withValuesInText(sql, parameters) : undefined;
    const result = await (text === undefined
      ? this.#run(sql, parameters, { text: behind && blockOf(behind, sql) })
      : this.#run(text, []));
    const header = Array.isArray(result) ? result.at(-1) : result;
    const count = memberOf(header, "affectedRows");
    return { rowsAffected: typeof count === "number" ? count : 0 };
  }

  async begin(): Promise<void> {
    await this.#run("START TRANSACTION", []);
    this.#inTransaction = true;
  }

  async commit(): Promise<void> {
    await this.#run("COMMIT", []);
    this.#inTransaction = false;
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    this.#ended = undefined;
    await this.#run("ROLLBACK", []);
  }

  async cancel(): Promise<void> {
    if (this.#running > 0 && this.#lost === undefined) await this.#access.stop(this.sessionId);
  }

  async renew(): Promise<void> {
    if (this.#closed) throw sessionGone(mysqlErrors, this.label, "it was closed");
    await this.#goodbye("it was to be renewed", true);
    this.#client = await this.#access.connect();
    this.#lost = undefined;
    this.#ended = undefined;
    this.#inTransaction = false;
    this.#told = undefined;
    this.#prepared.clear();
    this.#watch(this.#client);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#goodbye("it was closed", false);
  }

  async #goodbye(reason: string, isRenewed: boolean): Promise<void> {
    const isLost = this.#lost !== undefined;
    this.#lost ??= reason;
    this.#unwatch();
    await this.#access.end(this.#client, { isLost, isRenewed });
  }

  #watch(client: Client): void {
    // Without a listener a connection that breaks between two statements would end the process.
    const lose = (error: unknown): void => {
      if (client === this.#client)
        this.#lost ??= error instanceof Error ? error.message : `${error}`;
    };
    client.on("error", lose);
    this.#unwatch = () => void client.off("error", lose);
  }

  /** @param how `text`: what is sent for the statement, which errors are about. */
  async #run(
    sql: string,
    parameters: readonly Parameter[],
    how: { readonly first?: boolean; readonly text?: string | undefined } = {},
  ): Promise<unknown> {
    const { label, typed } = this.#access;
    const client = this.#client;
    if (this.#lost !== undefined) throw sessionGone(mysqlErrors, label, this.#lost);
    if (this.#ended !== undefined) throw transactionEnded(this.#ended);
    const values = parameters.map((value) => writeMysqlValue(value, typed));
    if (values.length === 0 && DDL.test(sql)) this.#forgetPrepared();
    else if (values.length > 0) this.#prepared.add(sql);
    this.#running += 1;
    try {
      if (how.first !== true) await this.#tell(sql);
      // Parameters travel in the binary protocol: text put together by the client would be read
      // wrongly (and unsafely) under the sql_mode NO_BACKSLASH_ESCAPES.
      const [result] =
        values.length === 0
          ? await client.query(how.text ?? sql)
          : await client.execute(sql, values);
      return result;
    } catch (error) {
      const known = toDriverError(error, mysqlErrors, { label, sql });
      if (known.connectionLost) this.#lost ??= known.message;
      const ends = ENDS_TRANSACTION.includes(known.serverCode ?? "");
      if (ends && this.#inTransaction) this.#ended = known;
      throw known;
    } finally {
      this.#running -= 1;
    }
  }

  /** All statements wait for it, so that they keep their order; where it fails none of them is sent. */
  async #tell(sql: string): Promise<void> {
    this.#told ??= sql.includes(MYSQL_MOMENTS)
      ? Promise.resolve()
      : this.#client.query(`SET ${MYSQL_MOMENTS}`);
    await this.#told;
  }

  /**
   * MySQL keeps the types that it gave the parameters when the statement was prepared, also when the
   * column is of another type by now: a decimal would be read as a double, and lose its digits.
   */
  #forgetPrepared(): void {
    for (const sql of this.#prepared) this.#client.unprepare(sql);
    this.#prepared.clear();
  }
}

/**
 * Rows of the first result: a CALL answers with several. Those that have the same columns, as a block
 * gives them that asks in a loop, are one.
 */
function rowsOf(result: unknown): readonly Row[] {
  if (!Array.isArray(result)) return [];
  if (!Array.isArray(result[0])) return result.filter(isRow);
  const lists = result.filter((one) => Array.isArray(one)).map((one) => one.filter(isRow));
  const columns = (rows: readonly Row[] | undefined): string =>
    JSON.stringify(Object.keys(rows?.[0] ?? {}));
  return lists.filter((rows) => columns(rows) === columns(lists[0])).flat();
}

function isRow(value: unknown): value is Row {
  return isRecord(value) && !("affectedRows" in value && "serverStatus" in value);
}
