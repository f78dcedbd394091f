import { command, type Hint, hint } from "../errors.js";
import { readOperatorText } from "../loader/read-file.js";
import { CliError } from "./cli-error.js";

/** What is said of a file that cannot be read. */
interface Unreadable {
  readonly code: string;
  readonly hint: Hint;
}

const PLAN: Unreadable = {
  code: "CLI_PLAN_UNREADABLE",
  hint: hint`Check the path; ${command("plan", "--out", "plan.json")} writes a plan.`,
};

/** The text of a file that an option names, a plan unless told otherwise. @throws CliError with the code of `unreadable` */
export function readText(file: string, unreadable: Unreadable = PLAN): string {
  try {
    return readOperatorText(file);
  } catch (cause) {
    throw new CliError({ ...unreadable, message: `The file "${file}" cannot be read`, cause });
  }
}
