import type { Dialect, Lock, WithSettings } from "../../dialect/dialect.js";
import type { Connection } from "../../driver/driver.js";

/**
 * The session that does the work. What an author has written by hand may leave anything behind in
 * it: settings, a role, another database, temporary tables. So it is replaced before another
 * migration relies on it, and the tool's own tables are written as the session was before.
 */
export class DatabaseSession {
  readonly dialect: Dialect;
  readonly connection: Connection;
  #lock: Lock | undefined;
  /** Goes back, for a moment, to what the session was; undefined = it is as it began. */
  #withSettings: WithSettings | undefined;

  constructor(dialect: Dialect, connection: Connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /** The lock that marks this session, for as long as it is held. */
  guardedBy(lock: Lock | undefined): void {
    this.#lock = lock;
  }

  /** Something that was written by hand is about to run. */
  async beforeHandwritten(): Promise<void> {
    this.#withSettings ??= await this.dialect.session.captureSettings(this.connection);
  }

  /** Has nothing that was written by hand touched it? */
  get isAsBegun(): boolean {
    return this.#withSettings === undefined;
  }

  /** Runs `work`, which reads or writes the tool's own tables. */
  async withSettings(work: () => Promise<void>): Promise<void> {
    await (this.#withSettings === undefined ? work() : this.#withSettings(work));
  }

  /** Afterwards the session is as it was when it began. Outside transactions. */
  async renew(): Promise<void> {
    if (this.#withSettings === undefined) return;
    await this.connection.renew();
    await this.dialect.session.prepare(this.connection);
    await this.#lock?.renewed();
    this.#withSettings = undefined;
  }
}
