import type { Operation } from "../operation/operation.js";
import { changedTables } from "../schema/changed-tables.js";
import { equalSchemas } from "../schema/diff-schemas.js";
import { memberNames } from "../schema/member-names.js";
import { referencesTo } from "../schema/references-to.js";
import type { Schema } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";

/** What an author says about the rows that are there. */
const OF_ROWS = ["backfill", "using", "downUsing", "renameValues", "replaceValues"];

/** An operation in its place. */
export interface Step {
  readonly operation: Operation;
  readonly before: Schema;
  readonly after: Schema;
  /** undefined = not known. */
  readonly touch: Touch | undefined;
  /** Keys of the tables that it changes, or whose rows it does; `enum status` for an enum. */
  readonly writes: ReadonlySet<string>;
  /** The tables to which those refer, and the enums that they use. */
  readonly reads: ReadonlySet<string>;
  /** Names of tables, indexes and constraints that it gives, and that it sets free. */
  readonly given: ReadonlySet<string>;
  readonly freed: ReadonlySet<string>;
}

/** @throws StateError when the operation does not fit the schema. */
export function stepOf(operation: Operation, before: Schema): Step {
  const after = mutated(operation, before);
  const changed = changedTables(before, after);
  const writes = new Set([...changed, ...changedEnums(before, after)]);
  if (operation.table !== undefined) writes.add(operation.table);
  const [old, young] = [namesIn(before, changed), namesIn(after, changed)];
  return {
    operation,
    before,
    after,
    touch: touchOf(operation),
    writes,
    reads: new Set([...targetsIn(before, changed), ...targetsIn(after, changed)]),
    given: new Set([...young].filter((name) => !old.has(name))),
    freed: new Set([...old].filter((name) => !young.has(name))),
  };
}

/** A step that sees nothing of what has moved, and so does what it did, where it is now. */
export function inPlace(step: Step, before: Schema): Step {
  if (step.before === before) return step;
  return { ...step, before, after: mutated(step.operation, before) };
}

/** What may fail and does not fit changes nothing, as in a replay. */
function mutated(operation: Operation, before: Schema): Schema {
  try {
    return operation.mutate(before);
  } catch (error) {
    if (operation.ignoreErrors && error instanceof StateError) return before;
    throw error;
  }
}

/** The operations in their places. @throws StateError when one does not fit. */
export function stepsOf(operations: Iterable<Operation>, from: Schema): readonly Step[] {
  let schema = from;
  return [...operations].map((operation) => {
    const step = stepOf(operation, schema);
    schema = step.after;
    return step;
  });
}

/** The same, undefined where it does not fit. */
export function fittingStep(operation: Operation, before: Schema): Step | undefined {
  try {
    return stepOf(operation, before);
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}

/** May two change places unseen? An expression over rows is about the table that has them. */
export function areIndependent(first: Step, second: Step): boolean {
  const known = [first, second].every(({ touch }) => touch === "schema" || touch === "rows");
  return known && !meet(second.given, first.freed) && areApart(first, second);
}

/**
 * The second of two neighbours in front of the first; undefined where that is not the same. What
 * rows are like is not known, so what deals with those of one table keeps its order, and so do settings.
 */
export function inFront(first: Step, second: Step): Step | undefined {
  if (first.touch !== "schema" || second.touch !== "schema") return undefined;
  if (meet(second.given, first.freed)) return undefined;
  const sooner = fittingStep(second.operation, first.before);
  const later = sooner && fittingStep(first.operation, sooner.after);
  if (sooner === undefined || later === undefined) return undefined;
  const known = new Set([...danglingBehind(first), ...danglingBehind(second)]);
  const dangling = [...danglingBehind(sooner), ...danglingBehind(later)];
  const same = equalSchemas(later.after, second.after);
  return same && dangling.every((key) => known.has(key)) ? sooner : undefined;
}

/** Do they deal with different tables, so that neither sees what the other does? */
export function areApart(a: Step, b: Step): boolean {
  if (a.writes.size === 0 || b.writes.size === 0) return false;
  return !meet(a.writes, b.writes) && !meet(a.writes, b.reads) && !meet(a.reads, b.writes);
}

/** Foreign keys that the step leaves without the table that they refer to. */
export function danglingBehind({ after, writes }: Step): readonly string[] {
  return [...writes].flatMap((name) => {
    const table = after.tables.get(name);
    if (table === undefined) {
      return [...referencesTo(after, name)].map(({ table: from, key }) => `${from}.${key.name}`);
    }
    return table.foreignKeys
      .filter((key) => !after.tables.has(key.table))
      .map((key) => `${name}.${key.name}`);
  });
}

export function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  return [...small].some((name) => large.has(name));
}

function namesIn({ tables }: Schema, keys: readonly string[]): ReadonlySet<string> {
  const names = keys.flatMap((key) => {
    const table = tables.get(key);
    return table === undefined ? [] : [key, ...memberNames(table)];
  });
  return new Set(names);
}

function targetsIn({ tables }: Schema, keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => {
    const { foreignKeys = [], fields = [] } = tables.get(key) ?? {};
    const enums = fields.flatMap((field) => (field.enum === undefined ? [] : `enum ${field.enum}`));
    return [...foreignKeys.map(({ table }) => table), ...enums];
  });
}

function changedEnums(before: Schema, after: Schema): readonly string[] {
  if (before.enums === after.enums) return [];
  const names = [...new Set([...before.enums.keys(), ...after.enums.keys()])];
  return names
    .filter((name) => before.enums.get(name) !== after.enums.get(name))
    .map((name) => `enum ${name}`);
}

/**
 * What an operation deals with:
 * - `schema`: what the schemas around it show, and nothing else;
 * - `rows`: rows of its table as well, by an expression of the author's;
 * - `data`: rows of its table and no schema;
 * - `settings`: what defaults and types mean, for every operation behind it.
 */
type Touch = "schema" | "rows" | "data" | "settings";

/**
 * One line an operation. One that is not here may touch anything: nothing passes it, nothing is
 * merged with it, and whether it can change places with another is unknown.
 */
const TOUCHES: Readonly<Record<string, Touch>> = {
  create_table: "schema",
  drop_table: "schema",
  rename_table: "schema",
  alter_table: "schema",
  add_field: "schema",
  drop_field: "schema",
  alter_field: "schema",
  rename_field: "schema",
  add_index: "schema",
  drop_index: "schema",
  rename_index: "schema",
  add_foreign_key: "schema",
  drop_foreign_key: "schema",
  add_check: "schema",
  drop_check: "schema",
  add_unique: "schema",
  drop_unique: "schema",
  add_exclusion: "schema",
  drop_exclusion: "schema",
  alter_primary_key: "schema",
  create_enum: "schema",
  alter_enum: "schema",
  drop_enum: "schema",
  upsert_data: "data",
  set_defaults: "settings",
  set_type_mappings: "settings",
};

/** What the operation touches; undefined = not known. */
function touchOf(operation: Operation): Touch | undefined {
  const { kind, schemaOnly, ignoreErrors } = operation;
  // What the state says of these is not what happens in the database.
  if (schemaOnly || ignoreErrors || !Object.hasOwn(TOUCHES, kind)) return undefined;
  const touch = TOUCHES[kind];
  const data = operation.toData();
  const said = touch === "schema" ? OF_ROWS.filter((key) => data[key] !== undefined) : [];
  if (said.length === 0) return touch;
  // A query in the expression may read any table.
  return said.some((key) => /\bselect\b/i.test(String(data[key]))) ? undefined : "rows";
}
