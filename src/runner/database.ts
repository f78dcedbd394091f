import type { Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";

/** A database to run on: a dialect and a way to new sessions of one and the same database. */
export interface Database {
  readonly dialect: Dialect;
  /**
   * A new session, ready to use; whoever opens it closes it. `readOnly`: nothing is created, not
   * even the file of an embedded database.
   *
   * @throws DriverError
   */
  open(options: {
    readonly readOnly: boolean;
    readonly cancellable?: boolean | undefined;
  }): Promise<Connection>;
  /** Loads what `open` needs; never throws. For whoever has to wait for something else first. */
  preload?(): Promise<void>;
}
