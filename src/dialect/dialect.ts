import type { Connection, Driver, SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import type { Naming } from "../schema/naming.js";
import type { FieldPlace } from "../schema/resolve-field-type.js";
import type { EnumType, Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import type { ForeignKey, Index, Table } from "../schema/table.js";
import type { SqlRules } from "../text/sql-rules.js";
import type { Client } from "./client-types.js";
import type { WholeDatabases } from "./databases.js";
import type { SharedEnumChange } from "./enum-change.js";
import type { LiveObjects } from "./live-objects.js";
import type { RowReader } from "./row-reader.js";
import type { RowWatch } from "./row-watch.js";
import type { ColumnChange, TableChange, Upsert, WholeTable } from "./schema-change.js";
import type { Statement, Statements } from "./statement.js";

/** Named booleans, each a question. Generic code asks these and never a dialect's name. */
export interface Features {
  /** Can DDL be rolled back, so that one migration is one transaction? */
  readonly transactionalDdl: boolean;
  /** Is the database a file, which a session that is to work makes when it is not there? */
  readonly embedded: boolean;
  /** Does a partial index (`WHERE`) exist? */
  readonly partialIndexes: boolean;
  /** May an index hold an expression? */
  readonly expressionIndexes: boolean;
  /** Are there schemas (namespaces) inside a database? */
  readonly namespaces: boolean;
  /** Which names are one if they differ only in case: those inside a table, or of tables as well. */
  readonly caselessNames: "none" | "members" | "all";
  /** Behind how many bytes is a name cut? undefined: one that is too long is refused. */
  readonly cutsNamesAt: number | undefined;
}

/** Where unqualified names lead in a session that has just begun. */
export interface DefaultNamespace {
  /** undefined: names of tables cannot be written with it. */
  readonly database: string | undefined;
  /** undefined: there are none inside a database, or none is chosen. */
  readonly namespace: string | undefined;
}

/** What an editor knows besides the change at hand. */
export interface EditorContext {
  /**
   * The schema at the end of the migration (or of all of them): where the type of a foreign key is
   * looked up when its target table is created later.
   */
  readonly horizon: Schema;
  /** The schema when the migration has run, up or down; absent where that is not known. */
  readonly end?: Schema | undefined;
  /** The table of rows that `UpsertData` created, beside the history table: a key of `Schema.tables`. */
  readonly rowsTable: string;
  /**
   * Where that table is when the statements run: it is found there whatever the session was told since
   * it began. Left out of plans that are only shown, which do not depend on a database.
   */
  readonly defaultNamespace?: DefaultNamespace | undefined;
  /**
   * false: the migration is not one transaction (`transaction: false`), so that steps which spare
   * the others a long lock are worth their while.
   */
  readonly transaction?: boolean | undefined;
}

/**
 * Standard DDL as lists of statements. Pure: nothing is executed, nothing is read from a database.
 * Every method receives whole tables and schemas, so a database that must rebuild a table overrides
 * an ordinary method.
 *
 * @throws DialectError when the database cannot do it and it is not emulated.
 */
export interface SchemaEditor {
  /** The dialect's name: handed to operations of the user's own, never asked by generic code. */
  readonly database: string;
  readonly context: EditorContext;
  quote(name: string): string;
  literal(value: SqlValue): string;
  createTable(change: WholeTable): Statements;
  dropTable(change: WholeTable): Statements;
  renameTable(change: TableChange): Statements;
  /** The comment and the options that differ. */
  alterTable(change: TableChange): Statements;
  addField(change: TableChange, field: Field, backfill: string | undefined): Statements;
  dropField(change: TableChange, field: Field): Statements;
  alterField(column: ColumnChange): Statements;
  /** The expression that makes of an enum's value the renamed one. */
  renamedValues(field: string, renamed: ReadonlyMap<string, string>): string;
  renameField(change: TableChange, oldName: string, newName: string): Statements;
  addIndex(change: TableChange, index: Index): Statements;
  dropIndex(change: TableChange, index: Index): Statements;
  renameIndex(change: TableChange, oldIndex: Index, newIndex: Index): Statements;
  addForeignKey(change: TableChange, key: ForeignKey): Statements;
  dropForeignKey(change: TableChange, key: ForeignKey): Statements;
  /** The type of an enum that fields share, where the database has such; `schema` says how it is spelled. */
  createEnum(type: EnumType, schema: Schema): Statements;
  dropEnum(type: EnumType, schema: Schema): Statements;
  /** In every field that shares it. */
  alterEnum(change: SharedEnumChange): Statements;
  /** Checks, unique constraints and the primary key, and NULL in fields that join or leave that. */
  alterConstraints(change: TableChange): Statements;
  /** By its own SQL; nothing where it is for another database. */
  createObject(object: SchemaObject): Statements;
  /** `schema` has what it depends on. */
  dropObject(object: SchemaObject, schema: Schema): Statements;
  /** Remembers which rows are new, then inserts or updates. */
  upsert(upsert: Upsert): Statements;
  /** Deletes the rows that {@link upsert} remembered as new, and forgets them. */
  removeUpserted(upsert: Upsert): Statements;
  /** Splits a text of one or more SQL statements; the text is otherwise untouched. */
  raw(sql: string, comment?: string): Statements;
  /** One statement. */
  statement(sql: string, parameters?: readonly SqlValue[], comment?: string): Statement;
}

/** Reads a live database back into the model, in the form of {@link Dialect.expected}. */
export interface Introspector {
  /** All tables except those named in `ignore` (history, journal, ...). */
  read(options: { readonly ignore: readonly string[] }): Promise<Schema>;
  /**
   * What there is beside tables, but for what the tool makes itself and what extensions bring.
   * `schema`: what `read` gave; what is on other tables is left out. `made`: what migrations made, to
   * be compared with it where only the server knows how it spells that.
   */
  objects(schema: Schema, made?: readonly SchemaObject[]): Promise<LiveObjects>;
}

export interface LockRequest {
  /** Part of the key, so that two histories in one database do not wait for each other. */
  readonly name: string;
  /** Milliseconds; 0 = fail at once. */
  readonly timeout: number;
  /** Called once when another session holds it, with who that is when the database knows. */
  readonly onWait: (holder: string | undefined) => void;
  /**
   * The session that will do the work. It is locked as well where it lives on a server: a runner that
   * was killed, or has lost the session of its lock, keeps others out for as long as the server is
   * busy with its last statement.
   */
  readonly work?: Connection | undefined;
  /**
   * Called where the attempt to lock `work` is on its way, at each attempt: what that session is asked now is
   * answered behind it, and counts when it was the attempt that succeeded.
   */
  readonly alongside?: (() => void) | undefined;
}

/** Held until `release`; a killed process loses it by itself. */
export interface Lock {
  /** `LockRequest.work` has begun a new session: it is locked as the old one was. */
  renewed(): Promise<void>;
  release(): Promise<void>;
}

/**
 * A session of the runner that holds a lock: the one that has the `lock`, or one that does the `work`.
 * Work without a lock is the last statement of a runner that is gone.
 */
export interface LockHolder {
  /** The number by which the database, or the system, knows it. */
  readonly session: number;
  /** For people, in one line. */
  readonly description: string;
  /** Since when, as far as the database knows. */
  readonly since: Date | undefined;
  readonly role: "lock" | "work";
}

/**
 * Runs `work` as a session could at an earlier time: with those rights, in that character set.
 * Afterwards the session is as it was.
 */
export type WithSettings = (work: () => Promise<void>) => Promise<void>;

/** What came before a statement. */
export interface RunSituation {
  /** May rows have been written in the transaction that is open? */
  readonly afterRows: boolean;
  /** Is to be written in front of it; given only where {@link DialectSession.takesIntent} says so. */
  readonly intent?: LastStatement | undefined;
}

/** A statement of the tool's own, with values that need no look at the database. */
export interface LastStatement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** How a transaction around one migration must be opened on this database. */
export interface AtomicRequest {
  readonly statements: Statements;
  /** Nothing but rows of the tool's own tables, for which no other session makes it wait. */
  readonly own?: boolean | undefined;
  /** See `TransactionOptions`: of how it begins and of how it ends. */
  readonly atOnce?: boolean | undefined;
  /** May be run again from its beginning, after a rollback, when another session held a lock. */
  readonly work: () => Promise<void>;
  /** Asked behind the work: what is to be written last, so that it can travel with COMMIT. */
  readonly last?: (() => LastStatement | undefined) | undefined;
  /**
   * Asked behind the work, where there is something to be written last: what may get lost. It is written in the
   * transaction (`inside`), or behind COMMIT where that is not waited for; its failure takes nothing back.
   */
  readonly keep?: ((how: { readonly inside: boolean }) => Promise<void>) | undefined;
}

/**
 * One kind of database: its SQL. To add one:
 * 1. make `src/dialect/<name>/` with the names that every dialect has. `dialect.ts`, a class that
 *    extends `StandardDialect`: types (`types.ts`), quotes, literals, standard defaults. Override the
 *    smallest hook that differs.
 * 2. `editor.ts` extends `StandardSchemaEditor`, which says what a change consists of and in which
 *    order, and hands over its parts: `columns.ts` the text of clauses, `ddl.ts` one statement each,
 *    `rows.ts` what moves data, `changes.ts` how a column gets from one form to the other. A part
 *    that does not differ is the standard one. If two dialects need the same override, the base is
 *    wrong: change the base.
 * 3. `catalogue.ts` reads the catalogue and hands its tables to `schemaOfTables`; `expected.ts`, a
 *    class that extends `Expected` and overrides `readType`, `expression` ... with the readers of the
 *    catalogue, says what a schema looks like over there.
 * 4. `session.ts` extends `StandardSession`: what is asked and told over a connection; `lock.ts`;
 *    `databases.ts`: how a whole database is made, ended and emptied.
 * 5. a driver in `src/driver`, its client imported lazily.
 * 6. one entry in `src/dialect/index.ts`, the only list; `docs/databases/<name>.md`.
 * 7. run `test/conformance`: every suite loops over the list, so it is tested by being listed.
 */
export interface Dialect {
  readonly name: string;
  readonly features: Features;
  /** What programs that use the database get from its usual client. */
  readonly client: Client;
  /** Which names count beyond their table: told to the schema that a replay begins with. */
  readonly naming: Naming;
  /** URL schemes without the colon, `["sqlite"]`. */
  readonly schemes: readonly string[];
  /** How this database cuts SQL into tokens: all that is asked of a text is asked with these. */
  readonly sqlRules: SqlRules;
  readonly session: DialectSession;
  /** How whole databases are made, ended and emptied. */
  readonly databases: WholeDatabases;
  quote(name: string): string;
  /** The SQL text of a value, escaped. */
  literal(value: SqlValue): string;
  /** `?`, `$1`, `@p1` for the parameter at the 1-based position. */
  placeholder(position: number): string;
  /** The column type of a field, foreign keys and type mappings resolved. */
  columnType(field: Field, table: Table, schema: Schema): string;
  /** The quoted name of a table that is found whatever the session was told since it began. */
  fullName(table: Pick<Table, "name" | "namespace">, place: DefaultNamespace): string;
  createSchemaEditor(context: EditorContext): SchemaEditor;
  createRowReader(place: FieldPlace): RowReader;
  createDriver(): Driver;
  /**
   * The schema as this database would report it: aliases of types folded, defaults as SQL, features
   * emulated. `deepEqual(expected(replayed state), introspector.read())` right after `up` is the
   * test of the whole tool. `horizon`: where the type of a reference to a table that is created
   * later is found, see {@link EditorContext.horizon}.
   */
  expected(schema: Schema, horizon?: Schema): Schema;
  /**
   * A statement as it stands in a script for the database's own client, where that takes statements
   * in batches; undefined where a semicolon ends each.
   */
  scriptBatch(sql: string, options: { readonly executeRows: boolean }): string | undefined;
}

/** What is known beside the schema of which the expected form is wanted. */
export interface ExpectedOptions {
  /** As in {@link Dialect.expected}. */
  readonly horizon?: Schema;
  /** What {@link Introspector.read} has just said: of what is spelled as it is there, the server is not asked. */
  readonly live?: Schema;
  /** Is told of each table whose expressions the server could not be asked for, by its key, and why. */
  readonly asText?: (key: string, why: string) => void;
}

/** What a session is going to be used for. */
export interface SessionUse {
  /** It will hold the lock, and do nothing else for as long as migrations run. */
  readonly forLock?: boolean | undefined;
  /**
   * Nothing waits for what it is told at its beginning where that is on its way, in front of whatever it is asked:
   * what is wrong with it is told by {@link DialectSession.defaultNamespace}.
   */
  readonly ahead?: boolean | undefined;
}

/** What talks to a session of the database. */
export interface DialectSession {
  createIntrospector(connection: Connection): Introspector;
  /** Session settings, once after connecting. */
  prepare(connection: Connection, use?: SessionUse): Promise<void>;
  /**
   * What that is likely to be, before anything is answered. Undefined: it cannot be told, or nothing could be asked
   * before that answer anyway.
   */
  likelyNamespace(connection: Connection): DefaultNamespace | undefined;
  /** Asks a session that has just begun. */
  defaultNamespace(connection: Connection): Promise<DefaultNamespace>;
  /**
   * Remembers what decides how the tool's own tables are read and written, for later: statements that
   * were written by hand are about to run, and may change it.
   */
  captureSettings(connection: Connection): Promise<WithSettings>;
  /**
   * {@link Dialect.expected}, with expressions as the connected server spells them, where it rewrites
   * them. Leaves nothing behind. This is what to compare with {@link Introspector.read}.
   */
  expected(connection: Connection, schema: Schema, options?: ExpectedOptions): Promise<Schema>;
  /**
   * Before {@link DialectSession.acquireLock}: what can be done on its `connection` without the lock, and on the
   * session that will do the work, which is in no transaction, and is asked nothing until this is done.
   */
  foreseeLock(connection: Connection, work: Connection | undefined): Promise<void>;
  /** One runner at a time. `connection` is a session of its own, used for nothing else. */
  acquireLock(connection: Connection, request: LockRequest): Promise<Lock>;
  /** Who has the lock of that name now, the lock itself first; mostly none. */
  lockHolders(connection: Connection, name: string): Promise<readonly LockHolder[]>;
  /**
   * Ends one of those sessions, if it still is one: the server rolls back what was open in it.
   *
   * @returns false: it was none any more.
   * @throws DialectError `DIALECT_LOCK_UNBREAKABLE` where that cannot be done from here.
   */
  breakLock(connection: Connection, name: string, holder: LockHolder): Promise<boolean>;
  /**
   * Runs `work` in one transaction with the ceremony of this database (SQLite: foreign keys off
   * before BEGIN when a table is rebuilt, `foreign_key_check` before COMMIT). Rolls back on error.
   */
  atomic(connection: Connection, request: AtomicRequest): Promise<void>;
  /**
   * Inside a transaction: runs `work` so that when it throws, what it did is taken back and the
   * transaction can go on (a savepoint). Throws what `work` threw. Never nested.
   */
  attempt(connection: Connection, work: () => Promise<void>): Promise<void>;
  /** Runs one statement of a plan under the timeouts that fit it; see `runStatement`. */
  run(connection: Connection, statement: Statement, situation?: RunSituation): Promise<number>;
  /**
   * May the statement be given, in a transaction, before those in front of it are answered? It is run by
   * {@link DialectSession.run} alone, and where one of those fails, it is not.
   */
  travels(statement: Statement): boolean;
  /**
   * Can a row of the tool's own be written in front of the statement, in the same question, so that the statement
   * does not run where that fails?
   */
  takesIntent(statement: Statement): boolean;
  /**
   * Writes rows of the tool's own in one transaction and one question, where the database can.
   *
   * @returns false: nothing was written; one after the other, they say what is wrong.
   */
  writeTogether(connection: Connection, statements: readonly LastStatement[]): Promise<boolean>;
  /** May one of these take so long that a user who has waited must be able to stop it? */
  mayTakeLong(statements: Statements): boolean;
  /** Clears away what a failed attempt of the statement may have left, see `Statement.repair`. */
  repair(connection: Connection, statement: Statement): Promise<void>;
  /**
   * Who keeps the session `waiting` from going on, one line each, and whom those wait for; asked over
   * a session that does not wait itself.
   */
  blockers(connection: Connection, waiting: Connection): Promise<readonly string[]>;
  /**
   * Watches the rows of these tables from now on. What other sessions delete meanwhile is never
   * reported: the tables are held, or the database's own account of this session is asked.
   */
  watchRows(connection: Connection, tables: readonly Table[]): Promise<RowWatch>;
  /**
   * Begins a transaction that only reads, and sees the rows of one moment where the database can do
   * that without keeping others from writing; closing the connection ends it.
   */
  snapshot(connection: Connection): Promise<void>;
  /** Does this error of a statement mean that the thing to drop is not there? */
  isMissingObject(error: unknown): boolean;
  /** Would the same statement succeed later, when another session has let go of its locks? */
  isTransient(error: unknown): boolean;
}
