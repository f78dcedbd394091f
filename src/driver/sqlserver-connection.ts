import type { Connection as Client, ConnectionError, Request, RequestError, TYPES } from "tedious";
import { sessionGone, toDriverError } from "./client-error.js";
import type { Connection, ExecuteResult, Parameter, Row } from "./driver.js";
import { type DriverError, transactionEnded } from "./driver-error.js";
import { sqlserverErrors } from "./sqlserver-error.js";
import {
  decodeSqlserver,
  encodeSqlserver,
  type SqlserverColumn,
  withNulls,
} from "./sqlserver-values.js";

/** What of the client's module a connection needs: the module itself is loaded lazily. */
interface SqlserverClient {
  readonly Request: typeof Request;
  readonly TYPES: typeof TYPES;
}

export interface SqlserverAccess {
  readonly module: SqlserverClient;
  readonly label: string;
  readonly connect: () => Promise<Client>;
}

interface Answer {
  readonly rows: readonly Row[];
  readonly count: number;
}

interface Cell {
  readonly value: unknown;
  readonly metadata: SqlserverColumn & { readonly colName: string };
}

/** One session of SQL Server; see {@link Connection}. */
export class SqlserverConnection implements Connection {
  readonly label: string;
  /** The client does not tell it. */
  readonly sessionId = undefined;
  readonly #access: SqlserverAccess;
  #client: Client;
  #last: Promise<unknown> = Promise.resolve();
  #running = false;
  #closed = false;
  #lost: string | undefined;
  #inTransaction = false;
  /** What has ended the transaction before its time: under `XACT_ABORT` any error. */
  #ended: DriverError | undefined;

  constructor(access: SqlserverAccess, client: Client) {
    this.label = access.label;
    this.#access = access;
    this.#client = client;
    this.#watch(client);
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return (await this.#inTurn(sql, parameters)).rows;
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    return { rowsAffected: (await this.#inTurn(sql, parameters)).count };
  }

  async begin(): Promise<void> {
    await this.#inTurn("BEGIN TRANSACTION", []);
    this.#inTransaction = true;
  }

  /** @throws DriverError `DRIVER_ROLLED_BACK` when the server has given the transaction up. */
  async commit(): Promise<void> {
    await this.#inTurn("COMMIT TRANSACTION", []);
    this.#inTransaction = false;
  }

  /** Some errors have rolled the transaction back already. */
  async rollback(): Promise<void> {
    this.#inTransaction = false;
    this.#ended = undefined;
    await this.#inTurn("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", []);
  }

  async cancel(): Promise<void> {
    if (this.#running && this.#lost === undefined) this.#client.cancel();
  }

  async renew(): Promise<void> {
    const turn = this.#last.then(() => this.#beginAnew());
    this.#last = turn.catch(() => undefined);
    await turn;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#lost === undefined) await ended(this.#client);
  }

  async #beginAnew(): Promise<void> {
    if (this.#closed) throw sessionGone(sqlserverErrors, this.label, "it was closed");
    const isOpen = this.#lost === undefined;
    this.#lost ??= "it was to be renewed";
    if (isOpen) await ended(this.#client);
    this.#client = await this.#access.connect();
    this.#lost = undefined;
    this.#ended = undefined;
    this.#inTransaction = false;
    this.#watch(this.#client);
  }

  #watch(client: Client): void {
    const lose = (reason: string): void => {
      if (client === this.#client) this.#lost ??= reason;
    };
    client.on("error", (error: Error) => lose(error.message));
    client.on("end", () => lose("the server closed it"));
  }

  /** One statement after the other, in the order of the calls, whether or not they are awaited. */
  #inTurn(sql: string, parameters: readonly Parameter[]): Promise<Answer> {
    const turn = this.#last.then(() => this.#run(sql, parameters));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #run(sql: string, parameters: readonly Parameter[]): Promise<Answer> {
    if (this.#closed) throw sessionGone(sqlserverErrors, this.label, "it was closed");
    if (this.#lost !== undefined) throw sessionGone(sqlserverErrors, this.label, this.#lost);
    if (this.#ended !== undefined) throw transactionEnded(this.#ended);
    this.#running = true;
    try {
      return await this.#send(sql, parameters);
    } catch (error) {
      const known = toDriverError(error, sqlserverErrors, { label: this.label, sql });
      if (known.connectionLost) this.#lost ??= known.message;
      else if (this.#inTransaction && !(await this.#canGoOn())) this.#ended = known;
      throw known;
    } finally {
      this.#running = false;
    }
  }

  /** Is the transaction still there, and not doomed? */
  async #canGoOn(): Promise<boolean> {
    try {
      const { rows } = await this.#send("SELECT CAST(XACT_STATE() AS INT) AS state", []);
      return rows[0]?.state === 1;
    } catch {
      return false;
    }
  }

  #send(sql: string, parameters: readonly Parameter[]): Promise<Answer> {
    const values = parameters.map((value) => (value === null ? null : encodeSqlserver(value)));
    return new Promise((resolve, reject) => {
      const rows: Row[] = [];
      let results = 0;
      let failure: unknown;
      const done = (
        error: RequestError | ConnectionError | Error | null | undefined,
        count?: number,
      ): void => {
        if (error) reject(error);
        else if (failure !== undefined) reject(failure);
        else resolve({ rows, count: count ?? 0 });
      };
      const request = new this.#access.module.Request(withNulls(sql, parameters), done);
      request.on("columnMetadata", () => {
        results += 1;
      });
      request.on("row", (cells: readonly Cell[]) => {
        if (results > 1 || failure !== undefined) return;
        try {
          rows.push(rowOf(cells));
        } catch (error) {
          failure = error;
        }
      });
      for (const [at, parameter] of values.entries()) {
        if (parameter === null) continue;
        request.addParameter(
          `p${at + 1}`,
          this.#access.module.TYPES[parameter.type],
          parameter.value,
        );
      }
      // A batch, where it can be one: what `SET` changes inside sp_executesql ends with it.
      if (parameters.length === 0) this.#client.execSqlBatch(request);
      else this.#client.execSql(request);
    });
  }
}

function ended(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.once("end", () => resolve());
    client.close();
  });
}

function rowOf(cells: readonly Cell[]): Row {
  const row: Record<string, unknown> = {};
  for (const { value, metadata } of cells) row[metadata.colName] = decodeSqlserver(value, metadata);
  return row;
}
