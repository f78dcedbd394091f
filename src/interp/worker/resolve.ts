const CODE = [".ts", ".mts", ".js", ".mjs"] as const;

/** Source extensions that a specifier may use for a file that has another one. */
const TWINS: ReadonlyMap<string, string> = new Map([
  [".js", ".ts"],
  [".mjs", ".mts"],
]);

/** Whether a specifier means a file rather than a module of the symbol map. */
export function isRelative(specifier: string): boolean {
  return /^\.\.?(?:\/|$)/.test(specifier);
}

/** Whether a file holds code, by its name. */
export function isCode(path: string): boolean {
  return CODE.some((extension) => path.endsWith(extension));
}

/**
 * Finds the file that a relative specifier names, among the files of the load and nowhere else.
 * Nothing is decoded and no file system is asked; leaving the folder finds nothing.
 */
export function resolveFile(
  from: string,
  specifier: string,
  paths: ReadonlyMap<string, number>,
): number | undefined {
  const path = joinPath(from, specifier);
  if (path === undefined) return undefined;
  for (const candidate of filesFor(path)) {
    const found = paths.get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The files that a path may mean, in the order in which they are looked for. */
export function* filesFor(path: string): Generator<string> {
  yield path;
  for (const [written, actual] of TWINS) {
    if (path.endsWith(written)) yield path.slice(0, -written.length) + actual;
  }
  for (const extension of CODE) yield path + extension;
}

/** The path that a relative specifier names; undefined when that cannot be inside the folder. */
export function joinPath(from: string, specifier: string): string | undefined {
  const segments = from.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === ".") continue;
    if (segment === "") return undefined;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}

/**
 * Whether a relative specifier means something outside the folder. It decides about nothing but the
 * message, so it also reads the spellings that only Node would follow: `%2e%2e`, backslashes.
 */
export function leavesFolder(from: string, specifier: string): boolean {
  let depth = from.split("/").length - 1;
  const plain = specifier.replace(/%2e/gi, ".").replace(/\\|%2f|%5c/gi, "/");
  for (const segment of plain.split("/")) {
    if (segment === "" || segment === ".") continue;
    depth += segment === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}
