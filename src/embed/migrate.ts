import { createRequire } from "node:module";
import { defaultLimits } from "../interp/limits.js";
import { migrationFiles } from "../loader/checksum.js";
import { readMigrations } from "../loader/folder.js";
import type { LoadedRegistry } from "../loader/loader.js";
import { refuseSqlAlone } from "../loader/sql-alone.js";
import type { RunResult, UpOptions } from "../runner/run-options.js";
import { Runner } from "../runner/runner.js";
import type { RunnerOptions } from "../runner/runner-ground.js";
import type { OpenClient } from "../runner/session/borrowed-database.js";
import { type OpenDatabaseOptions, openDatabase } from "../runner/session/open-database.js";
import { memberOf } from "../text/record.js";
import { type LoadRegistryOptions, loadRegistry } from "./load-registry.js";

/** Milliseconds for which a replica waits for the one that migrates: long migrations are ordinary. */
const LOCK_TIMEOUT = 600_000;

/** What {@link migrate} is told; all but the database may be left out. */
export interface MigrateOptions
  extends Omit<UpOptions, "dryRun">,
    OpenDatabaseOptions,
    Pick<RunnerOptions, "historyTable" | "onEvent">,
    Partial<Pick<LoadRegistryOptions, "directory" | "symbols" | "profile" | "limits">> {
  /** A URL, or a client that is open and stays so: see `openDatabase`. */
  readonly database: string | OpenClient;
}

/**
 * Applies what is pending, and closes what it has opened: for programs that migrate when they start. Any
 * number of them may do so at the same time: one applies the migrations, the others wait, for ten
 * minutes unless `lockTimeout` says otherwise, and find nothing left to do.
 *
 * @returns what this call has applied, in order; the others' is not in it.
 * @throws what `loadRegistry`, `openDatabase` and `Runner.up` throw.
 * @example
 * await migrate({ database: process.env.DATABASE_URL ?? "sqlite:./app.db" });
 */
export async function migrate(options: MigrateOptions): Promise<RunResult> {
  const { database: target, directory = "migrations", symbols, profile, limits } = options;
  const { historyTable, onEvent } = options;
  const database = await openDatabase(target, options);
  let loading: Promise<LoadedRegistry> | undefined;
  const load = (): Promise<LoadedRegistry> => {
    loading ??= loadRegistry({
      directory,
      limits,
      ...(symbols !== undefined && { symbols }),
      ...(profile !== undefined && { profile }),
    });
    return loading;
  };
  const runner = new Runner({
    migrations: async () => {
      const { registry, warnings } = await load();
      refuseSqlAlone(warnings);
      return registry;
    },
    // Of untrusted files each start wants to know what they do.
    files:
      profile === "locked"
        ? undefined
        : () => migrationFiles(readMigrations(directory, limits ?? defaultLimits("open"))),
    dialect: database.dialect,
    database,
    historyTable,
    toolVersion: toolVersion(),
    onEvent,
  });
  try {
    return await runner.up({ ...options, lockTimeout: options.lockTimeout ?? LOCK_TIMEOUT });
  } finally {
    await runner.close();
    const loaded = await loading?.catch(() => undefined);
    await loaded?.dispose();
  }
}

/** As the command line writes it into the history. */
function toolVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("makemigrations/package.json");
  return String(memberOf(manifest, "version") ?? "");
}
