import { command, hint } from "../../errors.js";
import { buildGraph, type Graph } from "../../migration/graph.js";
import { type Migration, makeMigration } from "../../migration/migration.js";
import { replay, states } from "../../migration/state.js";
import { parseOperation } from "../../operation/index.js";
import type { Operation } from "../../operation/operation.js";
import { withoutFunction } from "../../operation/run-sql.js";
import { optimize } from "../../optimizer/optimize.js";
import { diffSchemas } from "../../schema/diff-schemas.js";
import type { Schema } from "../../schema/schema.js";
import { migrationNameOf, nextNumber } from "../../writer/migration-file-name.js";
import { CliError } from "../cli-error.js";
import type { Project } from "../project-state.js";

export interface SquashOptions {
  readonly from: string;
  readonly to: string;
  readonly name: string | undefined;
  /** false: the operations one behind the other, as they are. */
  readonly optimize: boolean;
  /** Kinds of data steps to leave out. */
  readonly without: readonly string[];
}

/** A migration that stands for others. */
export interface Squash {
  readonly migration: Migration;
  /** What it replaces, in the order in which it runs. */
  readonly replaced: readonly Migration[];
  /** What must be there before: all that the replaced ones build on. */
  readonly before: readonly Migration[];
  readonly notices: readonly string[];
}

/**
 * One migration for all that `to` needs from `from` on. It leads to the same schema, which is
 * replayed; data steps stay in their places, but for kinds that are not wanted.
 *
 * @throws CliError CLI_SQUASH_RANGE, CLI_CANNOT_SQUASH, CLI_SQUASH_DIFFERS; GraphError where the
 *   squash does not fit in.
 */
export function squash(project: Project, options: SquashOptions): Squash {
  const { graph, names } = project;
  const replaced = rangeOf(graph, options);
  const inside = new Set(replaced);
  const past = graph.ancestors(options.to);
  const before = past.filter((migration) => !inside.has(migration));
  const from = replay(before);
  const { operations, notices } = collected(replaced, from, options.without);
  const migration = makeMigration({
    name: migrationNameOf(nextNumber(names), options.name ?? squashedName(replaced)),
    dependencies: [...new Set(replaced.flatMap(({ name }) => graph.parents(name)))].filter(
      (name) => !replaced.some((one) => one.name === name),
    ),
    replaces: replaced.map(({ name }) => name),
    operations: options.optimize ? optimize(operations, from) : operations,
    transaction: replaced.every(({ transaction }) => transaction),
  });
  assertSameSchema(replay(past), replay([migration], { from }));
  replay(buildGraph([...project.migrations, migration]).order);
  return { migration, replaced, before, notices: [...notices, ...transactionNotice(replaced)] };
}

/** What `to` needs and what needs `from`, both included, in order. */
function rangeOf(graph: Graph, { from, to }: SquashOptions): readonly Migration[] {
  const [first, last] = [graph.resolveName(from), graph.resolveName(to)];
  const behind = new Set([first]);
  for (const { name } of graph.order) {
    if (graph.parents(name).some((parent) => behind.has(parent))) behind.add(name);
  }
  const range = graph.ancestors(last).filter(({ name }) => behind.has(name));
  if (range.length > 1) return range;
  throw new CliError({
    code: "CLI_SQUASH_RANGE",
    message:
      first === last
        ? `"${first}" alone is nothing to squash`
        : `"${last}" does not build on "${first}"`,
    hint: hint`Name the first and the last migration of a line, the older one first; ${command("migrate dag")} draws the lines.`,
  });
}

function squashedName(replaced: readonly Migration[]): string {
  const [first, last] = [replaced[0], replaced.at(-1)].map(
    (migration) => /^\d+/.exec(migration?.name ?? "")?.[0] ?? migration?.name,
  );
  return `squash_${first}_to_${last}`;
}

interface Collected {
  readonly operations: readonly Operation[];
  readonly notices: readonly string[];
}

/** The operations as data that a file can hold. */
function collected(
  migrations: readonly Migration[],
  from: Schema,
  without: readonly string[],
): Collected {
  const operations: Operation[] = [];
  const notices: string[] = [];
  const unwritable: string[] = [];
  let schema = from;
  for (const migration of migrations) {
    for (const { operation, before, after } of states(migration, schema)) {
      schema = after;
      const place = `"${migration.name}": ${operation.describe()}`;
      if (without.includes(operation.kind)) {
        if (before === after) notices.push(`left out of ${place}`);
        else notices.push(`kept, because it changes the schema, of ${place}`);
        if (before === after) continue;
      }
      if (operation.kind === "run_script" || operation.kind === "custom") unwritable.push(place);
      else operations.push(parseOperation(withoutFunction(operation, before), "$"));
    }
  }
  if (unwritable.length > 0) throw cannotSquash(unwritable);
  return { operations, notices };
}

function transactionNotice(replaced: readonly Migration[]): readonly string[] {
  const free = replaced.filter(({ transaction }) => !transaction).map(({ name }) => `"${name}"`);
  if (free.length === 0) return [];
  return [`no transaction is around the squash, because none is around ${free.join(", ")}`];
}

function cannotSquash(places: readonly string[]): CliError {
  return new CliError({
    code: "CLI_CANNOT_SQUASH",
    message: `Code of an author's own stays in its file: ${places.join("; ")}`,
    hint: "Squash up to the migration before it and from the one behind it on; --without run_script leaves scripts out.",
  });
}

function assertSameSchema(long: Schema, short: Schema): void {
  const [first, ...more] = diffSchemas(long, short);
  if (first === undefined) return;
  throw squashDiffers(`in the schema: ${first}`, more.length);
}

/** The two lead to different ends. */
export function squashDiffers(difference: string, more: number): CliError {
  return new CliError({
    code: "CLI_SQUASH_DIFFERS",
    message: `The squash would not do what the migrations do, ${difference}${more === 0 ? "" : ` (and ${more} more)`}`,
    hint: "Nothing was written. Squash a shorter range, or with --no-optimize.",
  });
}
