import type { Connection } from "../driver/driver.js";
import type { UrlDatabase } from "../runner/session/open-database.js";

/** A database whose sessions begin while the one who is going to use them is still getting ready. */
export interface OpenedAhead {
  readonly database: UrlDatabase;
  /** Nothing is going to be opened any more; what nothing has used is closed when it is there. */
  leave(): void;
}

/** Milliseconds: one that has waited for longer, for an answer of the user, may have been ended by the server. */
const FRESH = 5000;
/** Milliseconds: a server counts a session for a moment after it has been closed. */
const PLACE_FREE = { wait: 2000, pause: 10, isPassing: () => true };

interface Ahead {
  /** Milliseconds to wait until the database answers. */
  readonly wait?: number;
  /** Something may have to be run: the session of its lock begins, too. */
  readonly lock?: boolean;
  /** Milliseconds; see {@link FRESH}. */
  readonly fresh?: number;
}

/** A server answers while the rest of the program is loaded. A file has no answer to wait for. */
export async function connectAhead(
  database: UrlDatabase | undefined,
  { wait = 0, lock = false, fresh = FRESH }: Ahead,
): Promise<OpenedAhead | undefined> {
  // One that is not there yet would be tried for as long, whatever becomes of the run.
  if (database === undefined || database.dialect.features.embedded || wait > 0) return undefined;
  const ahead = openedAhead(database, lock, fresh);
  await letThrough(ahead);
  return ahead;
}

/** Dials, or answers what the server has said by now, before more of the program is loaded. */
export async function letThrough(ahead: OpenedAhead | undefined): Promise<void> {
  if (ahead !== undefined) await new Promise((resolve) => setImmediate(resolve));
}

/** What is wrong with a session is told to the one who opens it. */
function openedAhead(database: UrlDatabase, lock: boolean, fresh: number): OpenedAhead {
  const work = new Early(database.open({ readOnly: false, ahead: true }), fresh);
  const ofLock = lock
    ? new Early(database.open({ readOnly: false, forLock: true }), fresh)
    : undefined;
  return {
    database: {
      ...database,
      open: async (options) => {
        if (options.forLock === true) return await (ofLock?.take() ?? database.open(options));
        const taken = work.take();
        if (taken === undefined) return await database.open(options);
        const opened = await taken.catch(async (error: unknown) => {
          // The one of the lock may have taken the only place that was left on the server.
          if (!(await ofLock?.leave())) throw error;
          const { patiently } = await import("../runner/session/patiently.js");
          return await patiently(PLACE_FREE, () => database.open(options));
        });
        return options.ahead === true ? opened : await ready(database, opened);
      },
    },
    leave: () => {
      void work.leave();
      void ofLock?.leave();
    },
  };
}

/** What it was told at its beginning is answered. */
async function ready({ dialect }: UrlDatabase, connection: Connection): Promise<Connection> {
  try {
    await dialect.session.defaultNamespace(connection);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A session that has begun; for one who asks. */
class Early {
  readonly #begun = performance.now();
  readonly #fresh: number;
  #connection: Promise<Connection> | undefined;

  constructor(connection: Promise<Connection>, fresh: number) {
    this.#fresh = fresh;
    this.#connection = connection;
    connection.catch(() => undefined);
  }

  /** undefined where there is none that is fresh. */
  take(): Promise<Connection> | undefined {
    if (performance.now() - this.#begun > this.#fresh) {
      void this.leave();
      return undefined;
    }
    return this.#give();
  }

  /** @returns whether there was one to close. */
  async leave(): Promise<boolean> {
    const connection = await this.#give()?.catch(() => undefined);
    await connection?.close().catch(() => undefined);
    return connection !== undefined;
  }

  #give(): Promise<Connection> | undefined {
    const given = this.#connection;
    this.#connection = undefined;
    return given;
  }
}
