import { buildGraph, type Graph } from "../../migration/graph.js";
import { type Migration, makeMigration } from "../../migration/migration.js";
import { replay } from "../../migration/state.js";
import type { Operation } from "../../operation/operation.js";
import { type Clash, compareBranches } from "../../optimizer/clashes.js";
import type { Naming } from "../../schema/naming.js";
import { emptySchemaOf } from "../../schema/schema.js";
import { migrationNameOf, nextNumber } from "../../writer/migration-file-name.js";
import type { Project } from "../project-state.js";

/** A longer name says nothing that the dependencies do not say. */
const LONGEST_NAME = 80;

/** An operation of a branch. */
interface BranchOperation {
  readonly migration: string;
  readonly operation: string;
}

/** Why two branches may not come to the same in either order. */
export interface MergeConflict {
  readonly kind: Clash["kind"];
  /** What clashes with what; one alone where it is not known what it touches. */
  readonly operations: readonly BranchOperation[];
  readonly reason: string;
}

/** The migration that depends on every end, and what speaks against it. */
export interface Merge {
  readonly migration: Migration;
  readonly conflicts: readonly MergeConflict[];
  readonly notices: readonly string[];
}

/**
 * Compares the branches, two by two, and brings them together; undefined when there is one end.
 *
 * @param naming of the configured database: where names count beyond their table.
 * @throws MigrationStateError where a branch does not fit by itself.
 */
export function merge(
  project: Project,
  options: { readonly name: string | undefined; readonly naming: Naming },
): Merge | undefined {
  const { graph, leaves, names } = project;
  if (leaves.length < 2) return undefined;
  const given = options.name ?? mergedName(leaves);
  const migration = makeMigration({
    name: migrationNameOf(nextNumber(names), given),
    dependencies: leaves,
    operations: [],
  });
  const found = leaves.flatMap((left, at) =>
    leaves.slice(at + 1).map((right) => comparePair(graph, { left, right }, options.naming)),
  );
  const conflicts = found.flatMap((pair) => pair.conflicts);
  const orders = new Set(found.flatMap(({ fieldOrder }) => fieldOrder));
  return {
    migration,
    conflicts: [...new Map(conflicts.map((one) => [JSON.stringify(one), one])).values()],
    notices: [...orders]
      .sort()
      .map(
        (table) =>
          `both branches add fields to "${table}": which stand first depends on which branch came first`,
      ),
  };
}

/** @throws MigrationStateError where what is merged cannot be played through. */
export function assertReplays({ migrations }: Project, { migration }: Merge): void {
  replay(buildGraph([...migrations, migration]).order);
}

function mergedName(leaves: readonly string[]): string {
  const name = `merge_${leaves.join("_and_")}`;
  return name.length > LONGEST_NAME ? "merge" : name;
}

interface Place {
  readonly migration: Migration;
  readonly operation: Operation;
}

function comparePair(
  graph: Graph,
  { left, right }: { readonly left: string; readonly right: string },
  naming: Naming,
): { readonly conflicts: readonly MergeConflict[]; readonly fieldOrder: readonly string[] } {
  const [one, two] = [left, right].map((leaf) => new Set(graph.ancestors(leaf)));
  const both = new Set([...(one ?? [])].filter((migration) => two?.has(migration)));
  const from = replay(both, { from: emptySchemaOf(naming) });
  const [a, b] = [one, two].map((past = new Set()) => {
    const own = [...past].filter((migration) => !both.has(migration));
    // Whatever does not fit by itself is named with its migration.
    replay(own, { from });
    return placesIn(own);
  });
  const operations = (places: readonly Place[] = []) => places.map(({ operation }) => operation);
  const { clashes, fieldOrder } = compareBranches(from, operations(a), operations(b));
  const shown = (place: Place | undefined): readonly BranchOperation[] =>
    place === undefined
      ? []
      : [{ migration: place.migration.name, operation: place.operation.describe() }];
  const conflicts = clashes.map((clash) => ({
    kind: clash.kind,
    operations: [...shown(a?.[clash.left ?? -1]), ...shown(b?.[clash.right ?? -1])],
    reason: clash.reason,
  }));
  return { conflicts, fieldOrder };
}

function placesIn(migrations: readonly Migration[]): readonly Place[] {
  return migrations.flatMap((migration) =>
    migration.operations.map((operation) => ({ migration, operation })),
  );
}
