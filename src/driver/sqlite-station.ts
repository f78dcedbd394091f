import type { ConnectOptions, Parameter, TransactionOptions } from "./driver.js";
import type { DriverErrorInit } from "./driver-error.js";

/** What the other side is asked. */
export type Call =
  | { readonly kind: "connect"; readonly options: ConnectOptions }
  | {
      readonly kind: "query" | "execute";
      readonly sql: string;
      readonly parameters: readonly Parameter[];
    }
  | { readonly kind: "begin" | "commit"; readonly options: TransactionOptions }
  | { readonly kind: "rollback" | "renew" | "close" };

export interface Answer {
  readonly value?: unknown;
  readonly failure?: DriverErrorInit | undefined;
}

/**
 * Where a session of SQLite runs so that this thread hears a signal meanwhile: SQLite holds its
 * thread until a statement is through, and better-sqlite3 has no means to stop one. `sqlite-program.ts`
 * runs there.
 */
export interface SqliteStation {
  /** The answers come in the order of the calls. */
  onAnswer(listener: (answer: Answer) => void): void;
  send(call: Call): void;
  /** Ends it, also in the midst of a statement; the session must be closed otherwise. */
  end(): void;
  /** No answer comes any more. */
  readonly ended: Promise<void>;
  /** It is given up in the midst of a statement, which runs until this process ends. */
  readonly isLeftBehind: boolean;
}
