import * as v from "valibot";
import type { ScriptStep, ScriptDatabase as Session, Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { defineType, HandwrittenOperation } from "./base-operation.js";
import type { OperationType } from "./operation.js";
import { type BytesData, decodeBytes, isBytesData } from "./row-value.js";

/** What a statement of a script takes: any value that a row has, lists and objects too, and `bytes(...)`. */
export type ScriptParameter = NonNullable<Parameters<Session["query"]>[1]>[number] | BytesData;

/** What a script may do with the database, and nothing else. */
export interface ScriptDatabase {
  query(
    sql: string,
    parameters?: readonly ScriptParameter[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  execute(
    sql: string,
    parameters?: readonly ScriptParameter[],
  ): Promise<{ readonly rowsAffected: number }>;
  progress(done: number, total: number): void;
}

/** A data migration: runs in the migration's own transaction and can do what `db` can. */
export type Script = (db: ScriptDatabase) => Promise<void> | void;

/** What an author gives to `RunScript`. */
export interface RunScriptData {
  readonly up: Script;
  /** Missing = irreversible. */
  readonly down?: Script | undefined;
  /** One line for people. */
  readonly description?: string | undefined;
}

type Run = (db: ScriptDatabase) => unknown;

interface RunScriptParts {
  readonly up: Run;
  readonly down: Run | undefined;
  readonly description: string | undefined;
}

/** A data migration in TypeScript. */
export class RunScript extends HandwrittenOperation {
  readonly kind = "run_script";
  readonly description: string | undefined;
  readonly upScript: Run;
  readonly downScript: Run | undefined;

  constructor(parts: RunScriptParts) {
    super({});
    this.description = parts.description;
    this.upScript = parts.up;
    this.downScript = parts.down;
  }

  override get reversible(): boolean {
    return this.downScript !== undefined;
  }

  describe(): string {
    return this.description ?? "Run script";
  }

  nameFragment(): string {
    return "run_script";
  }

  mutate(before: Schema): Schema {
    return before;
  }

  protected forward(): readonly Step[] {
    return [this.#step(this.upScript, this.describe())];
  }

  protected backward(): readonly Step[] | undefined {
    if (this.downScript === undefined) return undefined;
    return [this.#step(this.downScript, `Undo: ${this.describe()}`)];
  }

  protected fields() {
    return {
      up: this.upScript,
      ...(this.downScript !== undefined && { down: this.downScript }),
      ...(this.description !== undefined && { description: this.description }),
    };
  }

  #step(script: Run, comment: string): ScriptStep {
    const run = async (session: Session) => {
      await script(forAuthor(session));
    };
    return { kind: "script", comment, run };
  }
}

/**
 * A script that runs outside of this process has its output handed on by this, see `withFunctions()` of the loader.
 * A symbol, because it is none of the names that an author has.
 */
export const scriptLog: unique symbol = Symbol("scriptLog");

interface Logging {
  [scriptLog](level: string, text: string): void;
}

/** The session with `bytes(...)` as a parameter; everything else it checks itself. */
function forAuthor(session: Session): ScriptDatabase & Logging {
  return {
    [scriptLog]: (level, text) => session.log?.(level, text),
    query: async (sql, parameters) => session.query(sql, decoded(parameters)),
    execute: async (sql, parameters) => session.execute(sql, decoded(parameters)),
    progress: (done, total) => session.progress(done, total),
  };
}

type Values = NonNullable<Parameters<Session["query"]>[1]>;

/** @throws OperationError for what is not base64 */
function decoded(parameters: readonly ScriptParameter[] | undefined): Values | undefined {
  if (parameters === undefined || isPlain(parameters)) return parameters;
  return parameters.map((value, at) =>
    isBytesData(value) ? decodeBytes(value, `parameters[${at}]`) : value,
  );
}

/** Also what is no list at all: the session says what is wrong with that. */
function isPlain(parameters: readonly ScriptParameter[]): parameters is Values {
  return !Array.isArray(parameters) || !parameters.some(isBytesData);
}

export const runScriptType: OperationType = defineType({
  kind: "run_script",
  className: "RunScript",
  entries: {
    up: v.function("a function is expected"),
    down: v.optional(v.function("a function is expected")),
    description: v.optional(v.string()),
  },
  make: ({ up, down, description }) => new RunScript({ up, down, description }),
});
