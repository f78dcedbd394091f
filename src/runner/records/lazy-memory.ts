import { buildGraph, type ForwardTarget, type Graph } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import { type Memory, type Remembered, stoodFor } from "./memory.js";
import type { StartingPoint } from "./starting-point.js";

interface LazyMemoryParts extends Remembered {
  readonly migrations: () => readonly Migration[];
  /** See {@link StartingPoint.tail}. */
  readonly tail?: readonly Migration[] | undefined;
  readonly graph?: Graph | undefined;
}

/**
 * What the database remembers, and what follows from it, made when it is asked for: where everything that is pending is known
 * to come behind what is applied, no graph is. Not to be spread.
 */
export class LazyMemory implements Memory {
  readonly #parts: LazyMemoryParts;
  #graph: Graph | undefined;
  #stands: ReadonlyMap<string, string> | undefined;

  constructor(parts: LazyMemoryParts) {
    this.#parts = parts;
    this.#graph = parts.graph;
  }

  /** Of a run that begins there, in a database that remembers this. */
  static from(start: StartingPoint, { history, entries }: Remembered): LazyMemory {
    const migrations = () => start.migrations;
    return new LazyMemory({ migrations, history, entries, tail: start.tail });
  }

  get history(): Remembered["history"] {
    return this.#parts.history;
  }

  get entries(): Remembered["entries"] {
    return this.#parts.entries;
  }

  get migrations(): readonly Migration[] {
    return this.#parts.migrations();
  }

  /** @throws GraphError as {@link buildGraph} */
  get graph(): Graph {
    this.#graph ??= buildGraph(this.migrations, { applied: this.history.keys() });
    return this.#graph;
  }

  /** See {@link stoodFor}. */
  get stands(): ReadonlyMap<string, string> {
    this.#stands ??= stoodFor(this.graph, this.history);
    return this.#stands;
  }

  /** Is it known without a graph that history and files agree, that there is one end and no squash to record? */
  get isPlain(): boolean {
    return this.#parts.tail !== undefined;
  }

  /** @throws GraphError as {@link Graph.forwardPlan} */
  forwardPlan({ to, steps }: ForwardTarget): readonly Migration[] {
    const { tail, history } = this.#parts;
    if (tail !== undefined && to === undefined && steps === undefined) return tail;
    return this.graph.forwardPlan(history.keys(), { to, steps });
  }

  get newlyApplied(): readonly string[] {
    return this.isPlain ? [] : this.graph.newlyApplied;
  }

  /** What the same migrations come to where the database remembers this. */
  behind({ history, entries }: Remembered): LazyMemory {
    const { migrations, tail } = this.#parts;
    // The same history is the same graph.
    const isSame = history === this.history;
    return new LazyMemory({
      migrations,
      history,
      entries,
      tail: isSame && entries.size === 0 ? tail : undefined,
      graph: isSame ? this.#graph : undefined,
    });
  }
}
