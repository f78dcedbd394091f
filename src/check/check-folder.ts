import { lstatSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { performance } from "node:perf_hooks";
import type { Dialect } from "../dialect/dialect.js";
import { PlacedError } from "../errors.js";
import type { Heartbeat } from "../interp/heartbeat.js";
import type { Limits } from "../interp/limits.js";
import type { ConsoleLine, Post } from "../interp/load-result.js";
import type { WorkerPool } from "../interp/pool.js";
import type { RemoteSymbols } from "../interp/remote.js";
import { evaluateFolder } from "../loader/evaluate-folder.js";
import { type MigrationFolder, readMigrations } from "../loader/folder.js";
import { neededSymbols } from "../loader/needed-symbols.js";
import { sqlAlone } from "../loader/sql-alone.js";
import { type Validated, validatePosts } from "../loader/validation.js";
import { CheckError } from "./check-error.js";
import { errorFinding } from "./error-finding.js";
import { FindingList, type FindingParts } from "./finding.js";
import { type Difference, Fingerprint, hasCode } from "./fingerprint.js";
import { judgePlan } from "./judge.js";
import { planFolder } from "./plan-folder.js";
import { busyWith, PlanningBudget } from "./planning-budget.js";
import type { Policy } from "./policy.js";
import type { FolderReport } from "./report.js";
import type { SqlReader } from "./sql-thread.js";
import { TenantInterpreter } from "./tenant-interpreter.js";
import { TenantSql } from "./tenant-sql.js";

/** So many files that cannot be evaluated are told one by one. */
const MOST_BROKEN = 20;

/** What a check of one folder works with; nothing in it keeps anything of a tenant. */
export interface FolderTools {
  readonly policy: Policy;
  /** What the policy left of the symbol map, for one load. */
  readonly openSymbols: () => RemoteSymbols;
  readonly limits: Limits;
  readonly pool: WorkerPool;
  readonly sql: SqlReader;
  readonly dialects: readonly Dialect[];
  /** Tells the watchdog of this thread what it is busy with. */
  readonly heartbeat: Heartbeat;
  /** Warnings are errors. */
  readonly strict: boolean;
  /** The folder may be a symbolic link, or lie behind one. */
  readonly followLinks: boolean;
}

/**
 * Checks one folder: reads it, evaluates it in the locked profile, plans everything it may run,
 * judges the plans, and evaluates it again in another engine to see whether it does the same. Needs
 * no database and writes nothing. Whatever goes wrong is the verdict on this folder; it never throws.
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

/** What one evaluation left behind. */
interface Evaluated {
  readonly posts: readonly Post[];
  readonly console: readonly ConsoleLine[];
  readonly interpreter: TenantInterpreter;
}

/** What the first evaluation came to; the second is compared with it. */
interface FirstLook extends Pick<Evaluated, "posts" | "console"> {
  readonly validated: Validated;
  /** Only when planning called code of the folder, which may answer anew. */
  readonly fingerprint: Fingerprint | undefined;
}

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
    this.#busyLoading();
    if (!this.#tools.followLinks) refuseLinks(this.#folder);
    // Read once: what is compared, and what is judged, is one state of the folder.
    const folder = readMigrations(this.#folder, this.#tools.limits);
    if (folder.migrations.length === 0) {
      this.findings.add(emptiness(folder));
      return;
    }
    const first = await this.#lookAtAll(folder);
    // Refused is refused: a second evaluation could only find more reasons.
    if (this.findings.refused) return;
    const difference = await this.#evaluated(folder, (load) => this.#compare(folder, load, first));
    if (difference === undefined) return;
    const { part, migration } = difference;
    this.findings.add({
      rule: "CHECK_NOT_DETERMINISTIC",
      message: `two loads of the folder differ in ${part}`,
      hint: "A migration must do the same whenever it is loaded: take out what changes from load to load, such as identifiers made by a plugin.",
      migration,
    });
  }

  /** A file that cannot be evaluated is told, and the others are looked at without it. */
  async #lookAtAll(folder: MigrationFolder): Promise<FirstLook> {
    let rest = folder;
    for (let attempts = MOST_BROKEN; ; attempts -= 1) {
      const part = rest;
      try {
        const whole = part === folder;
        return await this.#evaluated(part, (load) => this.#look(part, load, whole));
      } catch (error) {
        const broken = attempts > 0 ? brokenEntry(part, error) : undefined;
        if (broken === undefined) throw error;
        this.findings.add(errorFinding(error));
        rest = { ...part, migrations: part.migrations.filter((entry) => entry !== broken) };
      }
    }
  }

  /** Evaluates the folder in an engine of its own, which lives until `use` is done. */
  async #evaluated<T>(folder: MigrationFolder, use: (load: Evaluated) => Promise<T>): Promise<T> {
    const { limits, openSymbols, pool } = this.#tools;
    const options = { profile: "locked", limits, pool } as const;
    const interpreter = new TenantInterpreter(options, limits.cpuAsyncCallMs);
    this.#busyLoading();
    try {
      const symbols = neededSymbols(openSymbols(), folder);
      const posts: Post[] = [];
      const onPost = (post: Post): void => void posts.push(post);
      const console = await evaluateFolder(folder, { symbols, interpreter, onPost });
      return await use({ posts, console, interpreter });
    } finally {
      await interpreter.dispose();
    }
  }

  #busyLoading(): void {
    const { heartbeat, limits } = this.#tools;
    const { loadMs, cpuAsyncCallMs, killGraceMs } = limits;
    busyWith(heartbeat, "loading the folder", loadMs + cpuAsyncCallMs + killGraceMs);
  }

  /** @param whole false: some files are left out already. */
  async #look(folder: MigrationFolder, load: Evaluated, whole: boolean): Promise<FirstLook> {
    const { policy, sql } = this.#tools;
    const budget = this.#budget();
    let complete = whole;
    const onWrong = (error: unknown): void => {
      if (!isAboutOneFile(error)) throw error;
      complete = false;
      this.findings.add(errorFinding(error));
    };
    const validated = validatePosts(folder, load.posts, { guest: load.interpreter, onWrong });
    const { registry, warnings } = validated;
    this.migrations = registry.size;
    for (const { code, ...warning } of warnings) this.#warn({ ...warning, rule: code });
    const fingerprint = anyCode(validated) ? new Fingerprint(validated, load.console) : undefined;
    const first = { posts: load.posts, console: load.console, validated, fingerprint };
    if (!complete) {
      if (registry.size > 0) this.findings.add(UNPLANNED);
      return first;
    }
    const judging = { policy, budget, reader: new TenantSql(sql, budget) };
    this.statements = await this.#plan(validated, budget, async (plan, { name: database }) => {
      fingerprint?.addPlan(plan, database);
      for (const finding of await judgePlan(plan, { ...judging, database })) {
        this.findings.add(finding);
      }
    });
    return first;
  }

  /**
   * Where the second evaluation differs. What was registered decides everything that follows, but
   * for the answers of code that planning calls.
   */
  async #compare(
    folder: MigrationFolder,
    load: Evaluated,
    first: FirstLook,
  ): Promise<Difference | undefined> {
    const same = sameData([first.posts, first.console], [load.posts, load.console]);
    if (same && first.fingerprint === undefined) return undefined;
    const options = { guest: load.interpreter, onWrong: rethrow };
    const validated = validatePosts(folder, load.posts, options);
    const fingerprint = new Fingerprint(validated, load.console);
    if (first.fingerprint !== undefined) {
      await this.#plan(validated, this.#budget(), (plan, { name }) => {
        fingerprint.addPlan(plan, name);
      });
    }
    const before = first.fingerprint ?? new Fingerprint(first.validated, first.console);
    const unnamed = same ? undefined : { part: "what is handed to plugins", migration: undefined };
    return before.differenceTo(fingerprint) ?? unnamed;
  }

  #plan(
    { registry }: Validated,
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

/** What is said of a folder of which not everything could be loaded. */
const UNPLANNED: FindingParts = {
  rule: "CHECK_NOT_PLANNED",
  level: "warning",
  message: "the plans were not looked at, because not every migration could be loaded",
  hint: "Correct what is wrong in the files, and check again.",
};

/** The migration that the error is about, where another one may be evaluated in its stead. */
function brokenEntry({ migrations }: MigrationFolder, error: unknown): string | undefined {
  return isAboutOneFile(error) ? migrations.find((entry) => entry === error.file) : undefined;
}

/** Are the others none the worse for it? What has used up time or memory ends the check. */
function isAboutOneFile(error: unknown): error is PlacedError {
  return error instanceof PlacedError && !/^(?:CHECK_|INTERP_(?:ENGINE|LIMIT))/.test(error.code);
}

function rethrow(error: unknown): void {
  throw error;
}

/** Nothing at all may be meant; code that is never looked at is not. */
function emptiness(folder: MigrationFolder): FindingParts {
  const { files } = folder;
  const sql = sqlAlone(folder);
  if (sql !== undefined) return { ...sql, rule: sql.code };
  const deeper = [...files.keys()].find((path) => /\.m?[jt]s$/.test(path));
  const hint = "Name the folder in which the migration files are.";
  const rule = "CHECK_EMPTY";
  return deeper === undefined
    ? { rule, level: "warning", message: "the folder holds no migrations", hint }
    : { rule, message: `the folder holds no migrations, but there is "${deeper}"`, hint };
}

function anyCode({ registry }: Validated): boolean {
  return [...registry].some(hasCode);
}

/**
 * What a link leads to may be another tenant's, or no tenant's, and can change without the folder. Of a
 * path that is relative, or leads into the working directory, no part may be a link; of any other
 * path the end.
 *
 * @throws CheckError CHECK_FOLDER_LINK
 */
function refuseLinks(folder: string): void {
  const link = partsOf(folder).find(isLink);
  if (link === undefined) return;
  throw new CheckError({
    code: "CHECK_FOLDER_LINK",
    message: `"${relative(process.cwd(), link)}" is a symbolic link`,
    hint: "Name the folder that it leads to: what stands behind a link may be another tenant's.",
  });
}

/** The path and what it goes through, as far as a tenant may have made it. */
function partsOf(folder: string): readonly string[] {
  const here = process.cwd();
  const way = relative(here, resolve(folder));
  const names = way.split(sep);
  const leadsOut = names[0] === ".." || isAbsolute(way);
  if (isAbsolute(folder) && leadsOut) return [resolve(folder)];
  const up = names.findIndex((name) => name !== "..");
  if (up < 0) return [];
  return names.slice(up).map((_name, at) => join(here, ...names.slice(0, up + at + 1)));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Two copies of data that crossed the wall are the same: every value, every key, in the same order. */
function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return (
    keys.length === others.length &&
    keys.every(
      (key, at) => key === others[at] && sameData(Reflect.get(a, key), Reflect.get(b, key)),
    )
  );
}
