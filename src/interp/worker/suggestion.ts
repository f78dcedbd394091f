import { distance } from "fastest-levenshtein";
import { isCode, joinPath } from "./resolve.js";

/** A wrong suggestion is worse than none: at most this share of the letters may differ ... */
const SHARE = 0.25;
/** ... and never more than this many. */
const MOST = 3;
/** The cost of a comparison is the product of both lengths, and of all of them the number of files. */
const LONGEST = 100;
const MOST_FILES = 2000;

/** The module or export that was surely meant, or undefined. `util` means `node:util`. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  return best(known, (candidate) => difference(bare(name), bare(candidate)));
}

/**
 * The file that was surely meant by a relative specifier, as the importer has to write it: one with
 * nearly the same path, or with the same name in another folder. Never the importer itself.
 */
export function nearestFile(
  from: string,
  specifier: string,
  files: Iterable<string>,
): string | undefined {
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
