import type { Direction } from "../plan/plan.js";

/** Where in a migration something happened; `operation` is 0-based, -1 = not in an operation. */
export interface Place {
  readonly migration: string;
  readonly operation: number;
}

/**
 * What a {@link Runner} tells while it works. It is plain data, so that it can be printed, sent
 * elsewhere or kept; the runner itself never prints. Texts may come from a migration or a database
 * and are not cleaned: the program that writes them to a terminal does that.
 */
export type RunnerEvent =
  | LockWaiting
  | LockAcquired
  | RunStart
  | MigrationStart
  | OperationStart
  | StatementStart
  | StatementDone
  | ScriptProgress
  | ScriptLog
  | Ignored
  | Blocked
  | Retry
  | MigrationDone;

/** Another runner holds the lock; sent once. `holder` is who, when the database knows. */
interface LockWaiting {
  readonly kind: "lock-waiting";
  readonly holder: string | undefined;
  /** Milliseconds until the wait is given up. */
  readonly timeout: number;
}

interface LockAcquired {
  readonly kind: "lock-acquired";
  /** Milliseconds spent waiting. */
  readonly waited: number;
}

/** What is going to run, known once the lock is held; an empty list means nothing to do. */
interface RunStart {
  readonly kind: "run-start";
  readonly direction: Direction;
  readonly migrations: readonly string[];
}

interface MigrationStart {
  readonly kind: "migration-start";
  readonly migration: string;
  readonly direction: Direction;
  /** 1-based, of `total`. */
  readonly position: number;
  readonly total: number;
  /** true: an earlier run was cut off inside it and this one goes on from there. */
  readonly resumed: boolean;
  /** It had been half applied and is undone: which operations, in that order, and which never were. */
  readonly partial?: PartialUndo | undefined;
}

/** One operation of a migration, 0-based. */
export interface OperationNote {
  readonly operation: number;
  readonly description: string;
}

export interface PartialUndo {
  readonly undone: readonly OperationNote[];
  readonly neverHappened: readonly OperationNote[];
}

interface OperationStart extends Place {
  readonly kind: "operation-start";
  readonly total: number;
  readonly description: string;
  readonly destructive: boolean;
}

interface StatementStart extends Place {
  readonly kind: "statement-start";
  /** 1-based within the migration. */
  readonly statement: number;
  /** Statements in the migration. */
  readonly total: number;
  /** undefined for the body of a `RunScript`. */
  readonly sql: string | undefined;
  readonly comment: string | undefined;
}

/** The statement ran. Its result is not recorded yet: that comes next, in the journal or by COMMIT. */
interface StatementDone extends Place {
  readonly kind: "statement-done";
  readonly statement: number;
  readonly total: number;
  /** Milliseconds. */
  readonly duration: number;
  /** `skipped`: an earlier run had done it already. */
  readonly outcome: "done" | "skipped";
}

/** `db.progress(done, total)` of a `RunScript`. */
interface ScriptProgress extends Place {
  readonly kind: "progress";
  readonly done: number;
  readonly total: number;
}

/** What a `RunScript` wrote with `console`; natively it goes straight to the terminal. */
interface ScriptLog extends Place {
  readonly kind: "script-log";
  /** `log`, `warn`, `error`, ... */
  readonly level: string;
  readonly text: string;
}

/** A failure that the migration (`ignoreErrors`) or the caller (`warnOnMissingDrop`) tolerates. */
interface Ignored extends Place {
  readonly kind: "ignored";
  readonly total: number;
  readonly description: string;
  readonly error: string;
  /** Was what the operation wanted there all the same (a table that existed already)? */
  readonly present: boolean;
}

/** A statement waits for other sessions of the database; sent again when that changes. */
interface Blocked extends Place {
  readonly kind: "blocked";
  /** One line for each pair of who waits for whom, in the words of the database. */
  readonly by: readonly string[];
}

/** Another session held a lock: what the transaction did was rolled back, and it begins again. */
interface Retry extends Place {
  readonly kind: "retry";
  /** 2 is the first repetition. */
  readonly attempt: number;
}

interface MigrationDone
  extends Pick<MigrationStart, "migration" | "direction" | "position" | "total"> {
  readonly kind: "migration-done";
  /** Milliseconds. */
  readonly duration: number;
}

/** Takes the events of a {@link Runner}, one at a time, synchronously. */
export type RunnerListener = (event: RunnerEvent) => void;
