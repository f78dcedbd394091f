import { command, type Hint, hint } from "../../errors.js";
import { lineAt } from "../../text/code-frame.js";
import { nearestName } from "../../text/nearest-name.js";
import type { SourcePosition } from "../interp-error.js";
import type { ModuleGraph } from "./module-graph.js";
import type { SourceFile } from "./source-file.js";

/** No name that an author meant is longer, nor what stands before `from` in an import of everything. */
const LONGEST = 200;

/** What the engine says of `m.createTabel()` and `new m.CreateTabel()`. */
const NOT_THERE: ReadonlySet<string> = new Set(["not a function", "not a constructor"]);

/**
 * The hint for a call of what a module of the symbol map does not have, where the file imports all of
 * it under a name (`import * as m`): the engine says of that only that it is no function.
 */
export function missingMember(
  message: string,
  position: SourcePosition | undefined,
  graph: ModuleGraph,
): Hint | undefined {
  const { line, column, file } = position ?? {};
  if (!NOT_THERE.has(message) || line === undefined || column === undefined) return undefined;
  const source = graph.prepared(graph.fileIndex(file ?? ""));
  if (source === undefined) return undefined;
  // The engine's place is the bracket of the call.
  const before = lineAt(source.text, line).slice(0, column - 1);
  const member = nameBefore(before);
  const alias = nameBefore(before.slice(0, -member.length - 1));
  if (member === "" || alias === "" || before.at(-member.length - 1) !== ".") return undefined;
  const specifier = importedAs(alias, source);
  const module = graph.modules.find((one) => one.specifier === specifier);
  if (module === undefined || module.names.includes(member)) return undefined;
  const nearest = nearestName(member, module.names);
  const meant = nearest === undefined ? "" : `Did you mean "${alias}.${nearest}"? `;
  return hint`"${module.specifier}" has no "${member}". ${meant}${command("symbols show", module.specifier)} lists what it has.`;
}

/** The identifier at the end of a text; empty when there is none. */
function nameBefore(text: string): string {
  let start = text.length;
  while (start > 0 && text.length - start <= LONGEST && isPart(text[start - 1] ?? "")) start -= 1;
  return text.slice(start);
}

function isPart(character: string): boolean {
  return /[\w$]/.test(character);
}

/** The specifier of `import * as <alias> from "<specifier>"`. */
function importedAs(alias: string, { text, imports }: SourceFile): string | undefined {
  return imports.find(({ offset, dynamic }) => {
    if (dynamic) return false;
    const words = text.slice(Math.max(0, offset - LONGEST), offset).split(/\s+/);
    return words.filter(Boolean).join(" ").endsWith(`* as ${alias} from`);
  })?.specifier;
}
