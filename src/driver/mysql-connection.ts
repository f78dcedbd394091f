import type { Connection as Client } from "mysql2/promise";
import type { Connection, ExecuteResult, Row, SqlValue } from "./driver.js";
import { mysqlConnectionLost, toMysqlError } from "./mysql-error.js";
import { type IntegerParameters, writeMysqlValue } from "./mysql-values.js";

/** What {@link MysqlConnection} is made of. */
export interface MysqlSession {
  readonly client: Client;
  readonly label: string;
  readonly typed: IntegerParameters;
  /** Asks the server, over a session of its own, to stop what the thread runs. */
  readonly stop: (thread: number) => Promise<void>;
}

/** How long a goodbye may take before the socket is simply closed. */
const GOODBYE = 2_000;

/** One session of MySQL or MariaDB; see {@link Connection}. The client itself keeps the order. */
export class MysqlConnection implements Connection {
  readonly label: string;
  readonly #session: MysqlSession;
  #running = 0;
  #lost: string | undefined;

  constructor(session: MysqlSession) {
    this.label = session.label;
    this.#session = session;
    // Without a listener a connection that breaks between two statements would end the process.
    session.client.on("error", (error) => {
      this.#lost ??= error instanceof Error ? error.message : String(error);
    });
  }

  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly Row[]> {
    return rowsOf(await this.#run(sql, parameters));
  }

  async execute(sql: string, parameters: readonly SqlValue[] = []): Promise<ExecuteResult> {
    const result = await this.#run(sql, parameters);
    const header = Array.isArray(result) ? result.at(-1) : result;
    const count: unknown = isObject(header) ? Reflect.get(header, "affectedRows") : undefined;
    return { rowsAffected: typeof count === "number" ? count : 0 };
  }

  async begin(): Promise<void> {
    await this.#run("START TRANSACTION", []);
  }

  async commit(): Promise<void> {
    await this.#run("COMMIT", []);
  }

  async rollback(): Promise<void> {
    await this.#run("ROLLBACK", []);
  }

  async cancel(): Promise<void> {
    const { client, stop } = this.#session;
    if (this.#running > 0 && this.#lost === undefined) await stop(client.threadId);
  }

  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    this.#lost = "it was closed";
    const { client } = this.#session;
    const timer = setTimeout(() => client.destroy(), GOODBYE);
    try {
      await client.end();
    } catch {
      // Only the goodbye failed; the session ends either way.
      client.destroy();
    } finally {
      clearTimeout(timer);
    }
  }

  async #run(sql: string, parameters: readonly SqlValue[]): Promise<unknown> {
    const { client, label, typed } = this.#session;
    if (this.#lost !== undefined) throw mysqlConnectionLost(label, this.#lost);
    const values = parameters.map((value) => writeMysqlValue(value, typed));
    this.#running += 1;
    try {
      // Parameters travel in the binary protocol: text put together by the client would be read
      // wrongly (and unsafely) under the sql_mode NO_BACKSLASH_ESCAPES.
      const [result] =
        values.length === 0 ? await client.query(sql) : await client.execute(sql, values);
      return result;
    } catch (error) {
      const known = toMysqlError(error, { label, sql });
      if (known.connectionLost) this.#lost ??= known.message;
      throw known;
    } finally {
      this.#running -= 1;
    }
  }
}

/** Rows of the first result: a CALL answers with several. */
function rowsOf(result: unknown): readonly Row[] {
  if (!Array.isArray(result)) return [];
  const first: unknown = result[0];
  return Array.isArray(first) ? first.filter(isRow) : result.filter(isRow);
}

function isRow(value: unknown): value is Row {
  return isObject(value) && !("affectedRows" in value && "serverStatus" in value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
