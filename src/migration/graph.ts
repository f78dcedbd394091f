import { command, hint } from "../errors.js";
import { suggestion } from "../text/nearest-name.js";
import { GraphError, placedGraphError } from "./graph-error.js";
import { Heap } from "./heap.js";
import { type Edges, invert, linearise } from "./linearise.js";
import type { Migration } from "./migration.js";
import { ZERO } from "./migration-name.js";
import { type Replacement, resolveReplacements } from "./replacement.js";

/** One line of work that is not merged with the others. */
export interface Branch {
  readonly leaf: string;
  /** The migrations that only this leaf builds on, in order. */
  readonly migrations: readonly string[];
}

/**
 * How migrations depend on each other, and what to run in which order. Pure: it knows names, not
 * databases; which names are applied it is told. Make one with {@link buildGraph}.
 */
export class Graph {
  /** Every migration that counts, in the order in which they run. */
  readonly order: readonly Migration[];
  /** The names it was told, and squashes that stand for nothing but applied migrations. */
  readonly applied: ReadonlySet<string>;
  /** Squashes that became applied this way: the runner writes them into the history. */
  readonly newlyApplied: readonly string[];
  readonly #parents: ReadonlyMap<string, readonly string[]>;
  readonly #children: ReadonlyMap<string, readonly string[]>;
  readonly #migrations: ReadonlyMap<string, Migration>;
  readonly #aliases: ReadonlyMap<string, readonly string[]>;

  constructor(replacement: Replacement, parents: ReadonlyMap<string, readonly string[]>) {
    this.#migrations = replacement.migrations;
    this.#aliases = replacement.aliases;
    this.applied = replacement.applied;
    this.newlyApplied = replacement.newlyApplied;
    this.#parents = parents;
    this.#children = invert(parents);
    this.order = linearise(parents, this.#children).flatMap((name) => this.#found(name));
  }

  /** The migration of that name, exactly; a name that a squash replaced finds the squash. */
  get(name: string): Migration | undefined {
    const [stand, ...more] = this.#aliases.get(name) ?? [name];
    return more.length > 0 || stand === undefined ? undefined : this.#migrations.get(stand);
  }

  /** What it depends on. */
  parents(name: string): readonly string[] {
    return this.#parents.get(name) ?? [];
  }

  /** What depends on it. */
  children(name: string): readonly string[] {
    return this.#children.get(name) ?? [];
  }

  /** Migrations that depend on nothing, sorted. */
  get roots(): readonly string[] {
    return [...this.#parents]
      .filter(([, needs]) => needs.length === 0)
      .map(([name]) => name)
      .sort();
  }

  /** Migrations that nothing depends on, sorted. */
  get leaves(): readonly string[] {
    return [...this.#parents.keys()].filter((name) => this.children(name).length === 0).sort();
  }

  /** Is there more than one end, so that a merge is due? A branch that was merged is no matter. */
  get hasUnresolvedBranches(): boolean {
    return this.leaves.length > 1;
  }

  /** One entry a leaf when there are several, else none. */
  get branches(): readonly Branch[] {
    const { leaves } = this;
    if (leaves.length < 2) return [];
    const builders = new Map<string, number>();
    const pasts = leaves.map((leaf) => this.#reach(leaf, this.#parents));
    for (const past of pasts) {
      for (const name of past) builders.set(name, (builders.get(name) ?? 0) + 1);
    }
    return leaves.map((leaf, at) => ({
      leaf,
      migrations: this.#names(
        (name) => builders.get(name) === 1 && (pasts[at]?.has(name) ?? false),
      ),
    }));
  }

  /**
   * The name of the migration that was meant: exactly this one, or the squash that replaced it.
   *
   * @throws GraphError with the nearest name.
   */
  resolveName(text: string): string {
    const migration = this.get(text);
    if (migration !== undefined) return migration.name;
    throw new GraphError({
      code: "GRAPH_UNKNOWN_TARGET",
      message: `there is no migration "${text}"`,
      hint: suggestion(
        text,
        this.#migrations.keys(),
        hint`Give the whole name; ${command("migrate status")} lists all of them.`,
      ),
      migrations: [text],
    });
  }

  /**
   * What to run, in order: everything that is not applied, or with a target only what the target
   * needs and the target itself. Nothing when the target is applied.
   *
   * @throws GraphError when the target is unknown, or `steps` is no count.
   */
  forwardPlan(applied: Iterable<string>, target: ForwardTarget = {}): readonly Migration[] {
    const done = this.#effective(applied);
    const { to, steps } = target;
    if (to === undefined) {
      const open = this.order.filter(({ name }) => !done.has(name));
      return steps === undefined ? open : open.slice(0, checkedSteps(steps, "apply"));
    }
    const goal = this.resolveName(to);
    if (done.has(goal)) return [];
    const wanted = this.#reach(goal, this.#parents);
    return this.order.filter(({ name }) => wanted.has(name) && !done.has(name));
  }

  /**
   * What to undo, in order: children before parents, and never a branch that does not build on
   * the target. `to` is exclusive: that migration stays; `"zero"` means all of them.
   *
   * @param applied names in the order in which they were applied: of several that could be next,
   *   the one applied last is.
   * @throws GraphError when the target is unknown or not applied, or `steps` is no count.
   */
  backwardPlan(applied: Iterable<string>, target: BackwardTarget): readonly Migration[] {
    const done = [...this.#effective(applied)].filter((name) => this.#migrations.has(name));
    const names = backwardPlan({
      applied: done,
      target,
      resolve: (name) => this.resolveName(name),
      descendants: (name) => this.#reach(name, this.#children),
      parents: this.#parents,
    });
    return names.flatMap((name) => this.#found(name));
  }

  /** Applied names that no file has and no squash replaced, in the given order. */
  unknown(applied: Iterable<string>): readonly string[] {
    return [...applied].filter((name) => !this.#migrations.has(name) && !this.#aliases.has(name));
  }

  /** @throws GraphError when something is applied without what it depends on. */
  checkConsistent(applied: Iterable<string>): void {
    const done = this.#effective(applied);
    for (const { name } of this.order) {
      if (!done.has(name)) continue;
      const open = this.parents(name).find((parent) => !done.has(parent));
      if (open === undefined) continue;
      throw new GraphError({
        code: "GRAPH_INCONSISTENT_HISTORY",
        message: `migration "${name}" is applied, but "${open}", which it depends on, is not`,
        hint: hint`Apply "${open}" with ${command("migrate fake")} if its changes are in the database, or undo "${name}" with ${command("migrate unfake")}.`,
        migrations: [name, open],
      });
    }
  }

  /** Everything that the migration builds on, itself included, in order. */
  ancestors(name: string): readonly Migration[] {
    const past = this.#reach(this.resolveName(name), this.#parents);
    return this.order.filter((migration) => past.has(migration.name));
  }

  /** The applied names, in their order, and the squashes that stand for some of them. */
  #effective(applied: Iterable<string>): ReadonlySet<string> {
    const names = new Set<string>();
    for (const name of applied) {
      names.add(name);
      for (const stand of this.#aliases.get(name) ?? []) {
        if (this.applied.has(stand)) names.add(stand);
      }
    }
    return names;
  }

  #reach(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
    const reached = new Set([start]);
    for (const name of reached) for (const next of edges.get(name) ?? []) reached.add(next);
    return reached;
  }

  #names(wanted: (name: string) => boolean): string[] {
    return this.order.map(({ name }) => name).filter(wanted);
  }

  #found(name: string): readonly Migration[] {
    const migration = this.#migrations.get(name);
    return migration === undefined ? [] : [migration];
  }
}

export interface GraphOptions {
  /** Names in the history; decides whether a squash or what it replaces is used. */
  readonly applied?: Iterable<string> | undefined;
  /** Is told of a dependency that does not exist, which is then left out; default: it is thrown. */
  readonly onMissing?: ((error: GraphError) => void) | undefined;
}

/**
 * Makes the graph of the loaded migrations.
 *
 * @throws GraphError when a dependency is missing, dependencies form a circle, or a squash and the
 * history do not fit; with the place of it in a file.
 */
export function buildGraph(migrations: Iterable<Migration>, options: GraphOptions = {}): Graph {
  const all = new Map([...migrations].map((migration) => [migration.name, migration]));
  try {
    return graphOf(all, options);
  } catch (error) {
    throw placedGraphError(error, all);
  }
}

function graphOf(all: ReadonlyMap<string, Migration>, options: GraphOptions): Graph {
  const replacement = resolveReplacements(all, new Set(options.applied ?? []));
  const parents = new Map<string, readonly string[]>();
  for (const migration of replacement.migrations.values()) {
    const needs = new Set<string>();
    for (const dependency of dependenciesOf(migration, all)) {
      const stands = standsFor(dependency, replacement);
      if (stands === undefined) reportMissing(dependency, { migration, replacement, options });
      for (const name of stands ?? []) {
        // A squash does not wait for what it stands for; itself it may not name.
        if (name !== migration.name || dependency === name) needs.add(name);
      }
    }
    parents.set(migration.name, [...needs]);
  }
  return new Graph(replacement, parents);
}

/** A squash also depends on what the migrations that it replaces depend on. */
function dependenciesOf(migration: Migration, all: ReadonlyMap<string, Migration>): string[] {
  const replaced = migration.replaces.flatMap((name) => all.get(name)?.dependencies ?? []);
  return [...migration.dependencies, ...replaced];
}

/** What stands for a dependency; undefined when there is no such migration. */
function standsFor(
  dependency: string,
  { migrations, aliases }: Replacement,
): readonly string[] | undefined {
  return migrations.has(dependency) ? [dependency] : aliases.get(dependency);
}

function reportMissing(
  dependency: string,
  about: {
    readonly migration: Migration;
    readonly replacement: Replacement;
    readonly options: GraphOptions;
  },
): void {
  const { migration, replacement, options } = about;
  const itself = dependency === migration.name;
  const error = new GraphError({
    code: "GRAPH_MISSING_DEPENDENCY",
    message: `migration "${migration.name}" depends on "${dependency}", which does not exist`,
    hint: suggestion(
      dependency,
      [...replacement.migrations.keys()].filter((name) => itself || name !== migration.name),
      "Add the missing file, or take the dependency out.",
    ),
    migrations: [migration.name, dependency],
  });
  if (options.onMissing === undefined) throw error;
  options.onMissing(error);
}

/** How far: the first `steps` of what is open, or `to` and what it needs; neither is all of it. */
export interface ForwardTarget {
  readonly to?: string | undefined;
  readonly steps?: number | undefined;
}

/** How far back: a number of migrations, or all that build on one; never both. */
type BackwardTarget = { readonly steps: number } | { readonly to: string };

interface BackwardRequest {
  /** Known migrations, in the order in which they were applied. */
  readonly applied: readonly string[];
  readonly target: BackwardTarget;
  readonly resolve: (name: string) => string;
  readonly descendants: (name: string) => ReadonlySet<string>;
  readonly parents: Edges;
}

/** The names to undo, each before those it depends on, the one applied last first. */
function backwardPlan(request: BackwardRequest): string[] {
  const { applied, target } = request;
  if ("steps" in target)
    return undoOrder(request, applied).slice(0, checkedSteps(target.steps, "undo"));
  if (target.to === ZERO) return undoOrder(request, applied);
  const goal = request.resolve(target.to);
  if (!applied.includes(goal)) throw notApplied(goal);
  const affected = request.descendants(goal);
  return undoOrder(
    request,
    applied.filter((name) => name !== goal && affected.has(name)),
  );
}

function undoOrder({ parents }: BackwardRequest, names: readonly string[]): string[] {
  const when = new Map(names.map((name, at) => [name, at]));
  const children = new Map(names.map((name) => [name, 0]));
  const parentsOf = (name: string) => (parents.get(name) ?? []).filter((one) => when.has(one));
  for (const name of names) {
    for (const parent of parentsOf(name)) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const ready = new Heap<string>((a, b) => (when.get(a) ?? 0) > (when.get(b) ?? 0));
  for (const [name, count] of children) if (count === 0) ready.push(name);
  const order: string[] = [];
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    order.push(name);
    for (const parent of parentsOf(name)) {
      const left = (children.get(parent) ?? 0) - 1;
      children.set(parent, left);
      if (left === 0) ready.push(parent);
    }
  }
  return order;
}

function checkedSteps(steps: number, what: "apply" | "undo"): number {
  if (Number.isSafeInteger(steps) && steps >= 1) return steps;
  const all =
    what === "apply" ? "leave it out to apply everything" : 'the target "zero" to undo everything';
  throw new GraphError({
    code: "GRAPH_BAD_STEPS",
    message: `${steps} is not a number of migrations to ${what}`,
    hint: `Give a whole number of at least 1, or ${all}.`,
    migrations: [],
  });
}

function notApplied(name: string): GraphError {
  return new GraphError({
    code: "GRAPH_TARGET_NOT_APPLIED",
    message: `migration "${name}" is not applied, so there is nothing to go back to`,
    hint: hint`Choose an applied migration; ${command("migrate status")} shows which are.`,
    migrations: [name],
  });
}
