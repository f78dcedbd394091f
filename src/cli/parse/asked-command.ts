import { UsageError } from "../cli-error.js";
import { allCommands, commandGroups, commandList } from "../commands/index.js";
import { type Parsed, parseCommandLine } from "./command-line.js";
import type { Shell } from "./named.js";

/** Every command, for what tells of all of them. */
export async function wholeShell(program: string): Promise<Shell> {
  return { program, commands: await allCommands(), groups: commandGroups };
}

/**
 * Understands a command line. Where it begins with a command and is right, that one is all that is
 * loaded; what there is to be said about another one takes all of them.
 *
 * @throws UsageError
 */
export async function askedCommand(argv: readonly string[], program: string): Promise<Parsed> {
  return (
    (await ofListedCommand(argv, program)) ?? parseCommandLine(argv, await wholeShell(program))
  );
}

async function ofListedCommand(
  argv: readonly string[],
  program: string,
): Promise<Parsed | undefined> {
  const [first, second] = argv;
  const find = (words: string | undefined) => commandList.find(({ name }) => name === words);
  const listed = find(`${first} ${second}`) ?? find(first);
  if (listed === undefined) return undefined;
  try {
    const commands = [await listed.load()];
    const parsed = parseCommandLine(argv, { program, commands, groups: [] });
    return parsed.kind === "command" ? parsed : undefined;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}
