import { command, hint } from "../errors.js";
import { readOperatorText } from "../loader/read-file.js";
import { CliError } from "./cli-error.js";

/** The text of a file that an option names. @throws CliError CLI_PLAN_UNREADABLE */
export function readText(file: string): string {
  try {
    return readOperatorText(file);
  } catch (cause) {
    throw new CliError({
      code: "CLI_PLAN_UNREADABLE",
      message: `The file "${file}" cannot be read`,
      hint: hint`Check the path; ${command("plan", "--out", "plan.json")} writes a plan.`,
      cause,
    });
  }
}
