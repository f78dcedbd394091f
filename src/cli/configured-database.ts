import type { Config } from "../config/config.js";
import { LockError } from "../dialect/lock.js";
import type { UrlDatabase } from "../runner/session/open-database.js";
import type { CommandContext } from "./command.js";
import { readConfig } from "./read-config.js";
import { openTarget } from "./with-runner.js";

/** The database that is configured, for commands that need no migration. Not connected yet. */
export async function configuredDatabase(
  context: CommandContext,
  options: { readonly wait?: number } = {},
): Promise<{ readonly config: Config; readonly database: UrlDatabase }> {
  context.stop.at("before anything was done");
  const config = await readConfig(context);
  const { database } = await openTarget(config, options);
  return { config, database };
}

/** A server refuses to end what others work with; a file can be taken away under their feet. @throws LockError */
export async function assertUnlocked(config: Config, database: UrlDatabase): Promise<void> {
  if (database.files.length === 0) return;
  const { withLock } = await import("../runner/session/lock-holders.js");
  const { historyTable } = config.migration;
  await withLock({ database, historyTable }, async (lock) => {
    const [holder] = await lock.holders();
    if (holder !== undefined) throw new LockError({ holder: holder.description, timeout: 0 });
  });
}
