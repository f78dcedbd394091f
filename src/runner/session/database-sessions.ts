import type { Dialect, Lock } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";
import { DriverError, driverErrorOf } from "../../driver/driver-error.js";
import { RunnerError } from "../../plan/runner-error.js";
import type { RunnerListener } from "../runner-event.js";
import { DatabaseSession } from "./database-session.js";
import type { Database } from "./open-database.js";
import { WaitWatch } from "./wait-watch.js";

interface LockedRequest {
  /** Part of the lock's key: two histories in one database do not wait for each other. */
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  /** See `LockRequest.alongside`. */
  readonly alongside: () => void;
}

/**
 * The sessions of one runner: one for the work, kept between runs, and one for the lock, as long
 * as it is held.
 */
export class DatabaseSessions {
  readonly #database: Database;
  readonly #dialect: Dialect;
  readonly #emit: RunnerListener;
  /** Looks after work that takes long. */
  readonly waiting: WaitWatch;
  #work: DatabaseSession | undefined;
  /** Of the next lock. */
  #next: Promise<Connection> | undefined;
  readonly #leaving = new Set<Promise<void>>();

  constructor(database: Database, dialect: Dialect, emit: RunnerListener) {
    this.waiting = new WaitWatch(database, dialect, emit);
    this.#database = database;
    this.#dialect = dialect;
    this.#emit = emit;
  }

  /** As it was when it began, whatever migrations did to it. */
  async work(signal?: AbortSignal): Promise<DatabaseSession> {
    this.#work ??= new DatabaseSession(
      this.#dialect,
      await this.#database.open({
        readOnly: false,
        cancellable: signal !== undefined,
        ahead: true,
      }),
    );
    await this.#work.renew();
    return this.#work;
  }

  /** As {@link work}; what a run before this one was content with may not be one that an abort can stop. */
  async stoppable(signal: AbortSignal | undefined): Promise<DatabaseSession> {
    if (signal !== undefined && this.#work?.connection.cannotStop === true) await this.drop();
    return await this.work(signal);
  }

  /** Something is going to be run: the session of its lock begins meanwhile. Ends when its first question is on its way. */
  async foresee(): Promise<void> {
    if (!this.#lockHasOwn) return;
    this.#next ??= this.#openForLock();
    // It is told to who takes it.
    this.#next.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #openForLock(): Promise<Connection> {
    const connection = await this.#database.open({ readOnly: false, forLock: true });
    try {
      await this.#dialect.session.foreseeLock(connection, this.#work?.connection);
    } catch (error) {
      await quietly(() => connection.close());
      throw error;
    }
    return connection;
  }

  /**
   * Something that writes nothing; without a connection when there is no such database yet.
   *
   * @param toWork something is going to be written next: an embedded database is not opened twice for it,
   *   because its client reads the whole catalogue each time.
   */
  async reading<T>(
    read: (connection: Connection | undefined) => Promise<T>,
    { toWork = false } = {},
  ): Promise<T> {
    if (this.#work !== undefined || !this.#dialect.features.embedded || this.#isSingle) {
      return await read((await this.work()).connection);
    }
    const connection = await this.#openIfThere({ readOnly: !toWork, mustExist: true });
    if (connection !== undefined && toWork) {
      this.#work = new DatabaseSession(this.#dialect, connection);
      return await read(connection);
    }
    try {
      return await read(connection);
    } finally {
      await connection?.close();
    }
  }

  /** @throws LockError; RunnerError RUNNER_INTERRUPTED while it waits */
  async acquire(request: LockedRequest): Promise<LockedSession> {
    assertNotAborted(request.signal);
    const own = this.#lockHasOwn ? await this.#sessionOfLock() : undefined;
    try {
      const lock = await this.#acquire(own, request);
      this.#work?.guardedBy(lock);
      return await this.#begin({ lock, connection: own }, request.signal);
    } catch (error) {
      await this.waiting.close();
      await quietly(async () => await own?.close());
      throw error;
    }
  }

  async close(): Promise<void> {
    const [session, next] = [this.#work, this.#next];
    this.#work = undefined;
    this.#next = undefined;
    const leaving = [quietly(async () => await (await next)?.close()), ...this.#leaving];
    this.#leaving.clear();
    await Promise.all([...leaving, session?.connection.close()]);
  }

  /** A session that is not needed any more: it is waited for when all of them are closed. */
  leave(connection: Connection): void {
    const leaving = quietly(() => connection.close());
    this.#leaving.add(leaving);
    void leaving.then(() => this.#leaving.delete(leaving));
  }

  /** The session that works is lost: the next one is another. */
  async drop(): Promise<void> {
    const session = this.#work;
    this.#work = undefined;
    await quietly(async () => await session?.connection.close());
  }

  #sessionOfLock(): Promise<Connection> {
    const next = this.#next ?? this.#database.open({ readOnly: false, forLock: true });
    this.#next = undefined;
    return next;
  }

  get #isSingle(): boolean {
    return this.#database.single === true;
  }

  /** The lock of an embedded database is a file of its own. */
  get #lockHasOwn(): boolean {
    return !this.#isSingle && !this.#dialect.features.embedded;
  }

  async #openIfThere(options: Parameters<Database["open"]>[0]): Promise<Connection | undefined> {
    try {
      return await this.#database.open(options);
    } catch (error) {
      if (error instanceof DriverError && error.code === "DRIVER_FILE_MISSING") return undefined;
      throw error;
    }
  }

  /** An abort ends the wait by closing the session that waits. */
  async #acquire(own: Connection | undefined, request: LockedRequest): Promise<Lock> {
    const { name, timeout, signal, alongside } = request;
    const started = performance.now();
    const stop = (): void => void (own === undefined ? this.drop() : quietly(() => own.close()));
    signal?.addEventListener("abort", stop, { once: true });
    try {
      const { connection: work } = await this.work(signal);
      const lock = await this.#dialect.session.acquireLock(own ?? work, {
        name,
        timeout,
        work: own && work,
        alongside,
        onWait: (holder) => this.#emit({ kind: "lock-waiting", holder, timeout }),
      });
      // A session that only holds a lock is told to be patient.
      if (own === undefined) await this.#dialect.session.prepare(work);
      this.#emit({ kind: "lock-acquired", waited: performance.now() - started });
      return lock;
    } catch (error) {
      if (isLost(error)) await this.drop();
      assertNotAborted(signal, error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async #begin(held: HeldLock, signal: AbortSignal | undefined): Promise<LockedSession> {
    try {
      assertNotAborted(signal);
      const session = await this.work(signal);
      return new LockedSession({ ...held, sessions: this, session, signal });
    } catch (error) {
      this.#work?.guardedBy(undefined);
      await quietly(() => held.lock.release());
      throw error;
    }
  }
}

/** A lock, and the session that holds it; undefined: the one that works. */
interface HeldLock {
  readonly lock: Lock;
  readonly connection: Connection | undefined;
}

interface LockedParts extends HeldLock {
  readonly sessions: DatabaseSessions;
  readonly session: DatabaseSession;
  readonly signal: AbortSignal | undefined;
}

/**
 * The session that works while the lock is held, until either `end` or `abandon`. An abort asks the
 * database to stop the statement that runs.
 */
export class LockedSession {
  readonly session: DatabaseSession;
  readonly #parts: LockedParts;
  readonly #cancel: () => void;

  constructor(parts: LockedParts) {
    const { session, signal } = parts;
    this.session = session;
    this.#parts = parts;
    this.#cancel = () => void quietly(() => session.connection.cancel());
    signal?.addEventListener("abort", this.#cancel, { once: true });
  }

  /** The work is done. */
  async end(): Promise<void> {
    this.#stopListening();
    try {
      await this.#parts.lock.release();
    } finally {
      await this.#close();
    }
  }

  /** The work failed. @returns what to throw for it */
  async abandon(error: unknown): Promise<unknown> {
    const { sessions, session, lock, signal } = this.#parts;
    if (isLost(error)) await sessions.drop();
    this.#stopListening();
    // The statement that is left behind must not meet another runner: the system frees the lock.
    if (session.connection.isLeftBehind !== true) await quietly(() => lock.release());
    await this.#close();
    return signal?.aborted === true ? interrupted(error) : error;
  }

  #stopListening(): void {
    this.#parts.signal?.removeEventListener("abort", this.#cancel);
    this.session.guardedBy(undefined);
  }

  async #close(): Promise<void> {
    const { sessions, connection } = this.#parts;
    await sessions.waiting.close();
    if (connection !== undefined) sessions.leave(connection);
  }
}

function assertNotAborted(signal: AbortSignal | undefined, error?: unknown): void {
  if (signal?.aborted === true) throw interrupted(error);
}

function interrupted(error: unknown): unknown {
  if (error instanceof RunnerError && error.code === "RUNNER_INTERRUPTED") return error;
  return new RunnerError({
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
