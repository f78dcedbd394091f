import { lstatSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { CheckError } from "./check-error.js";

/**
 * What a link leads to may be another tenant's, or nobody's, and can change without the folder. Of a
 * path that is relative, or leads into the working directory, no part may be a link; of any other
 * path the end.
 *
 * @throws CheckError CHECK_FOLDER_LINK
 */
export function refuseLinks(folder: string): void {
  const link = partsOf(folder).find(isLink);
  if (link === undefined) return;
  throw new CheckError({
    code: "CHECK_FOLDER_LINK",
    message: `"${relative(process.cwd(), link)}" is a symbolic link`,
    hint: "Name the folder that it leads to: what stands behind a link may be another tenant's.",
  });
}

/** The path and what it goes through, as far as a tenant may have made it. */
function partsOf(folder: string): readonly string[] {
  const here = process.cwd();
  const way = relative(here, resolve(folder));
  const names = way.split(sep);
  const leadsOut = names[0] === ".." || isAbsolute(way);
  if (isAbsolute(folder) && leadsOut) return [resolve(folder)];
  const up = names.findIndex((name) => name !== "..");
  if (up < 0) return [];
  return names.slice(up).map((_name, at) => join(here, ...names.slice(0, up + at + 1)));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
