import { parseEnv } from "node:util";
import { readOperatorText } from "../loader/read-file.js";
import { CliError } from "./cli-error.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables of the process, and below them those of `--env-file`; no file is read unasked.
 *
 * @throws CliError CLI_ENV_FILE when the file cannot be read.
 */
export function readEnvironment(file: string | undefined, variables: Environment): Environment {
  if (file === undefined) return variables;
  let text: string;
  try {
    text = readOperatorText(file);
  } catch (error) {
    throw new CliError({
      code: "CLI_ENV_FILE",
      message: `The environment file "${file}" cannot be read: ${systemCode(error)}`,
      hint: "Correct the path behind --env-file, or leave the flag out.",
      cause: error,
    });
  }
  return { ...parseEnv(text), ...variables };
}

/** `ENOENT` and the like; Node's own message repeats the path. */
export function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
