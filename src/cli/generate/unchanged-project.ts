import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { Config } from "../../config/config.js";
import { defaultLimits, withLimits } from "../../interp/limits.js";
import { CacheFile } from "../../loader/cache-file.js";
import { readMigrations } from "../../loader/folder.js";
import type { CommandContext } from "../command.js";
import { cacheOptions } from "../load-migrations.js";
import { schemaTexts } from "../schema/schema-input.js";

/**
 * Whether the migrations and schema files are those behind which `generate` found nothing to do the
 * last time: then neither has to be evaluated or compared. Like the cache of the loader it is a
 * convenience, see docs/decisions/0013.
 */
export interface UnchangedProject {
  /** The leaves of the migrations, where nothing changed. */
  readonly leaves: readonly string[] | undefined;
  /** Nothing is to be generated. @param files every schema file that was read */
  keep(leaves: readonly string[], files: readonly string[]): void;
}

/** undefined: the files are to be judged afresh, or they alone do not say what comes of them. */
export async function unchangedProject(
  context: CommandContext,
  config: Config,
): Promise<UnchangedProject | undefined> {
  const options = await cacheOptions(context);
  const texts = await schemaTexts(config);
  if (options === undefined || texts === undefined) return undefined;
  const { isBuiltIn } = await import("../../../symbols/is-built-in.js");
  // A wrapper binary brings its plugins with it.
  if (!isBuiltIn((await context.symbols()).snapshot())) return undefined;
  const limits = withLimits(defaultLimits("open"), config.sandbox);
  const folder = readMigrations(config.migration.directory, limits);
  const digest = digestOf([options.version, limits, [...folder.files], [...texts]]);
  const id = digestOf([folder.directory, [...texts.keys()]]).slice(0, 32);
  const file = new CacheFile(join(dirname(options.directory), "unchanged"), id);
  return {
    leaves: leavesIn(file, digest),
    keep(leaves, files) {
      // What is included from elsewhere is not among the texts.
      if (files.some((path) => !texts.has(path))) return;
      try {
        file.write(JSON.stringify({ digest, leaves }));
      } catch {
        // A home that is not writable, a full disk: the next run compares, as this one did.
      }
    },
  };
}

function leavesIn(file: CacheFile, digest: string): readonly string[] | undefined {
  try {
    const kept: { readonly digest: unknown; readonly leaves: unknown } = JSON.parse(file.read());
    if (kept.digest !== digest || !Array.isArray(kept.leaves)) return undefined;
    return kept.leaves.map(String);
  } catch {
    return undefined;
  }
}

function digestOf(data: unknown): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex");
}
