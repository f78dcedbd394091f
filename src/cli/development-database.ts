import type { UrlDescription } from "../driver/driver.js";
import { CliError } from "./cli-error.js";
import type { CommandContext } from "./command.js";
import { option } from "./parse/option.js";

/** Words in the name of a database that would not be missed. */
const DISPOSABLE = new Set([
  ..."ci demo dev develop development e2e example local playground sandbox scratch sample spec".split(
    " ",
  ),
  ..."temp test testing tests tmp tutorial".split(" "),
]);

/** Words that say the opposite, wherever they stand. */
const PRECIOUS = new Set("live main master prd prod production stage staging".split(" "));

const LOCAL = new Set(["localhost", "::1"]);

/**
 * What speaks against a database being one for development; undefined: it plainly is one. Pure.
 *
 * The rule: a file of this machine, or a server on it whose database has a word for such a thing in its
 * name; and no word of a production in name or folder, nor `NODE_ENV=production`.
 */
export function whyPrecious(
  { host, database, files }: Pick<UrlDescription, "host" | "database" | "files">,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env.NODE_ENV === "production") return "NODE_ENV is production";
  const words = wordsOf(database ?? "");
  const precious = words.find((word) => PRECIOUS.has(word));
  if (precious !== undefined) return `its name says "${precious}"`;
  if (host === undefined || files.length > 0) return undefined;
  if (!isLocal(host)) return "its server is not this machine";
  if (words.some((word) => DISPOSABLE.has(word))) return undefined;
  return 'its name does not say so, as "dev" or "test" would';
}

function isLocal(host: string): boolean {
  return LOCAL.has(host.toLowerCase()) || host.startsWith("/") || /^127(?:\.\d+){3}$/.test(host);
}

/** `shop_test2` says "shop" and "test". */
function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z]+(?:2e)?/g) ?? [];
}

/** The flags with which a person says that a database may be lost all the same. */
export const disposalFlags = {
  yes: option.flag("With --name: also where the database is not plainly for development"),
  name: option.text("With --yes: the name of the database that is to be lost"),
} as const;

/**
 * Refuses to lose a database that may matter.
 *
 * @throws CliError CLI_NOT_DEVELOPMENT, exit code 4
 */
export function assertDisposable(
  { env }: Pick<CommandContext, "env">,
  target: UrlDescription | undefined,
  { yes, name }: { readonly yes: boolean; readonly name: string | undefined },
): void {
  // Without a database there is nothing to lose.
  if (target === undefined) return;
  const { label, database = "" } = target;
  if (name !== undefined && name !== database) {
    throw refusal(
      `"${label}" is not the database "${name}"`,
      "Give the name of the database that the URL means.",
    );
  }
  const why = whyPrecious(target, env);
  if (why === undefined || (yes && name === database)) return;
  throw refusal(
    `"${label}" is not plainly a database for development: ${why}`,
    `Nothing was done. Where everything in it is meant to be lost, give --yes --name ${database}.`,
  );
}

function refusal(message: string, hint: string): CliError {
  return new CliError({ code: "CLI_NOT_DEVELOPMENT", message, hint });
}
