import type { Migration } from "../migration/migration.js";
import type { Operation } from "../operation/operation.js";
import type { MigrationPlan, PlannedOperation } from "../plan/plan.js";
import { changedTables } from "../schema/changed-tables.js";
import { claimedNames, namedSequences } from "./claimed-names.js";
import { type Finding, makeFinding } from "./finding.js";
import type { PlanningBudget } from "./planning-budget.js";
import { BUILTIN, matches, type Policy } from "./policy.js";
import type { SqlFacts } from "./sql-facts.js";
import { isPlainType, type SqlFragment, sqlFragments, sqlOfMaps } from "./sql-fragments.js";
import type { SqlReading } from "./sql-parse.js";
import type { SqlReader } from "./sql-thread.js";
import { foreignType } from "./type-names.js";
import { usualFunctions } from "./usual-functions.js";

/** Operations whose statements are the author's own text. */
const RAW: ReadonlySet<string> = new Set([
  "run_sql",
  "create_object",
  "drop_object",
  "custom",
  "compiled",
]);

export interface JudgeOptions {
  readonly policy: Policy;
  readonly reader: SqlReader;
  readonly budget: PlanningBudget;
  readonly database: string;
  /** Must each text be the one that was judged, letter by letter? In a plan it is what will run. */
  readonly exact?: boolean;
}

/** Everything that a policy objects to in the plan of one migration, in either direction. */
export async function judgePlan(
  plan: MigrationPlan,
  options: JudgeOptions,
): Promise<readonly Finding[]> {
  const judge = new Judge(plan.migration, options);
  for (const planned of plan.operations) {
    options.budget.check();
    await judge.operation(planned);
  }
  return judge.findings;
}

class Judge {
  readonly findings: Finding[] = [];
  readonly #migration: Migration;
  readonly #policy: Policy;
  readonly #reader: SqlReader;
  readonly #database: string;
  readonly #readsSql: boolean;
  readonly #exact: boolean;

  constructor(migration: Migration, options: JudgeOptions) {
    const { policy, reader, database } = options;
    this.#migration = migration;
    this.#policy = policy;
    this.#reader = reader;
    this.#database = database;
    this.#exact = options.exact === true;
    this.#readsSql =
      policy.tables !== undefined ||
      policy.sqlVerbs !== undefined ||
      policy.functions !== undefined ||
      policy.denyFunctions.length > 0;
  }

  async operation(planned: PlannedOperation): Promise<void> {
    const { operation, index } = planned;
    const place = `operation ${index + 1} (${operation.kind})`;
    if (this.#policy.denyOperations.has(kindOf(operation))) {
      this.#refuse("POLICY_OPERATION", `${place} is of a kind that the policy denies`);
      return;
    }
    if (this.#policy.tables !== undefined) this.#checkTables(touchedTables(planned), place);
    if (operation.schemaOnly || RAW.has(operation.kind)) this.#checkClaims(planned, place);
    if (!this.#readsSql) return;
    // Nothing of what it would do is in this plan: neither its SQL nor the tables it refers to.
    if (planned.ignored !== undefined) {
      this.#refuse(
        "POLICY_SQL_UNREADABLE",
        `${place} does not fit the state and is left out, but it runs where an earlier failure was ignored`,
      );
    }
    for (const step of planned.steps) {
      if (step.kind === "script") {
        this.#refuse(
          "POLICY_SQL_UNREADABLE",
          `${place} is a script: its SQL is not known before it runs`,
        );
      } else if (RAW.has(operation.kind)) {
        const reading = await this.#read("statement", step.sql);
        this.#reading(reading, `${place}, "${excerpt(step.sql)}"`, true);
      }
    }
    for (const fragment of fragmentsOf(planned)) await this.#fragment(fragment, place);
  }

  async #read(kind: "statement" | "expression", sql: string): Promise<SqlReading> {
    const reading = await this.#reader.read({ database: this.#database, kind, sql });
    if (!this.#exact || !reading.readable || reading.sql === sql) return reading;
    return { readable: false, reason: "it is not written as it was judged" };
  }

  async #fragment(fragment: SqlFragment, place: string): Promise<void> {
    const where = `${place}, ${fragment.path}: "${excerpt(fragment.sql)}"`;
    switch (fragment.kind) {
      case "expression":
        this.#reading(await this.#read("expression", fragment.sql), where, false);
        return;
      case "type":
      case "word":
        if (!isPlainType(fragment.sql))
          this.#refuse("POLICY_SQL_UNREADABLE", `${where} is not a plain type`);
        else if (fragment.kind === "type") this.#checkType(fragment.sql, where);
        return;
      case "opaque":
        this.#refuse("POLICY_SQL_UNREADABLE", `${where} cannot be read on its own`);
        return;
      default:
        fragment.kind satisfies never;
    }
  }

  #reading(reading: SqlReading, where: string, verbs: boolean): void {
    if (!reading.readable) {
      this.#refuse("POLICY_SQL_UNREADABLE", `${where}: ${reading.reason}`);
      return;
    }
    this.#checkTables(reading.facts.tables, where);
    this.#checkFunctions(reading.facts, where);
    if (verbs) this.#checkVerbs(reading.facts, where);
  }

  #checkTables(tables: Iterable<string>, where: string): void {
    const allowed = this.#policy.tables;
    if (allowed === undefined) return;
    for (const table of tables) {
      if (matches(allowed, table)) continue;
      this.#refuse(
        "POLICY_TABLE",
        `${where} touches the table "${table}", which the policy does not allow`,
      );
    }
  }

  /** A table has a type of its rows; who holds on to it keeps the owner from dropping the table. */
  #checkType(sql: string, where: string): void {
    const type = foreignType(sql);
    if (type !== undefined) this.#checkTables([type], where);
  }

  #checkClaims(planned: PlannedOperation, where: string): void {
    const allowed = this.#policy.tables;
    if (allowed === undefined) return;
    for (const { name, table } of claimedNames(planned)) {
      if (matches(allowed, name)) continue;
      this.#refuse(
        "POLICY_TABLE",
        `${where} says that "${name}" belongs to "${table}": made without SQL, its name must match the tables of the policy`,
      );
    }
  }

  #checkVerbs(facts: SqlFacts, where: string): void {
    const allowed = this.#policy.sqlVerbs;
    if (allowed === undefined) return;
    for (const verb of facts.verbs) {
      // The body of a trigger is judged statement by statement; UNION and its kind are a SELECT.
      if (verb === "block" || allowed.has(verb === "compound_select" ? "select" : verb)) continue;
      this.#refuse(
        "POLICY_SQL_VERB",
        `${where} uses ${verb.replaceAll("_", " ").toUpperCase()}, which the policy does not allow`,
      );
    }
  }

  #checkFunctions(facts: SqlFacts, where: string): void {
    const { functions, denyFunctions } = this.#policy;
    const usual = functions?.includes(BUILTIN) ? usualFunctions(this.#database) : new Set<string>();
    for (const name of facts.functions) {
      const bare = name.slice(name.lastIndexOf(".") + 1);
      if (matches(denyFunctions, bare)) {
        this.#refuse("POLICY_SQL_FUNCTION", `${where} calls "${name}", which the policy denies`);
      } else if (functions !== undefined && !usual.has(name) && !matches(functions, name)) {
        this.#refuse(
          "POLICY_SQL_FUNCTION",
          `${where} calls "${name}", which the policy does not allow`,
        );
      }
    }
  }

  #refuse(rule: string, message: string): void {
    const { name, source } = this.#migration;
    this.findings.push(
      makeFinding({
        rule,
        message,
        hint: "Change the migration, or ask the operator of this check to change the policy.",
        migration: name,
        file: source?.file,
        line: source?.line,
        column: source?.column,
        database: this.#database,
      }),
    );
  }
}

/** The pieces of SQL that an operation is given, and those that it leaves in the schema. */
function fragmentsOf(planned: PlannedOperation): readonly SqlFragment[] {
  const given = fragmentsGiven(planned);
  const known = new Set(given.map(keyOf));
  return [...given, ...fragmentsLeft(planned).filter((fragment) => !known.has(keyOf(fragment)))];
}

function keyOf({ kind, sql }: SqlFragment): string {
  return `${kind} ${sql}`;
}

/**
 * A later statement is made of the schema: `DropTable` on its way down, a table that SQLite builds
 * anew. What stands there came in by any way, `mutate` and renamed fields included.
 */
function fragmentsLeft({ before, after }: PlannedOperation): readonly SqlFragment[] {
  const found: SqlFragment[] = [];
  for (const key of changedTables(before, after)) {
    const table = after.tables.get(key);
    for (const { path, ...fragment } of sqlFragments(table))
      found.push({ ...fragment, path: `${key}.${path}` });
  }
  if (after.defaults !== before.defaults) found.push(...sqlOfMaps(after.defaults, "expression"));
  if (after.typeMappings !== before.typeMappings)
    found.push(...sqlOfMaps(after.typeMappings, "type"));
  return found;
}

function fragmentsGiven({ operation }: PlannedOperation): readonly SqlFragment[] {
  if (RAW.has(operation.kind) || operation.kind === "run_script") return [];
  const { type, ...data } = operation.toData();
  if (type === "set_defaults") return sqlOfMaps(data, "expression");
  if (type === "set_type_mappings") return sqlOfMaps(data, "type");
  return sqlFragments(data);
}

/** A class of the author's own stays one when a plan holds no more than its statements. */
function kindOf({ kind }: Operation): string {
  return kind === "compiled" ? "custom" : kind;
}

/** The tables an operation names, changes or refers to, and enums, whose types are named like tables. */
function touchedTables(planned: PlannedOperation): ReadonlySet<string> {
  const { operation, before, after } = planned;
  const touched = new Set<string>();
  if (operation.table !== undefined) touched.add(operation.table);
  for (const key of changedTables(before, after)) {
    touched.add(key);
    for (const { table } of after.tables.get(key)?.foreignKeys ?? []) touched.add(table);
  }
  for (const name of new Set([...before.enums.keys(), ...after.enums.keys()])) {
    if (before.enums.get(name) !== after.enums.get(name)) touched.add(name);
  }
  for (const name of namedSequences(planned)) touched.add(name);
  return touched;
}

function excerpt(sql: string): string {
  const line = sql.trim().replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
