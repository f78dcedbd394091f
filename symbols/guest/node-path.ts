// Guest source: evaluated inside the sandbox. The POSIX half of Node's "path", on plain strings.

/** What `parse` returns and `format` takes. */
export interface ParsedPath {
  readonly root: string;
  readonly dir: string;
  readonly base: string;
  readonly ext: string;
  readonly name: string;
}

export const sep = "/";
export const delimiter = ":";

/** `/a/./b//c/..` -> `/a/b`. */
export function normalize(path: string): string {
  check(path, "path");
  if (path === "") return ".";
  const absolute = path.startsWith("/");
  const clean = collapse(path, absolute);
  if (clean === "") return absolute ? "/" : path.endsWith("/") ? "./" : ".";
  return (absolute ? "/" : "") + clean + (path.endsWith("/") ? "/" : "");
}

export function isAbsolute(path: string): boolean {
  check(path, "path");
  return path.startsWith("/");
}

export function join(...parts: string[]): string {
  for (const part of parts) check(part, "path");
  return normalize(parts.filter((part) => part !== "").join("/"));
}

/** Like Node's, but there is no current folder: some part has to be absolute. */
export function resolve(...parts: string[]): string {
  let path = "";
  for (let i = parts.length - 1; i >= 0 && !path.startsWith("/"); i -= 1) {
    const part = parts[i] as string;
    check(part, `paths[${i}]`);
    if (part !== "") path = path === "" ? part : `${part}/${path}`;
  }
  if (!path.startsWith("/")) {
    throw new Error(
      "path.resolve() needs an absolute path here: a migration has no current folder",
    );
  }
  return `/${collapse(path, true)}`;
}

export function relative(from: string, to: string): string {
  check(from, "from");
  check(to, "to");
  if (from === to) return "";
  if (isAbsolute(from) !== isAbsolute(to)) {
    throw new Error("path.relative() cannot mix absolute and relative: a migration has no folder");
  }
  const [start, end] = [below(from), below(to)];
  let common = 0;
  while (common < start.length && start[common] === end[common]) common += 1;
  return [...start.slice(common).map(() => ".."), ...end.slice(common)].join("/");
}

export function dirname(path: string): string {
  check(path, "path");
  if (path === "") return ".";
  const trimmed = trimSlashes(path);
  const slash = trimmed.lastIndexOf("/");
  if (slash === -1) return path.startsWith("/") ? "/" : ".";
  if (slash === 0) return "/";
  // POSIX leaves the meaning of two leading slashes open, and Node keeps them.
  return slash === 1 && path.startsWith("/") ? "//" : trimmed.slice(0, slash);
}

export function basename(path: string, suffix?: string): string {
  if (suffix !== undefined) check(suffix, "suffix");
  check(path, "path");
  if (suffix === path && suffix !== "") return "";
  const trimmed = trimSlashes(path);
  const name = trimmed.slice(trimmed.lastIndexOf("/") + 1);
  const cut = suffix !== undefined && suffix !== "" && name !== suffix && name.endsWith(suffix);
  return cut ? name.slice(0, -suffix.length) : name;
}

export function extname(path: string): string {
  check(path, "path");
  const name = basename(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 || name === ".." ? "" : name.slice(dot);
}

export function parse(path: string): ParsedPath {
  check(path, "path");
  const root = path.startsWith("/") ? "/" : "";
  const base = basename(path);
  const ext = extname(path);
  const trimmed = trimSlashes(path);
  const slash = trimmed.lastIndexOf("/");
  const dir = slash > 0 ? trimmed.slice(0, slash) : root;
  return { root, dir, base, ext, name: ext === "" ? base : base.slice(0, -ext.length) };
}

export function format(path: Partial<ParsedPath>): string {
  if (path === null || typeof path !== "object") throw typeError("pathObject", "Object");
  const { root, name, ext } = path;
  const dir = path.dir || root;
  const tail = ext ? `${ext.startsWith(".") ? "" : "."}${ext}` : "";
  const base = path.base || `${name || ""}${tail}`;
  if (!dir) return base;
  return dir === root ? `${dir}${base}` : `${dir}/${base}`;
}

export function toNamespacedPath(path: string): string {
  return path;
}

export const posix = {
  basename,
  delimiter,
  dirname,
  extname,
  format,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  sep,
  toNamespacedPath,
};
Object.defineProperty(posix, "posix", { value: posix, enumerable: true });

export default posix;

/** Resolves `.`, `..` and doubled slashes; keeps `..` at the start of a relative path. */
function collapse(path: string, absolute: boolean): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!absolute) kept.push("..");
  }
  return kept.join("/");
}

/** The parts of a path below the current folder, or below the root. */
function below(path: string): string[] {
  const clean = collapse(path, path.startsWith("/"));
  if (clean === ".." || clean.startsWith("../")) {
    throw new Error("path.relative() cannot go above the current folder: a migration has none");
  }
  return clean === "" ? [] : clean.split("/");
}

function trimSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

function check(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") throw typeError(name, "string");
}

function typeError(name: string, type: string): TypeError {
  const error = new TypeError(`The "${name}" argument must be of type ${type}.`);
  return Object.assign(error, { code: "ERR_INVALID_ARG_TYPE" });
}
