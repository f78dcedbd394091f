import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { memberOf } from "../text/record.js";
import type { Connection, ConnectOptions, ExecuteResult, Parameter, Row } from "./driver.js";
import { DriverError, type DriverErrorInit } from "./driver-error.js";
import { ownProcesses } from "./sqlite-lockers.js";

const CHILD = fileURLToPath(new URL("./sqlite-child.js", import.meta.url));

/** What the other process is asked. */
export type Call =
  | { readonly kind: "connect"; readonly options: ConnectOptions }
  | {
      readonly kind: "query" | "execute";
      readonly sql: string;
      readonly parameters: readonly Parameter[];
    }
  | { readonly kind: "begin" | "commit" | "rollback" | "renew" | "close" };

export interface Answer {
  readonly value?: unknown;
  readonly failure?: DriverErrorInit | undefined;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A process that waits to be connected, so that it starts while something else is done. It ends with
 * this one, and keeps it from ending only when it is connected.
 */
export class SpareChild {
  #child: ChildProcess | undefined = startChild();

  constructor() {
    // A process that could not be started is reported by the one that is started in its place.
    this.#child?.on("error", () => {});
    this.#child?.unref();
    this.#child?.channel?.unref();
  }

  /** Hands it over, once; undefined when it is gone. */
  take(): ChildProcess | undefined {
    const child = this.#child;
    this.#child = undefined;
    if (child?.connected !== true) return undefined;
    child.ref();
    child.channel?.ref();
    return child;
  }
}

function startChild(): ChildProcess {
  return fork(CHILD, [String(process.pid)], {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/**
 * A session of SQLite in a process of its own. SQLite holds the thread until a statement is through,
 * and better-sqlite3 has no means to stop it; a process can be ended at any time, and the process that opens
 * the file next rolls back what it left. Only sessions that may have to be cancelled are worth that.
 */
export class SqliteRemote implements Connection {
  readonly label: string;
  readonly sessionId = undefined;
  readonly #child: ChildProcess;
  /** The answers come in the order of the calls. */
  readonly #waiting: Waiting[] = [];
  readonly #ended: Promise<void>;
  #gone = false;

  private constructor(label: string, child: ChildProcess) {
    this.label = label;
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) ownProcesses.add(pid);
    this.#child.on("message", (answer: Answer) => this.#settle(answer));
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        this.#gone = true;
        if (pid !== undefined) ownProcesses.delete(pid);
        for (const { reject } of this.#waiting.splice(0)) reject(this.#lost());
        resolve();
      };
      this.#child.on("exit", end);
      this.#child.on("error", end);
    });
  }

  /** @throws DriverError as `SqliteDriver.connect` */
  static async connect(
    options: ConnectOptions,
    label: string,
    spare?: SpareChild,
  ): Promise<SqliteRemote> {
    const remote = new SqliteRemote(label, spare?.take() ?? startChild());
    try {
      await remote.#ask({ kind: "connect", options });
      return remote;
    } catch (error) {
      await remote.#end();
      throw error;
    }
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    const rows = await this.#ask({ kind: "query", sql, parameters });
    return Array.isArray(rows) ? rows : [];
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    const answer = await this.#ask({ kind: "execute", sql, parameters });
    return { rowsAffected: Number(memberOf(answer, "rowsAffected") ?? 0) };
  }

  async begin(): Promise<void> {
    await this.#ask({ kind: "begin" });
  }

  async commit(): Promise<void> {
    await this.#ask({ kind: "commit" });
  }

  /** What a process that is gone had begun is rolled back by the next process that opens the file. */
  async rollback(): Promise<void> {
    if (!this.#gone) await this.#ask({ kind: "rollback" });
  }

  async renew(): Promise<void> {
    await this.#ask({ kind: "renew" });
  }

  /** Ends the session together with the statement; returns when its locks are free. */
  async cancel(): Promise<void> {
    if (this.#waiting.length > 0) await this.#end();
  }

  async close(): Promise<void> {
    if (!this.#gone) await this.#ask({ kind: "close" }).catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    if (!this.#gone) this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #ask(call: Call): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#lost());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.send(call, (error) => {
        if (error !== null) void this.#end();
      });
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
