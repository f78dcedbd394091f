import type { Dialect } from "../dialect/dialect.js";
import type { Migration, MigrationFile } from "../migration/migration.js";
import type { PartialLoad } from "./records/starting-point.js";
import type { RunnerListener } from "./runner-event.js";
import type { Database } from "./session/open-database.js";

/** What a runner works on, and with. */
export interface RunnerOptions {
  /**
   * A registry, or any list; the runner makes the graph itself, because squashes depend on the
   * history. A function is asked once, when they are needed. Many runners may share them: each run
   * calls scripts and operations of the authors' own in an evaluation that no other run has touched.
   */
  readonly migrations: Iterable<Migration> | (() => Promise<Iterable<Migration>>);
  /**
   * The same migrations without evaluating them, undefined when that tells too little. While
   * nothing has changed since everything was applied, `up` and `status` need no more than this.
   */
  readonly files?: (() => readonly MigrationFile[] | undefined) | undefined;
  /**
   * The migrations of some of these files. With it `up` keeps beside the history what everything
   * came to, and evaluates only what is pending where that is still to be found. Default: never.
   */
  readonly part?: PartialLoad | undefined;
  /** The one to plan for; that of `database` when there is one. */
  readonly dialect: Dialect;
  /** undefined: nothing but {@link Runner.showSql}. */
  readonly database?: Database | undefined;
  /** Default `makemigrations_history`; the other two tables are named after it. */
  readonly historyTable?: string | undefined;
  /** Written into the history; default empty. */
  readonly toolVersion?: string | undefined;
  /** Is told everything while it happens; must not throw. */
  readonly onEvent?: RunnerListener | undefined;
}
