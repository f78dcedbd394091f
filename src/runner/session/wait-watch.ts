import type { Dialect } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";
import type { Place, RunnerListener } from "../runner-event.js";
import type { Database } from "./open-database.js";

/** Milliseconds until work is looked after, and between two looks: less than the first lock timeout. */
const PATIENCE = 800;

/**
 * Tells who keeps a migration waiting. It asks over a session of its own, opened when a migration
 * takes long for the first time; a failure of it is no failure of the run. Of an embedded database the
 * system is asked: a session of it would wait for the same others, on this very thread.
 */
export class WaitWatch {
  readonly #database: Database;
  readonly #dialect: Dialect;
  readonly #emit: RunnerListener;
  #connection: Connection | undefined;
  #last: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #look: (() => void) | undefined;
  #asking: Promise<void> | undefined;

  constructor(database: Database, dialect: Dialect, emit: RunnerListener) {
    this.#database = database;
    this.#dialect = dialect;
    this.#emit = emit;
  }

  /** Who kept the work waiting at the last look; empty when there was none. */
  get last(): readonly string[] {
    return this.#last;
  }

  /** From now on looks after what happens on the session `waiting`, at the place where it then is. */
  start(waiting: Connection, place: () => Place): void {
    let reported = "";
    this.#last = [];
    // The one session is the one that waits.
    if (this.#database.single === true) return;
    this.#look = () => {
      this.#asking ??= this.#blockers(waiting).then((by) => {
        this.#asking = undefined;
        if (by.length > 0) this.#last = by;
        if (by.length > 0 && by.join() !== reported)
          this.#emit({ kind: "blocked", ...place(), by });
        reported = by.join();
      });
    };
    // One timer for all migrations: most are through long before it.
    this.#timer ??= setInterval(() => this.#look?.(), PATIENCE).unref();
    this.#timer.refresh();
  }

  async stop(): Promise<void> {
    this.#look = undefined;
    await this.#asking;
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#connection = undefined;
    await connection?.close().catch(() => {});
  }

  async #blockers(waiting: Connection): Promise<readonly string[]> {
    try {
      if (this.#dialect.features.embedded) {
        return await this.#dialect.session.blockers(waiting, waiting);
      }
      this.#connection ??= await this.#database.open({ readOnly: true });
      return await this.#dialect.session.blockers(this.#connection, waiting);
    } catch {
      return [];
    }
  }
}
