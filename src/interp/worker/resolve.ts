const CODE = [".ts", ".mts", ".js", ".mjs"] as const;

/** Source extensions that a specifier may use for a file that has another one. */
const TWINS: ReadonlyMap<string, string> = new Map([
  [".js", ".ts"],
  [".mjs", ".mts"],
]);

/** Whether a specifier means a file rather than a module of the symbol map. */
export function isRelative(specifier: string): boolean {
  return specifier.startsWith("./") || specifier.startsWith("../");
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
  const path = join(from, specifier);
  if (path === undefined) return undefined;
  const exact = paths.get(path);
  if (exact !== undefined) return exact;
  for (const [written, actual] of TWINS) {
    if (!path.endsWith(written)) continue;
    const twin = paths.get(path.slice(0, -written.length) + actual);
    if (twin !== undefined) return twin;
  }
  for (const extension of CODE) {
    const found = paths.get(path + extension);
    if (found !== undefined) return found;
  }
  return undefined;
}

function join(from: string, specifier: string): string | undefined {
  const segments = from.split("/").slice(0, -1);
  for (const segment of specifier.split("/")) {
    if (segment === ".") continue;
    if (segment === "") return undefined;
    if (segment !== "..") segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join("/");
}
