import { parseOperation } from "../operation/index.js";
import type { Operation, OperationData } from "../operation/operation.js";
import { requireTable, type Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import type { Table } from "../schema/table.js";
import { memberOf } from "../text/record.js";
import type { Question, Questioner } from "./questioner.js";

/** Where a schema is to go, and who answers. */
export interface Task {
  readonly from: Schema;
  readonly to: Schema;
  readonly questioner: Questioner;
}

/** An operation that was drafted; `review`: a person said to look at it before it runs. */
export interface Drafted {
  readonly operation: Operation;
  readonly review: boolean;
}

/** A step that makes its operation when its turn comes; false = not yet, something must come first. */
export type Step = () => boolean;

/**
 * The migration under way: the operations so far and the schema after them. What an operation looks
 * like depends on that schema, so each is made when those before it stand.
 */
export class Draft {
  readonly task: Task;
  readonly drafted: Drafted[] = [];
  readonly questions: Question[] = [];
  /** What a person should know who takes the operations as they are. */
  readonly notices: string[] = [];
  /** Keys of tables of this very migration. */
  readonly created = new Set<string>();
  schema: Schema;
  #waiting: readonly Step[] = [];

  constructor(task: Task) {
    this.task = task;
    this.schema = task.from;
  }

  get questioner(): Questioner {
    return this.task.questioner;
  }

  /** The table of that key as it is now. */
  table(key: string): Table {
    return requireTable(this.schema, key);
  }

  /** The tables that are there before and after, as they are now and as they are to be. */
  common(): readonly (readonly [key: string, from: Table, to: Table])[] {
    return [...this.task.to.tables].flatMap(([key, to]) => {
      const from = this.schema.tables.get(key);
      return from === undefined ? [] : [[key, from, to] as const];
    });
  }

  /** The step that adds an operation whenever its turn comes. */
  adding(data: OperationData): Step {
    return () => {
      this.add(data);
      return true;
    };
  }

  /**
   * Adds an operation; `renames`: ids of what it may be instead, for who is asked.
   *
   * @throws StateError when it does not fit what is there by now.
   */
  add(data: OperationData, renames: () => readonly string[] = () => []): void {
    const operation = parseOperation(data, "$");
    const choice = operation.destructive ? this.#choice(operation, renames) : "generate";
    const flags = { omit: { schemaOnly: true }, ignore_errors: { ignoreErrors: true } };
    const chosen =
      choice === "omit" || choice === "ignore_errors"
        ? parseOperation({ ...data, ...flags[choice] }, "$")
        : operation;
    this.schema = chosen.mutate(this.schema);
    if (chosen.kind === "create_table" && chosen.table !== undefined)
      this.created.add(chosen.table);
    this.drafted.push({ operation: chosen, review: choice === "review" });
  }

  /** Takes steps in order; those that cannot come yet wait for what comes later. */
  run(steps: readonly Step[]): void {
    let open = [...this.#waiting, ...steps];
    for (;;) {
      const left = open.filter((step) => !this.#take(step));
      if (left.length === open.length || left.length === 0) {
        this.#waiting = left;
        return;
      }
      open = left;
    }
  }

  ask(question: Question): void {
    if (!this.questions.some(({ kind, id }) => kind === question.kind && id === question.id)) {
      this.questions.push(question);
    }
  }

  #take(step: Step): boolean {
    try {
      return step();
    } catch (error) {
      if (error instanceof StateError) return false;
      throw error;
    }
  }

  #choice(operation: Operation, renames: () => readonly string[]) {
    const id = destructiveId(operation);
    const choice = this.questioner.destructive(id);
    if (choice !== undefined) return choice;
    this.ask({ kind: "destructive", id, description: operation.describe(), renames: renames() });
    return "generate";
  }
}

function destructiveId(operation: Operation): string {
  const data = operation.toData();
  const field = typeof data.field === "string" ? data.field : nameOf(data.newField);
  const { table = `${String(data.kind)} ${String(data.name)}` } = operation;
  const place = field === undefined ? table : `${table}.${field}`;
  return `${operation.kind} ${place}`;
}

function nameOf(field: unknown): string | undefined {
  const name = memberOf(field, "name");
  return name === undefined ? undefined : String(name);
}
