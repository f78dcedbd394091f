import type { Config } from "../config/config.js";
import { ConfigError } from "../config/config-error.js";
import { command, hint } from "../errors.js";
import { CliError } from "./cli-error.js";
import { projectAbove } from "./project-above.js";

/** Why a command that needs a database has none; it is never guessed. */
export function noDatabase({ database }: Config): CliError | ConfigError {
  const { type, emptyVariable } = database;
  if (emptyVariable !== undefined) {
    return new ConfigError({
      code: "CONFIG_EMPTY",
      message: `${emptyVariable} is empty, so nothing says which database to use`,
      hint: "Give it a value: it often comes from a secret that did not arrive. To use what the configuration file says, unset it.",
    });
  }
  return new CliError({
    code: "CLI_NO_DATABASE_URL",
    message: database.named
      ? `The kind of database is "${type}", but nothing says where it is`
      : "Nothing says which database to use",
    hint: hint`${projectAbove()}Set DATABASE_URL, give --database-url sqlite:./app.db or another URL, or write database.url into the configuration file; ${command("init")} makes one.`,
  });
}
