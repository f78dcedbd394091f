import * as v from "valibot";
import type { ScriptDatabase, ScriptStep, Step } from "../dialect/statement.js";
import type { Schema } from "../schema/schema.js";
import { BaseOperation, defineType } from "./base-operation.js";
import type { OperationType } from "./operation.js";

export type { ScriptDatabase };

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
export class RunScript extends BaseOperation {
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

  get table(): undefined {
    return undefined;
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

  /** It may touch anything. */
  references(): boolean {
    return true;
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
    const run = async (db: ScriptDatabase) => {
      await script(db);
    };
    return { kind: "script", comment, run };
  }
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
