import * as v from "valibot";
import type { ScriptStep, ScriptDatabase as Session } from "../dialect/statement.js";
import { defineOperation } from "./define-operation.js";
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

interface ScriptParts {
  readonly up: Run;
  readonly down?: Run | undefined;
  readonly description?: string | undefined;
}

const script = v.function("a function is expected");

/** A data migration in TypeScript. */
export const runScriptType = defineOperation({
  kind: "run_script",
  className: "RunScript",
  entries: { up: script, down: v.optional(script), description: v.optional(v.string()) },
  parts: (data): ScriptParts => data,
  handwritten: true,
  reversible: ({ down }) => down !== undefined,
  describe: textOf,
  nameFragment: () => "run_script",
  mutate: (_, before) => before,
  up: (parts) => [stepOf(parts.up, textOf(parts))],
  down: (parts) => parts.down && [stepOf(parts.down, `Undo: ${textOf(parts)}`)],
});

function textOf({ description = "Run script" }: ScriptParts): string {
  return description;
}

function stepOf(script: Run, comment: string): ScriptStep {
  const run = async (session: Session) => {
    await script(forAuthor(session));
  };
  return { kind: "script", comment, run };
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
