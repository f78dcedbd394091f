import type { Dialect } from "../dialect/dialect.js";
import type { Heartbeat } from "../interp/heartbeat.js";
import type { Limits } from "../interp/limits.js";
import type { Migration } from "../migration/migration.js";
import { Registry } from "../migration/registry.js";
import { errorFinding } from "./error-finding.js";
import { type Finding, FindingList } from "./finding.js";
import { judgePlan } from "./judge.js";
import { planFolder } from "./plan-folder.js";
import { PlanningBudget } from "./planning-budget.js";
import type { Policy } from "./policy.js";
import { type SqlReader, SqlThread } from "./sql-thread.js";
import { TenantSql } from "./tenant-sql.js";

/** What {@link judgeMigrations} looks at. */
export interface JudgeMigrationsOptions {
  /** Without code, as a plan file holds them: code could answer otherwise when it is asked again. */
  readonly migrations: Iterable<Migration>;
  readonly policy: Policy;
  readonly dialect: Dialect;
  readonly limits: Limits;
  /** Reads the texts; a plan was written anew with the same one. */
  readonly reader: SqlReader;
  /** Tells the watchdog of this thread what it is busy with. */
  readonly heartbeat: Heartbeat;
}

/** A thread that reads SQL, for one tenant. */
export interface OpenReader extends SqlReader {
  close(): Promise<void>;
}

export function openReader({ loadMs }: Limits, heartbeat: Heartbeat): OpenReader {
  const thread = new SqlThread();
  const reader = new TenantSql(thread, new PlanningBudget(loadMs, heartbeat));
  return { read: (text) => reader.read(text), close: () => thread.close() };
}

/**
 * Everything that a policy objects to in migrations that are evaluated already. A check judges what
 * a folder came to in the check; code can tell where it runs (by a module that only the policy keeps
 * from it, say), so what is written into a plan is judged by itself.
 */
export async function judgeMigrations(
  options: JudgeMigrationsOptions,
): Promise<readonly Finding[]> {
  const { policy, dialect, limits, reader, heartbeat } = options;
  const findings = new FindingList(false);
  const budget = new PlanningBudget(limits.loadMs, heartbeat);
  try {
    const registry = new Registry();
    for (const migration of options.migrations) registry.add(migration);
    const judging = { policy, budget, reader, database: dialect.name, exact: true };
    await planFolder({
      registry,
      dialects: [dialect],
      budget,
      onFinding: (finding) => findings.add(finding),
      onPlan: async (plan) => {
        for (const finding of await judgePlan(plan, judging)) findings.add(finding);
      },
    });
  } catch (error) {
    findings.add(errorFinding(error));
  }
  return findings.sorted();
}
