import { CliError } from "../cli-error.js";

/**
 * Seconds from the command line as milliseconds.
 *
 * @throws CliError CLI_BAD_SECONDS for what is no number from 0 up.
 */
export function milliseconds(flag: string, seconds: number): number {
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 86_400) {
    return Math.round(seconds * 1000);
  }
  throw new CliError({
    code: "CLI_BAD_SECONDS",
    message: `--${flag} is not a number of seconds from 0 to 86400`,
    hint: `Write for example --${flag} 30, or --${flag} 0.5.`,
  });
}
