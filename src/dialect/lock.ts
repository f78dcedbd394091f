import type { Connection } from "../driver/driver.js";
import { DriverError } from "../driver/driver-error.js";
import { MigrationError } from "../errors.js";
import type { DialectSession, Lock, LockHolder, LockRequest } from "./dialect.js";
import { DialectError } from "./dialect-error.js";
import { sleep } from "./retry.js";

/** How a database keeps two runners apart. */
export type RunnerLock = Pick<DialectSession, "acquireLock" | "lockHolders" | "breakLock"> &
  Partial<Pick<DialectSession, "foreseeLock">>;

/** Another runner holds the lock and kept it for longer than the time allowed. */
export class LockError extends MigrationError {
  /** Who holds it, when the database knows. */
  readonly holder: string | undefined;

  constructor(init: {
    readonly holder: string | undefined;
    readonly timeout: number;
    readonly cause?: unknown;
  }) {
    super({
      code: "DIALECT_LOCK_TIMEOUT",
      message: `Another runner holds the lock${init.holder === undefined ? "" : ` (${init.holder})`}; waited ${init.timeout} ms`,
      hint: "Wait until the other run has finished, or give more time with --lock-timeout.",
      cause: init.cause,
    });
    this.holder = init.holder;
  }
}

/** Milliseconds between two attempts, growing so that many waiting runners ask less and less. */
interface Pauses {
  readonly first: number;
  readonly longest: number;
}

/** The time between two attempts to get a lock, until the time allowed is over. */
export class LockWait {
  readonly #request: LockRequest;
  readonly #deadline: number;
  readonly #longest: number;
  #pause: number;
  #reported = false;
  #turns = 0;

  constructor(request: LockRequest, pauses: Pauses = { first: 50, longest: 1_000 }) {
    this.#request = request;
    this.#deadline = Date.now() + request.timeout;
    this.#pause = pauses.first;
    this.#longest = pauses.longest;
  }

  /**
   * @param holder who has it, when the database knows.
   * @throws LockError when there is no time left.
   */
  async turn(holder: string | undefined): Promise<void> {
    // A killed holder may vanish between the attempt and the question who it is: what follows (its
    // last statement, still running) is known at the next turn, and only one thing can be told.
    if (!this.#reported && (holder !== undefined || this.#turns > 0)) {
      this.#request.onWait(holder);
      this.#reported = true;
    }
    this.#turns += 1;
    const left = this.#deadline - Date.now();
    if (left <= 0) throw new LockError({ holder, timeout: this.#request.timeout });
    await sleep(Math.min(this.#pause, left));
    this.#pause = Math.min(this.#pause * 1.5, this.#longest);
  }
}

/** A lock of a session, freed once; the server frees it by itself when the session is gone. */
export function sessionLock(free: () => Promise<void>): Lock {
  let released = false;
  return {
    renewed: async () => undefined,
    release: async () => {
      if (released) return;
      released = true;
      try {
        await free();
      } catch (error) {
        if (!(error instanceof DriverError && error.connectionLost)) throw error;
      }
    },
  };
}

/** The name of that mark. */
export function workName(name: string): string {
  return `${name} work`;
}

/** Who has the lock, and who has the mark of a session that works. */
export async function holdersOf(
  name: string,
  find: (key: string) => Promise<Omit<LockHolder, "role"> | undefined>,
): Promise<readonly LockHolder[]> {
  const lock = await find(name);
  const work = await find(workName(name));
  return [
    ...(lock === undefined ? [] : [{ ...lock, role: "lock" as const }]),
    ...(work === undefined ? [] : [{ ...work, role: "work" as const }]),
  ];
}

/** Statements of one connection that go to several sessions: no lock protects anything there. */
export function pooled({ label }: Connection, what: string, instead = ""): DialectError {
  return new DialectError({
    code: "DIALECT_POOLER",
    message: `"${label}" is ${what}`,
    hint: `Use the address of the database itself${instead} for migrations: a lock taken through this one protects nothing.`,
  });
}

export const PROXY = "a proxy that sends the statements of one connection to different sessions";
