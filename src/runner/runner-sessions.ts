import type { Dialect, Lock } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import { DriverError, driverErrorOf } from "../driver/driver-error.js";
import { RunnerError } from "../plan/runner-error.js";
import type { Database } from "./database.js";
import type { RunnerListener } from "./runner-event.js";
import { WaitWatch } from "./wait-watch.js";
import { WorkSession } from "./work-session.js";

export interface LockedRequest {
  /** Part of the lock's key: two histories in one database do not wait for each other. */
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * The sessions of one runner: one for the work, kept between runs, and one for the lock, as long
 * as it is held.
 */
export class RunnerSessions {
  readonly #database: Database;
  readonly #dialect: Dialect;
  readonly #emit: RunnerListener;
  /** Looks after work that takes long. */
  readonly waiting: WaitWatch;
  #work: WorkSession | undefined;

  constructor(database: Database, dialect: Dialect, emit: RunnerListener) {
    this.waiting = new WaitWatch(database, dialect, emit);
    this.#database = database;
    this.#dialect = dialect;
    this.#emit = emit;
  }

  /** As it was when it began, whatever migrations did to it. */
  async work(signal?: AbortSignal): Promise<WorkSession> {
    this.#work ??= new WorkSession(
      this.#dialect,
      await this.#database.open({ readOnly: false, cancellable: signal !== undefined }),
    );
    await this.#work.freshen();
    return this.#work;
  }

  /** Something that writes nothing; without a connection when there is no such database yet. */
  async reading<T>(read: (connection: Connection | undefined) => Promise<T>): Promise<T> {
    if (this.#work !== undefined) return await read((await this.work()).connection);
    const connection = await this.#openToRead();
    try {
      return await read(connection);
    } finally {
      await connection?.close();
    }
  }

  /** @throws LockError; RunnerError RUNNER_INTERRUPTED while it waits */
  async locked<T>(request: LockedRequest, work: (session: WorkSession) => Promise<T>): Promise<T> {
    assertNotAborted(request.signal);
    const lockConnection = await this.#database.open({ readOnly: false });
    try {
      const lock = await this.#acquire(lockConnection, request);
      return await this.#holding(lock, () => this.#cancellable(request, work));
    } finally {
      await this.waiting.close();
      await quietly(() => lockConnection.close());
    }
  }

  async close(): Promise<void> {
    const session = this.#work;
    this.#work = undefined;
    await session?.connection.close();
  }

  async #openToRead(): Promise<Connection | undefined> {
    try {
      return await this.#database.open({ readOnly: true });
    } catch (error) {
      if (error instanceof DriverError && error.code === "DRIVER_FILE_MISSING") return undefined;
      throw error;
    }
  }

  /** An abort ends the wait by closing the session that waits. */
  async #acquire(connection: Connection, request: LockedRequest): Promise<Lock> {
    const { name, timeout, signal } = request;
    const started = performance.now();
    const stop = (): void => void quietly(() => connection.close());
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const lock = await this.#dialect.session.acquireLock(connection, {
        name,
        timeout,
        work: (await this.work(signal)).connection,
        onWait: (holder) => this.#emit({ kind: "lock-waiting", holder, timeout }),
      });
      this.#emit({ kind: "lock-acquired", waited: performance.now() - started });
      return lock;
    } catch (error) {
      if (isLost(error)) await this.#drop();
      assertNotAborted(signal, error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async #holding<T>(lock: Lock, work: () => Promise<T>): Promise<T> {
    let result: T;
    this.#work?.guardedBy(lock);
    try {
      result = await work();
    } catch (error) {
      this.#work?.guardedBy(undefined);
      await quietly(() => lock.release());
      throw error;
    }
    this.#work?.guardedBy(undefined);
    await lock.release();
    return result;
  }

  /** An abort asks the database to stop the statement that runs. */
  async #cancellable<T>(
    { signal }: LockedRequest,
    work: (session: WorkSession) => Promise<T>,
  ): Promise<T> {
    assertNotAborted(signal);
    const session = await this.work(signal);
    const cancel = (): void => void quietly(() => session.connection.cancel());
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await work(session);
    } catch (error) {
      if (isLost(error)) await this.#drop();
      assertNotAborted(signal, error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async #drop(): Promise<void> {
    const session = this.#work;
    this.#work = undefined;
    await quietly(async () => await session?.connection.close());
  }
}

function assertNotAborted(signal: AbortSignal | undefined, error?: unknown): void {
  if (signal?.aborted !== true) return;
  if (error instanceof RunnerError && error.code === "RUNNER_INTERRUPTED") throw error;
  throw new RunnerError({
    code: "RUNNER_INTERRUPTED",
    message: "interrupted between migrations; none is half done",
    hint: "Run the same command again: it goes on with the next migration.",
    cause: error,
  });
}

function isLost(error: unknown): boolean {
  return driverErrorOf(error)?.connectionLost === true;
}

async function quietly(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // Cleaning up after something that matters more.
  }
}
