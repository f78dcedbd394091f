/** What a database client takes as a parameter; dates, bytes, bigint survive both ways. */
export type SqlValue = null | boolean | number | bigint | string | Date | Uint8Array;

/**
 * What a statement takes: beside the plain values a list or an object, as a column of JSON or an array
 * was read. It goes over as JSON text, or as an array where the server says that the parameter is one.
 */
export type Parameter = SqlValue | readonly unknown[] | Readonly<Record<string, unknown>>;

/** Is it a list or an object, and none of the values that SQL has a form of its own for? */
export function isStructure(
  value: Parameter,
): value is readonly unknown[] | Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return !(value instanceof Date) && !(value instanceof Uint8Array);
}

/** One row, by column name. JSON columns may arrive parsed. */
export type Row = Readonly<Record<string, unknown>>;

export interface ExecuteResult {
  readonly rowsAffected: number;
}

/** A statement about the tool's own rows. */
export interface OwnStatement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export interface ExecuteOptions {
  /** The tool's own rows: their values may travel in the text, where that saves asking twice. */
  readonly own?: boolean | undefined;
  /**
   * Written in front of it, in one question that ends at the first that fails. Only where the server can: MariaDB, and a
   * statement that can be prepared and has no parameters.
   */
  readonly behind?: readonly OwnStatement[] | undefined;
  /** No settings change the answer, so that it may come before those that the session begins with. */
  readonly first?: boolean | undefined;
}

export interface TransactionOptions {
  /** Where another program keeps an embedded database from it, this fails instead of waiting. */
  readonly atOnce?: boolean | undefined;
}

/**
 * How to reach a database. `url` may hold a password: it is never printed; `label` is what
 * messages show.
 */
export interface ConnectOptions {
  readonly url: string;
  /** Milliseconds until connecting fails. */
  readonly connectTimeout: number;
  /** Files of an embedded database must exist already (`status`, `showsql`). */
  readonly readOnly: boolean;
  /** They must, whatever is done with them. */
  readonly mustExist?: boolean | undefined;
  /** {@link Connection.cancel} must be able to stop a statement, also where that costs something. */
  readonly cancellable?: boolean | undefined;
  /** This process ends behind a cancel: a statement may be left behind that runs until then. */
  readonly endsProcess?: boolean | undefined;
  /** Another database of that server instead of the one in the URL; empty: none. */
  readonly database?: string | undefined;
}

/**
 * One session of one database. Statements run one after the other in the order they are given.
 *
 * An error may make a database end the transaction that `begin` has opened (a deadlock, a full disk;
 * PostgreSQL: any error). The caller must then not go on outside of it: until `rollback`, every statement
 * and `commit` throw `DRIVER_ROLLED_BACK` with that error's text and server code.
 *
 * @throws DriverError with the server's code, position and a hint, whatever the client throws.
 */
export interface Connection {
  /** `postgresql://db.example.com/shop`, never a password. */
  readonly label: string;
  /** The server's number of this session, by which others see it; undefined where there is none. */
  readonly sessionId: number | undefined;
  /** The number under which it was greeted: another one where what answers only speaks for the server, as a pooler does. */
  readonly greetedAs?: number | undefined;
  /** Where unqualified names are likely to lead when it begins, by its URL alone; undefined where that cannot be told. */
  readonly likelyNamespace?: string | undefined;
  query(
    sql: string,
    parameters?: readonly Parameter[],
    options?: ExecuteOptions,
  ): Promise<readonly Row[]>;
  execute(
    sql: string,
    parameters?: readonly Parameter[],
    options?: ExecuteOptions,
  ): Promise<ExecuteResult>;
  /**
   * Another one as soon as this session may read something else than it did: behind a commit of another session,
   * and behind a statement of its own. undefined, or left out, where that cannot be told.
   */
  dataVersion?(): Promise<string | undefined>;
  begin(options?: TransactionOptions): Promise<void>;
  commit(options?: TransactionOptions): Promise<void>;
  rollback(): Promise<void>;
  /**
   * Ends the session and begins another one in its place, on the same database: settings, roles,
   * variables, temporary tables and locks are those of a session that has just been connected.
   */
  renew(): Promise<void>;
  /** Ask the server to stop the statement that runs now, if it can. */
  cancel(): Promise<void>;
  /** It cannot, and a session that is opened to be {@link ConnectOptions.cancellable} could. */
  readonly cannotStop?: boolean | undefined;
  /** A cancelled statement runs until this process ends: what keeps others out must not end before. */
  readonly isLeftBehind?: boolean | undefined;
  close(): Promise<void>;
}

/** How a session ends, or is handed back to whom it belongs. */
export interface SessionEnd {
  /** The server has ended it already. */
  readonly isLost: boolean;
  /** Another one follows in its place. */
  readonly isRenewed: boolean;
}

/** A client that the caller has opened and will close, or a pool of them. */
export interface BorrowedClient {
  /** As {@link Connection.label}. */
  readonly label: string;
  /** There is one session, so that the lock is held by the one that works. */
  readonly single: boolean;
  /**
   * A session. `close` puts back what its owner had set, and ends nothing that is the owner's.
   *
   * @throws DriverError `DRIVER_CLIENT_UNFIT`
   */
  open(options: { readonly readOnly: boolean }): Promise<Connection>;
}

/** What a URL says, for people; never a password. */
export interface UrlDescription {
  /** `postgresql://db.example.com/shop`, as {@link Connection.label} has it. */
  readonly label: string;
  /** Parameters that are for the application and mean nothing here. */
  readonly ignored: readonly string[];
  /** Name or address of the server, or the folder of its socket; undefined where there is none. */
  readonly host: string | undefined;
  /** The database's name, or the file that it is; undefined where the URL names none. */
  readonly database: string | undefined;
  /** Every file that the database is made of, if it is made of files; none where it is in memory. */
  readonly files: readonly string[];
}

/**
 * A new driver: files `<name>-*.ts` here, the client imported lazily in `connect`. Its dialect makes
 * it (`createDriver`), and `test/conformance/driver.test.ts` runs it because the dialect is listed.
 */
export interface Driver {
  readonly name: string;
  /** Loads the client, for a caller that has to wait for something else before it connects. */
  preload(): Promise<void>;
  /** Reads the URL without connecting. @throws DriverError `DRIVER_URL_INVALID` */
  describe(url: string): Promise<UrlDescription>;
  connect(options: ConnectOptions): Promise<Connection>;
  /**
   * The sessions of an open client of this library; undefined when it is none. Left out: sessions are
   * only made from a URL.
   */
  borrow?(client: object): Promise<BorrowedClient | undefined>;
}
