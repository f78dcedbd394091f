import { performance } from "node:perf_hooks";
import type { Dialect } from "../dialect/dialect.js";
import type { RemoteSymbols } from "../interp/host/remote-symbols.js";
import type { Limits } from "../interp/limits.js";
import type { WorkerPool } from "../interp/pool.js";
import type { Heartbeat } from "../interp/worker/heartbeat.js";
import { type LoadedRegistry, loadRegistry } from "../loader/loader.js";
import { errorFinding } from "./error-finding.js";
import type { FindingParts } from "./finding.js";
import { FindingList } from "./finding-list.js";
import { Fingerprint, hasCode } from "./fingerprint.js";
import { judgePlan } from "./judge.js";
import { type Stage, stages } from "./lane-wire.js";
import { planFolder } from "./plan-folder.js";
import { PlanningBudget } from "./planning-budget.js";
import type { Policy } from "./policy.js";
import type { FolderReport } from "./report.js";
import type { SqlReader } from "./sql-thread.js";
import { TenantInterpreter } from "./tenant-interpreter.js";
import { TenantSql } from "./tenant-sql.js";

/** What a check of one folder works with; nothing in it keeps anything of a tenant. */
export interface FolderTools {
  readonly policy: Policy;
  /** What the policy left of the symbol map, for one load. */
  readonly openSymbols: () => RemoteSymbols;
  readonly limits: Limits;
  readonly pool: WorkerPool;
  readonly sql: SqlReader;
  readonly dialects: readonly Dialect[];
  /** Tells whoever watches this thread what it is busy with. */
  readonly heartbeat: Heartbeat;
  /** Warnings are errors. */
  readonly strict: boolean;
}

/**
 * Checks one folder: loads it in the locked profile, plans everything it may run, judges the plans,
 * and loads it again to see whether it does the same. Needs no database and writes nothing. Whatever
 * goes wrong is the verdict on this folder; it never throws.
 */
export async function checkFolder(folder: string, tools: FolderTools): Promise<FolderReport> {
  const start = performance.now();
  const check = new FolderCheck(folder, tools);
  try {
    await check.run();
  } catch (error) {
    check.findings.add(errorFinding(error));
  }
  const { findings, migrations, statements } = check;
  return Object.freeze({
    folder,
    verdict: findings.refused ? "refused" : "passed",
    migrations,
    statements,
    findings: findings.sorted(),
    milliseconds: performance.now() - start,
  });
}

const LOADING = stages.indexOf("loading the folder" satisfies Stage);

class FolderCheck {
  readonly findings: FindingList;
  migrations = 0;
  statements = 0;
  readonly #folder: string;
  readonly #tools: FolderTools;

  constructor(folder: string, tools: FolderTools) {
    this.#folder = folder;
    this.#tools = tools;
    this.findings = new FindingList(tools.strict);
  }

  async run(): Promise<void> {
    const first = await this.#loaded((loaded) => this.#look(loaded));
    // Refused is refused: a second load could only find more reasons.
    if (this.findings.refused) return;
    const second = await this.#loaded((loaded) => this.#lookAgain(loaded));
    const difference = first.differenceTo(second);
    if (difference === undefined) return;
    const { part, migration } = difference;
    this.findings.add({
      rule: "CHECK_NOT_DETERMINISTIC",
      message: `two loads of the folder differ in ${part}`,
      hint: "A migration must do the same whenever it is loaded: take out what changes from load to load, such as identifiers made by a plugin.",
      migration,
    });
  }

  async #loaded(use: (loaded: LoadedRegistry) => Promise<Fingerprint>): Promise<Fingerprint> {
    const { heartbeat, limits, openSymbols, pool } = this.#tools;
    const options = { profile: "locked", limits, pool } as const;
    heartbeat.busy(LOADING, limits.loadMs + limits.cpuAsyncCallMs + limits.killGraceMs);
    const loaded = await loadRegistry({
      ...options,
      directory: this.#folder,
      symbols: openSymbols(),
      interpreter: new TenantInterpreter(options, limits.cpuAsyncCallMs),
    });
    try {
      return await use(loaded);
    } finally {
      await loaded.dispose();
    }
  }

  async #look(loaded: LoadedRegistry): Promise<Fingerprint> {
    const { policy, sql } = this.#tools;
    const budget = this.#budget();
    const { registry, warnings } = loaded;
    this.migrations = registry.size;
    for (const { code, ...warning } of warnings) this.#warn({ ...warning, rule: code });
    if (registry.size === 0) {
      this.#warn({
        rule: "CHECK_EMPTY",
        message: "the folder holds no migrations",
        hint: "Name the folder in which the migration files are.",
      });
    }
    const fingerprint = new Fingerprint(loaded);
    const code = anyCode(loaded);
    const judging = { policy, budget, reader: new TenantSql(sql, budget) };
    this.statements = await this.#plan(loaded, budget, async (plan, { name: database }) => {
      if (code) fingerprint.addPlan(plan, database);
      for (const finding of await judgePlan(plan, { ...judging, database })) {
        this.findings.add(finding);
      }
    });
    return fingerprint;
  }

  async #lookAgain(loaded: LoadedRegistry): Promise<Fingerprint> {
    const fingerprint = new Fingerprint(loaded);
    // A plan is a pure function of what was registered, but for operations that are code.
    if (anyCode(loaded)) {
      await this.#plan(loaded, this.#budget(), (plan, { name }) => {
        fingerprint.addPlan(plan, name);
      });
    }
    return fingerprint;
  }

  #plan(
    { registry }: LoadedRegistry,
    budget: PlanningBudget,
    onPlan: Parameters<typeof planFolder>[0]["onPlan"],
  ): Promise<number> {
    return planFolder({
      registry,
      dialects: this.#tools.dialects,
      budget,
      onPlan,
      onFinding: (finding) => this.findings.add(finding),
    });
  }

  #budget(): PlanningBudget {
    return new PlanningBudget(this.#tools.limits.loadMs, this.#tools.heartbeat);
  }

  #warn(finding: FindingParts): void {
    this.findings.add({ ...finding, level: "warning" });
  }
}

function anyCode({ registry }: LoadedRegistry): boolean {
  return [...registry].some(hasCode);
}
