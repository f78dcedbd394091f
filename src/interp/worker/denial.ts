import { command, type Hint, hint } from "../../errors.js";
import type { ModulePayload } from "../protocol.js";
import { leavesFolder } from "./resolve.js";
import { nearestFile, nearestName } from "./suggestion.js";

/** Why an import leads nowhere. */
export interface Denial {
  readonly code: string;
  readonly message: string;
  readonly hint: Hint;
}

const ONLY =
  "Only registered modules and files of the migrations folder can be imported; docs/guides/extending-symbols.md shows how to register a package.";

/** As written in the source, where a single backslash begins an escape. */
const ABSOLUTE = /^(?:\/|\\\\|\.\.\\|[a-z]:(?:\/|\\)|file:)/i;

/** A module that the symbol map does not have. */
export function unknownModule(specifier: string, known: readonly string[]): Denial {
  if (ABSOLUTE.test(specifier)) return outside(specifier);
  const nearest = nearestName(specifier, known);
  return {
    code: "INTERP_FORBIDDEN_IMPORT",
    message: `"${cut(specifier)}" is not in the symbol map`,
    hint: `${didYouMean(nearest)}${ONLY}`,
  };
}

/** A name that a module of the symbol map does not have; see docs/guides/sandbox.md. */
export function unknownName(name: string, module: ModulePayload): Denial {
  const nearest = nearestName(name, module.names);
  return {
    code: "INTERP_FORBIDDEN_IMPORT",
    message: `"${cut(name)}" of "${module.specifier}" is not in the symbol map`,
    hint: hint`${didYouMean(nearest)}${command("symbols show", module.specifier)} lists what it has. A type is imported with "import type".`,
  };
}

/** A relative path that names no file; `files` are those that could be imported instead. */
export function missingFile(from: string, specifier: string, files: Iterable<string>): Denial {
  if (leavesFolder(from, specifier)) return outside(specifier);
  const nearest = nearestFile(from, specifier, files);
  return {
    code: "INTERP_MISSING_FILE",
    message: `"${cut(specifier)}" names no file of the migrations folder`,
    hint: `${didYouMean(nearest)}Only files inside the migrations folder can be imported.`,
  };
}

/** A file that is run on its own. */
export function entryImport(path: string): Denial {
  return {
    code: "INTERP_ENTRY_IMPORT",
    message: `"${path}" is a file that is run on its own and can not be imported`,
    hint: "Move what both files need into a helper module in a sub-folder and import that.",
  };
}

/** An import attribute that means nothing here. */
export function unknownAttribute(type: string): Denial {
  return {
    code: "INTERP_FORBIDDEN_IMPORT",
    message: `files can not be imported as "${cut(type)}"`,
    hint: 'Use { type: "json" } or { type: "text" }.',
  };
}

/** One specifier with two import attributes. */
export function twoThings(specifier: string): Denial {
  return {
    code: "INTERP_FORBIDDEN_IMPORT",
    message: `"${cut(specifier)}" is imported twice, as two things`,
    hint: `Import it as text and call JSON.parse, or do it in two files.`,
  };
}

/** A text of a guest's, for a message. */
export function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function outside(specifier: string): Denial {
  return {
    code: "INTERP_OUTSIDE_FOLDER",
    message: `"${cut(specifier)}" leads out of the migrations folder`,
    hint: "Copy the file into a sub-folder of the migrations folder and import it by its relative path: a migration must not change when something else does.",
  };
}

function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `Did you mean "${nearest}"? `;
}
