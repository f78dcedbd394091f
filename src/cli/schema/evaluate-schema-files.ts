import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Config } from "../../config/config.js";
import { Interpreter } from "../../interp/interpreter.js";
import { defaultLimits, withLimits } from "../../interp/limits.js";
import { evaluateSchemas } from "../../loader/schema-modules.js";
import type { EvaluatedFile } from "../../yaml/evaluated-source.js";
import type { EvaluatedFiles } from "../../yaml/schema-files.js";
import type { CommandContext } from "../command.js";
import { printSaid } from "../load-migrations.js";

interface About {
  /** Schema file -> the folder of which it may import. */
  readonly roots: ReadonlyMap<string, string>;
  readonly context: CommandContext;
  readonly config: Config;
}

/**
 * Evaluates schema files as migrations are: in the sandbox, with the symbols of the operator and
 * the limits of the project. A file that another one includes reaches the folder it lies in.
 */
export async function evaluateSchemaFiles(
  files: readonly string[],
  about: About,
): Promise<EvaluatedFiles> {
  const evaluated = new Map<string, EvaluatedFile | undefined>();
  const rootOf = (file: string): string => about.roots.get(file) ?? dirname(file);
  for (const root of new Set(files.map(rootOf))) {
    const own = files.filter((file) => rootOf(file) === root);
    const modules = existsSync(root) ? await evaluateRoot(root, own, about) : new Map();
    for (const file of own) evaluated.set(file, modules.get(inside(root, file)));
  }
  return evaluated;
}

async function evaluateRoot(root: string, files: readonly string[], { context, config }: About) {
  const [symbols, { withSchemaModule }] = await Promise.all([
    context.symbols(),
    import("../../../symbols/makemigrations-schema.js"),
  ]);
  const profile = context.flags.locked ? "locked" : "open";
  const limits = withLimits(defaultLimits(profile), config.sandbox);
  // What goes wrong in there names files of this folder.
  context.useFolder(root);
  const { modules, console } = await evaluateSchemas({
    root,
    entries: files.map((file) => inside(root, file)),
    symbols: withSchemaModule(symbols.snapshot()),
    limits,
    interpreter: new Interpreter({ profile, limits }),
  });
  context.useFolder(config.migration.directory);
  printSaid(context, { console, warnings: [] });
  return modules;
}

function inside(root: string, file: string): string {
  return relative(root, join(file)).replaceAll("\\", "/");
}
