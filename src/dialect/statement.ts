import type { Parameter, SqlValue } from "../driver/driver.js";

/**
 * One SQL statement of a plan. `up`, `showsql`, `check` and hash-locked plans read the same list.
 */
export interface Statement {
  readonly kind: "sql";
  /** Exactly one statement, no trailing semicolon. */
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** One line for people; undefined when the SQL speaks for itself. */
  readonly comment: string | undefined;
  /** false: the database refuses it inside a transaction (`CREATE INDEX CONCURRENTLY`). */
  readonly transactional: boolean;
  /**
   * A question the runner may ask after a crash to learn whether this statement happened:
   * SQL that returns one row with a column `done` (1 or 0). undefined = cannot be asked.
   */
  readonly probe: string | undefined;
  /**
   * Clears away what a cut-off or failed attempt of this statement may have left (an invalid index
   * after `CREATE INDEX CONCURRENTLY`), so that it can run again: a query whose rows hold SQL, as
   * with `executeRows`; no rows when nothing was left. Run by `DialectSession.repair`.
   */
  readonly repair?: string | undefined;
  /**
   * SQL (one statement each) that must hold before/after: see `Rebuild` in the SQLite editor.
   * `rows`: the tables whose number of rows this statement must not change.
   */
  readonly rows: readonly string[];
  /**
   * true: a query whose first column holds SQL, one statement a row, to be executed in that order
   * (psql's `\gexec`). It is how a plan keeps what only the database knows, such as triggers that
   * were made by hand. Run every statement with `runStatement`, which knows.
   */
  readonly executeRows?: boolean | undefined;
  /** Of the dialect that wrote it, which runs it by `DialectSession.run`. */
  readonly live?: LiveTable | LiveColumn | undefined;
  /** Where it was cut from a text of the author's: 1-based line of that text. */
  readonly line?: number | undefined;
}

/**
 * What a statement must look up before it runs, because a table that is made anew may have more than
 * the migrations know. A plan is written without a database, so the text is right for a table that
 * is as the migrations say, and the dialect adapts it to the one that is there.
 *
 * - `create`: the new table; `from` is CREATE TABLE of the old one as the migrations know it.
 * - `copy`: its rows, from `table` into `fresh`; columns that are not `known` are copied as they are.
 * - `member`: an index or trigger that does not change: the database's own text of it.
 */
export type LiveTable =
  | { readonly kind: "create"; readonly table: string; readonly from: string }
  | {
      readonly kind: "copy";
      readonly table: string;
      readonly fresh: string;
      readonly known: readonly string[];
    }
  | { readonly kind: "member"; readonly name: string };

/**
 * The same for a column whose definition is written anew. The text is right for a column that is as
 * the migrations say.
 *
 * - `column`: the statement holds the definition `to`, `from` is how the migrations know the column.
 *   What is the same in both stays as the database has it. `remade`: the column goes and comes.
 * - `known`: a look before a change in several steps, which is refused where it would lose what the
 *   `fields` have beyond `from`; of fields that are `dropped` and made again, indexes and checks
 *   that are none of the `members` as well.
 * - `retype`: the column gets the type and keeps how its values are stored and, where the migrations
 *   name none, their collation.
 * - `altered`: the statement writes the whole column anew as it is to be; what it `keeps`, because
 *   the migrations leave it as it is, and all that they have no word for comes from the database.
 * - `replaced`: a look before a column is dropped and made again, which is refused where that would
 *   lose what the column has beyond what the migrations know. `type`: of the new column, undefined
 *   where that is computed and has no place for attributes.
 */
export type LiveColumn =
  | {
      readonly kind: "column";
      readonly table: string;
      readonly field: string;
      readonly from: string;
      readonly to: string;
      readonly remade: boolean;
    }
  | {
      readonly kind: "known";
      readonly table: string;
      readonly fields: readonly {
        readonly name: string;
        readonly from: string;
      }[];
      readonly dropped: boolean;
      readonly members: readonly string[];
    }
  | {
      readonly kind: "retype";
      /** Quoted. */
      readonly table: string;
      readonly field: string;
      readonly type: string;
      readonly keepsCollation: boolean;
    }
  | {
      readonly kind: "altered";
      /** Quoted. */
      readonly table: string;
      readonly field: string;
      readonly type: string;
      readonly collation?: string | undefined;
      readonly nullable: boolean;
      readonly keeps: readonly ("type" | "collation" | "null" | "default")[];
    }
  | {
      readonly kind: "replaced";
      /** Quoted. */
      readonly table: string;
      readonly field: string;
      readonly type?: string | undefined;
      readonly knows: readonly ("collation" | "default" | "comment")[];
      /** Names of checks that are seen to. */
      readonly checks: readonly string[];
    };

/** What runs in this order. */
export type Statements = readonly Statement[];

/** A data migration in TypeScript: runs in the migration's transaction, cannot be printed as SQL. */
export interface ScriptStep {
  readonly kind: "script";
  readonly comment: string;
  readonly run: (db: ScriptDatabase) => Promise<void>;
}

/** What a `RunScript` may do with the database, and nothing else. */
export interface ScriptDatabase {
  query(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  execute(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<{ readonly rowsAffected: number }>;
  progress(done: number, total: number): void;
  /** Takes what the script logged, as soon as it is known; not for the script itself. */
  log?(level: string, text: string): void;
}

export type Step = Statement | ScriptStep;
