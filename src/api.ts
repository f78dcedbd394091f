/**
 * The library: everything that the command line does, as functions that return values and emit
 * events. Nothing here prints, asks, reads the environment or ends the process.
 *
 * ```ts
 * const { registry, dispose } = await loadRegistry("migrations");
 * const database = await openDatabase("sqlite:./app.db");
 * const runner = new Runner({ migrations: registry, dialect: database.dialect, database });
 * try {
 *   await runner.up();
 * } finally {
 *   await runner.close();
 *   await dispose();
 * }
 * ```
 *
 * `await migrate({ database: "sqlite:./app.db" })` is all of this in one line.
 *
 * What to do about an error is data, because only the program knows by which name its commands are
 * called: `hintText(error.hint, "acme")` is the text, and without a name it shows those of `mm`.
 */
export { type CheckOptions, type CheckProgress, checkFolders } from "./check/check.js";
export type { Finding } from "./check/finding.js";
export { openPolicy, type Policy } from "./check/policy.js";
export { type PolicyVocabulary, parsePolicy } from "./check/policy-file.js";
export type { CheckReport, FolderReport } from "./check/report.js";
export type { Dialect, Features } from "./dialect/dialect.js";
export { DialectError } from "./dialect/dialect-error.js";
export { type DialectEntry, dialectByName, dialectForUrl, dialects } from "./dialect/index.js";
export { LockError } from "./dialect/lock.js";
export type { ScriptDatabase, ScriptStep, Statement, Step } from "./dialect/statement.js";
export type { Connection, ConnectOptions, Driver, Row, SqlValue } from "./driver/driver.js";
export { DriverError } from "./driver/driver-error.js";
export { type LoadRegistryOptions, loadRegistry } from "./embed/load-registry.js";
export { type MigrateOptions, migrate } from "./embed/migrate.js";
export { type Command, commandText, type Hint, hintText, MigrationError } from "./errors.js";
export { InterpError } from "./interp/interp-error.js";
export { Interpreter, type InterpreterOptions } from "./interp/interpreter.js";
export {
  defaultLimits,
  type LimitName,
  type Limits,
  limitNames,
  lowerLimits,
  type Profile,
  withLimits,
} from "./interp/limits.js";
export type { ConsoleLine, LoadOptions, LoadResult, VirtualFile } from "./interp/load-result.js";
export { WorkerPool } from "./interp/pool.js";
export type { SymbolMap, SymbolModule } from "./interp/symbol-map.js";
export type { LoadedRegistry } from "./loader/loader.js";
export { LoaderError, type LoadWarning } from "./loader/loader-error.js";
export { buildGraph, Graph, type GraphOptions } from "./migration/graph.js";
export { GraphError } from "./migration/graph-error.js";
export { type Migration, type MigrationSource, makeMigration } from "./migration/migration.js";
export { MigrationStateError } from "./migration/migration-state-error.js";
export { parseMigration } from "./migration/parse-migration.js";
export { Registry } from "./migration/registry.js";
export { type BranchPoint, SeveralLeavesError } from "./migration/several-leaves.js";
export { replay, states } from "./migration/state.js";
export type { Operation, OperationContext, OperationData } from "./operation/operation.js";
export { type Clash, type Comparison, compareBranches } from "./optimizer/clashes.js";
export { optimize } from "./optimizer/optimize.js";
export type { IgnoredOperation } from "./plan/ignored-operation.js";
export type { Direction } from "./plan/plan.js";
export { type MigrationPlan, type PlannedOperation, statementsOf, stepsOf } from "./plan/plan.js";
export { type PlanRequest, planMigration } from "./plan/plan-migration.js";
export type { PlanContent, RecordedPlan } from "./plan/recorded-plan.js";
export { RunnerError } from "./plan/runner-error.js";
export { type Failure, MigrationFailedError } from "./runner/run/migration-failure.js";
export type { RecordedChange } from "./runner/run/recorded-change.js";
export type {
  DownOptions,
  DownTarget,
  MigrationResult,
  Outcome,
  RedoOptions,
  RunOptions,
  RunResult,
  ShowSqlOptions,
  UpOptions,
} from "./runner/run-options.js";
export { Runner } from "./runner/runner.js";
export type { RunnerEvent, RunnerListener } from "./runner/runner-event.js";
export type { RunnerOptions } from "./runner/runner-ground.js";
export type { OpenClient } from "./runner/session/borrowed-database.js";
export {
  type Database,
  type OpenDatabaseOptions,
  openDatabase,
} from "./runner/session/open-database.js";
export type {
  HistoryProblem,
  MigrationState,
  MigrationStatus,
  PartialProgress,
  StatusReport,
} from "./runner/status.js";
export type { Field } from "./schema/field.js";
export { emptySchema, type Schema } from "./schema/schema.js";
export { StateError } from "./schema/state-error.js";
export type { Table } from "./schema/table.js";
