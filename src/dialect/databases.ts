/**
 * What is said about whole databases of a kind: how one is made, ended and emptied. Data only; the
 * runner runs it.
 */
export interface WholeDatabases {
  /** undefined: a database is a file, which the driver knows. */
  readonly server: DatabaseServer | undefined;
  /** Drops everything that is in the database of a session, also what the tool did not make. */
  readonly emptying: Emptying;
}

/** How databases of a server are made and ended, from a session of another one. */
export interface DatabaseServer {
  /** A database that every server has; empty: a session needs none. */
  readonly home: string;
  /** Returns a row when there is a database of the name that is its only parameter. */
  readonly exists: string;
  /** The server's code for a session of a database that is not there. */
  readonly missing: string;
  /** @param name quoted */
  readonly create: (name: string) => string;
  readonly drop: (name: string) => string;
}

interface Emptying {
  /** Settings of the session, before a transaction is opened. */
  readonly settings: readonly string[];
  /**
   * Queries whose first column holds one statement a row, to be executed in that order before the
   * next query is asked: what one drops may have taken what the next one would list.
   */
  readonly queries: readonly string[];
}
