import { memberOf } from "../text/record.js";
import type {
  Connection,
  ConnectOptions,
  ExecuteResult,
  Parameter,
  Row,
  TransactionOptions,
} from "./driver.js";
import { DriverError } from "./driver-error.js";
import type { Answer, Call, SqliteStation } from "./sqlite-station.js";
import { SqliteTries } from "./sqlite-tries.js";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A session of SQLite whose statements can be stopped: it runs elsewhere, see {@link SqliteStation}. */
export class SqliteRemote implements Connection {
  readonly label: string;
  readonly sessionId = undefined;
  readonly #station: SqliteStation;
  /** The answers come in the order of the calls. */
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  readonly #tries = new SqliteTries();
  #gone = false;

  private constructor(label: string, station: SqliteStation) {
    this.label = label;
    this.#station = station;
    station.onAnswer((answer) => this.#settle(answer));
    this.#ended = station.ended.then(() => {
      this.#gone = true;
      for (const { reject } of this.#waiting.splice(0)) reject(this.#lost());
    });
  }

  /** @throws DriverError as `SqliteDriver.connect` */
  static async connect(
    options: ConnectOptions,
    label: string,
    station: SqliteStation,
  ): Promise<SqliteRemote> {
    const remote = new SqliteRemote(label, station);
    try {
      await remote.#ask({ kind: "connect", options });
      return remote;
    } catch (error) {
      await remote.#end();
      throw error;
    }
  }

  get isLeftBehind(): boolean {
    return this.#station.isLeftBehind;
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    this.#tries.end();
    const rows = await this.#ask({ kind: "query", sql, parameters });
    return Array.isArray(rows) ? rows : [];
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    const answer = await this.#ask({ kind: "execute", sql, parameters });
    return { rowsAffected: Number(memberOf(answer, "rowsAffected") ?? 0) };
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    await this.#tries.take(async () => void (await this.#ask({ kind: "begin", options })));
  }

  async commit(options: TransactionOptions = {}): Promise<void> {
    await this.#tries.take(async () => void (await this.#ask({ kind: "commit", options })));
  }

  /** What was begun in a session that is gone is rolled back by the next one that opens the file. */
  async rollback(): Promise<void> {
    if (!this.#gone) await this.#ask({ kind: "rollback" });
  }

  async renew(): Promise<void> {
    await this.#ask({ kind: "renew" });
  }

  /** Ends the session together with the statement; unless it is left behind, its locks are free then. */
  async cancel(): Promise<void> {
    this.#tries.stop();
    if (this.#waiting.length > 0) await this.#end();
  }

  async close(): Promise<void> {
    if (!this.#gone) await this.#ask({ kind: "close" }).catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    if (!this.#gone) this.#station.end();
    await this.#ended;
  }

  #ask(call: Call): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#lost());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#station.send(call);
    });
  }

  #settle({ value, failure }: Answer): void {
    const waiting = this.#waiting.shift();
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(new DriverError(failure));
  }

  #lost(): DriverError {
    return new DriverError({
      code: "DRIVER_CONNECTION_LOST",
      message: `The session of "${this.label}" has ended`,
      hint: "Run again.",
      connectionLost: true,
    });
  }
}
