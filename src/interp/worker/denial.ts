import { distance } from "fastest-levenshtein";
import { command, type Hint, hint } from "../../errors.js";
import type { ModulePayload } from "../protocol.js";
import { isCode, joinPath, leavesFolder } from "./resolve.js";

/** A wrong suggestion is worse than none: at most this share of the letters may differ ... */
const SHARE = 0.25;

/** ... and never more than this many. */
const MOST = 3;

/** The cost of a comparison is the product of both lengths, and of all of them the number of files. */
const LONGEST = 100;

const MOST_FILES = 2000;

/** Why an import leads nowhere. */
export interface Denial {
  readonly code: string;
  readonly message: string;
  readonly hint: Hint;
}

/** What could have been meant. */
interface Offered {
  readonly known: Iterable<string>;
  /** What people call the folder of the files. */
  readonly folder: string;
}

/** What can be imported at all. */
export function importable(folder: string): string {
  return `Only registered modules and files of the ${folder} can be imported; docs/guides/extending-symbols.md shows how to register a package.`;
}

/** As written in the source, where a single backslash begins an escape. */
const ABSOLUTE = /^(?:\/|\\\\|\.\.\\|[a-z]:(?:\/|\\)|file:)/i;

/** A module that the symbol map does not have. */
export function unknownModule(specifier: string, { known, folder }: Offered): Denial {
  if (ABSOLUTE.test(specifier)) return outside(specifier, folder);
  const nearest = nearestName(specifier, known);
  return {
    code: "INTERP_FORBIDDEN_IMPORT",
    message: `"${cut(specifier)}" is not in the symbol map`,
    hint: `${didYouMean(nearest)}${importable(folder)}`,
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

/** A relative path that names no file. */
export function missingFile(from: string, specifier: string, { known, folder }: Offered): Denial {
  if (leavesFolder(from, specifier)) return outside(specifier, folder);
  const nearest = nearestFile(from, specifier, known);
  return {
    code: "INTERP_MISSING_FILE",
    message: `"${cut(specifier)}" names no file of the ${folder}`,
    hint: `${didYouMean(nearest)}Only files inside the ${folder} can be imported.`,
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

function outside(specifier: string, folder: string): Denial {
  return {
    code: "INTERP_OUTSIDE_FOLDER",
    message: `"${cut(specifier)}" leads out of the ${folder}`,
    hint: `Copy the file into a sub-folder of the ${folder} and import it by its relative path: what is evaluated must not change when something else does.`,
  };
}

function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `Did you mean "${nearest}"? `;
}

/** The module or export that was surely meant, or undefined. `util` means `node:util`. */
function nearestName(name: string, known: Iterable<string>): string | undefined {
  return best(known, (candidate) => difference(bare(name), bare(candidate)));
}

/**
 * The file that was surely meant by a relative specifier, as the importer has to write it: one with
 * nearly the same path, or with the same name in another folder. Never the importer itself.
 */
function nearestFile(from: string, specifier: string, files: Iterable<string>): string | undefined {
  const wanted = joinPath(from, specifier);
  if (wanted === undefined) return undefined;
  const [folder, name] = split(withoutCode(wanted));
  const others = [...files].filter((path) => path !== from).slice(0, MOST_FILES);
  const found = best(others, (path) => {
    const [itsFolder, itsName] = split(withoutCode(path));
    if (folder === itsFolder) return difference(name, itsName);
    if (name === itsName) return SHARE;
    return difference(withoutCode(wanted), withoutCode(path));
  });
  return found === undefined ? undefined : relative(from, written(found, specifier));
}

/** The candidate with the smallest difference, when that is small enough. */
function best(
  candidates: Iterable<string>,
  differenceOf: (candidate: string) => number,
): string | undefined {
  let found: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const current = differenceOf(candidate);
    if (current > SHARE || current >= least) continue;
    found = candidate;
    least = current;
  }
  return found;
}

/** 0: the same but for the case; 1: nothing alike. */
function difference(a: string, b: string): number {
  if (a.length > LONGEST || Math.abs(a.length - b.length) > MOST) return 1;
  const steps = distance(a.toLowerCase(), b.toLowerCase());
  return steps > MOST ? 1 : steps / Math.max(a.length, b.length, 1);
}

function bare(specifier: string): string {
  return specifier.replace(/^node:/i, "");
}

function split(path: string): readonly [folder: string, name: string] {
  const slash = path.lastIndexOf("/") + 1;
  return [path.slice(0, slash), path.slice(slash)];
}

function withoutCode(path: string): string {
  return isCode(path) ? path.replace(/\.\w+$/, "") : path;
}

/** With the extension that the specifier has: `.js` for a `.ts`, or none. */
function written(path: string, specifier: string): string {
  if (!isCode(path)) return path;
  const extension = isCode(specifier) ? (/\.\w+$/.exec(specifier)?.[0] ?? "") : "";
  const own = /\.\w+$/.exec(path)?.[0] ?? "";
  if (extension === "") return withoutCode(path);
  return extension.replace("j", "t") === own ? withoutCode(path) + extension : path;
}

function relative(from: string, path: string): string {
  const here = from.split("/").slice(0, -1);
  const there = path.split("/");
  let common = 0;
  while (common < here.length && here[common] === there[common]) common++;
  const up = here.length - common;
  return (up === 0 ? "./" : "../".repeat(up)) + there.slice(common).join("/");
}
