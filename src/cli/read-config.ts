import { existsSync } from "node:fs";
import { type Config, resolveConfig } from "../config/config.js";
import { ConfigError } from "../config/config-error.js";
import type { ConfigFile } from "../config/config-file.js";
import { configFileNames } from "../config/config-keys.js";
import { dialects } from "../dialect/index.js";
import { command, hint } from "../errors.js";
import { defaultLimits } from "../interp/limits.js";
import { readOperatorText, readStrangerFile } from "../loader/read-file.js";
import type { CommandContext } from "./command.js";
import { systemCode } from "./environment.js";

/**
 * No configuration is larger, in bytes. The YAML package compares each key with all others, and looks
 * through the whole text for each anchor and tag: a megabyte that a tenant wrote takes it minutes.
 */
const LARGEST = 32 * 1024;

export interface ReadConfigOptions {
  /** The file behind `--config` may be missing: the command is going to make it. */
  readonly optional?: boolean;
}

/**
 * The configuration of this run. It also teaches the console colours and passwords.
 *
 * @throws ConfigError for every mistake in the file, the environment or a flag.
 */
export async function readConfig(
  context: CommandContext,
  options: ReadConfigOptions = {},
): Promise<Config> {
  const { console, env, flags } = context;
  const limits = defaultLimits(flags.locked ? "locked" : "open");
  const absent =
    options.optional === true && flags.config !== undefined && !existsSync(flags.config);
  const file = absent ? undefined : await readConfigFile(flags.config, Object.keys(limits));
  for (const key of ["database.url", "database.default_url"]) {
    const value = file?.values.get(key)?.value;
    if (typeof value === "string") console.redactor.learn(value);
  }
  const config = resolveConfig({
    file,
    env,
    flags: {
      databaseUrl: flags.databaseUrl,
      verbose: flags.verbose,
      color: flags.color,
      limits: flags.limit,
    },
    databases: dialects,
    limits,
  });
  console.verbose = config.output.verbose && !console.quiet;
  console.useColor(config.output.color);
  context.useFolder(config.migration.directory);
  return config;
}

async function readConfigFile(
  explicit: string | undefined,
  limits: readonly string[],
): Promise<ConfigFile | undefined> {
  const name = explicit ?? configFileNames.find((known) => existsSync(known));
  if (name === undefined) return undefined;
  let text: string;
  try {
    // One that is found lies in a folder that may be a tenant's checkout.
    text =
      explicit === undefined
        ? readStrangerFile(name, LARGEST).toString("utf8")
        : readOperatorText(name, LARGEST);
  } catch (error) {
    const missing = systemCode(error) === "ENOENT";
    throw new ConfigError({
      code: missing ? "CONFIG_FILE_MISSING" : "CONFIG_FILE_UNREADABLE",
      message: missing
        ? `The configuration file "${name}" does not exist`
        : `The configuration file "${name}" cannot be read: ${systemCode(error)}`,
      hint: missing
        ? hint`Correct the path behind --config, or run ${command("init")}.`
        : `Check its permissions; it is a regular file of at most ${LARGEST / 1024} KB.`,
      cause: error,
    });
  }
  // Only a project with a file pays for the YAML parser.
  const { parseConfigFile } = await import("../config/config-file.js");
  return parseConfigFile(name, text, limits);
}
