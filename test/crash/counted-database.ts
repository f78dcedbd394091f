import type {
  Connection,
  ExecuteOptions,
  ExecuteResult,
  SqlValue,
  TransactionOptions,
} from "../../src/driver/driver.js";
import type { Database } from "../../src/runner/session/open-database.js";

/** A statement that writes, on its way to the database. */
export interface CountedCall {
  /** 0-based, over all sessions. */
  readonly at: number;
  readonly sql: string;
}

/** What to do around each of them. */
export type AroundCall = <T>(call: CountedCall, run: () => Promise<T>) => Promise<T>;

/** Changes nothing that outlives the process. */
const HARMLESS = /^\s*(?:select|set|show|pragma|savepoint|release|rollback|explain)\b/i;

/**
 * The same database; `around` stands around every statement that writes and around every COMMIT,
 * the tool's own included. Between two of them nothing happens that a crash could undo.
 */
export function countedDatabase(database: Database, around: AroundCall): Database {
  let calls = 0;
  const counted = async <T>(sql: string, run: () => Promise<T>): Promise<T> =>
    HARMLESS.test(sql) ? await run() : await around({ at: calls++, sql }, run);
  return {
    dialect: database.dialect,
    open: async (options) => counting(await database.open(options), counted),
  };
}

function counting(
  connection: Connection,
  counted: <T>(sql: string, run: () => Promise<T>) => Promise<T>,
): Connection {
  // The dialect finds what it knows of a session by the session itself, so this one stays it.
  const { execute, commit } = connection;
  let questions = 0;
  return Object.assign(connection, {
    execute: async (
      sql: string,
      parameters?: readonly SqlValue[],
      { behind, ...options }: ExecuteOptions = {},
    ): Promise<ExecuteResult> => {
      const all = [...(behind ?? []).map((own) => own.sql), sql].join("; ");
      // A question of several statements can be cut off with the server alone, between any two of them: every second
      // one is asked in its parts.
      if (behind === undefined || questions++ % 2 === 0) {
        return await counted(all, () =>
          execute.call(connection, sql, parameters, { behind, ...options }),
        );
      }
      for (const own of behind) {
        const write = () => execute.call(connection, own.sql, own.parameters, { own: true });
        await counted(own.sql, write);
      }
      return await counted(sql, () => execute.call(connection, sql, parameters, options));
    },
    commit: (options?: TransactionOptions) =>
      counted("COMMIT", () => commit.call(connection, options)),
  });
}
