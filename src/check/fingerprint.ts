import { createHash } from "node:crypto";
import type { ConsoleLine } from "../interp/load-result.js";
import type { Validated } from "../loader/validation.js";
import type { Migration } from "../migration/migration.js";
import type { MigrationPlan } from "../plan/plan.js";

/** A part in which two loads differ, in words for people. */
export interface Difference {
  readonly part: string;
  readonly migration: string | undefined;
}

interface Part extends Difference {
  readonly digest: string;
}

/** What one load left behind, part by part: two loads that did the same have the same digests. */
export class Fingerprint {
  readonly #parts = new Map<string, Part>();

  /** Everything that a load registered, logged and warned about. */
  constructor({ registry, warnings }: Validated, console: readonly ConsoleLine[]) {
    for (const migration of registry) {
      this.#add("what is registered", migration.name, dataOf(migration));
    }
    const order = [...registry].map(({ name }) => name);
    this.#add("the order of the registrations", undefined, order);
    this.#add("what is logged", undefined, console);
    this.#add("the warnings", undefined, warnings);
  }

  /** What a plan runs: operations of the authors' own are code, and code may answer anew. */
  addPlan(plan: MigrationPlan, database: string): void {
    const { direction, migration } = plan;
    const sql = plan.operations.map(({ steps }) =>
      steps.map((step) => (step.kind === "sql" ? [step.sql, step.parameters] : "script")),
    );
    this.#add(`the SQL of the way ${direction} for ${database}`, migration.name, sql);
  }

  /** Where the other one differs first. */
  differenceTo(other: Fingerprint): Difference | undefined {
    for (const key of new Set([...this.#parts.keys(), ...other.#parts.keys()])) {
      const mine = this.#parts.get(key);
      const theirs = other.#parts.get(key);
      if (mine?.digest !== theirs?.digest) return mine ?? theirs;
    }
    return undefined;
  }

  #add(part: string, migration: string | undefined, data: unknown): void {
    this.#parts.set(JSON.stringify([part, migration]), { part, migration, digest: digest(data) });
  }
}

/** Does a migration hold code that planning calls? Scripts are not called before they run. */
export function hasCode(migration: Migration): boolean {
  return migration.operations.some(
    (operation) =>
      operation.kind !== "run_script" &&
      Object.values(operation.toData()).some((value) => typeof value === "function"),
  );
}

function dataOf(migration: Migration): unknown {
  const { name, dependencies, replaces, transaction, source, operations } = migration;
  const data = operations.map((operation) => [operation.describe(), operation.toData()]);
  return { name, dependencies, replaces, transaction, source, data };
}

function digest(data: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(data, tagged) ?? "")
    .digest("base64");
}

/** JSON would drop or refuse these. */
function tagged(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { bigint: value.toString() };
  if (typeof value === "function") return { function: true };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (value instanceof Map || value instanceof Set) return [...value];
  return value;
}
