import type { Policy } from "../check/policy.js";
import { readOperatorText } from "../loader/read-file.js";
import type { CommandContext } from "./command.js";
import { systemCode } from "./environment.js";

/** The policy of the operator; limits on the command line outrank it. */
export async function readPolicy(
  { flags }: CommandContext,
  file: string | undefined,
): Promise<Policy> {
  const { openPolicy } = await import("../check/policy.js");
  const policy = file === undefined ? openPolicy : await parsed(file);
  const limits = Object.fromEntries(
    flags.limit.map((text) => {
      const [name = "", value = ""] = text.split("=");
      return [name, Number(value === "" ? Number.NaN : value)];
    }),
  );
  return { ...policy, limits: { ...policy.limits, ...limits } };
}

async function parsed(file: string): Promise<Policy> {
  const { parsePolicy } = await import("../check/policy-file.js");
  const { limitNames } = await import("../interp/limits.js");
  let text: string;
  try {
    text = readOperatorText(file);
  } catch (error) {
    const { CheckError } = await import("../check/check-error.js");
    throw new CheckError({
      code: "CHECK_POLICY_UNREADABLE",
      message: `the policy "${file}" cannot be read: ${systemCode(error)}`,
      hint: "Correct the path behind --policy.",
      cause: error,
    });
  }
  return parsePolicy(file, text, { limits: limitNames, databases: await everyDatabase() });
}

/** The names of all kinds of databases. */
export async function everyDatabase(): Promise<readonly string[]> {
  const { dialects } = await import("../dialect/index.js");
  return dialects.map(({ name }) => name);
}
