import { InterpError } from "../../src/interp/interp-error.js";
import { Interpreter, type InterpreterOptions } from "../../src/interp/interpreter.js";
import type { LoadResult, VirtualFile } from "../../src/interp/load-result.js";
import { fn, type SymbolMap, source } from "../../src/interp/symbol-map.js";

/** A module "api" whose `post` is a registration, and "base" with a declared base class. */
export const basics: SymbolMap = {
  api: { post: fn(() => undefined, { oneWay: true, callables: true }) },
  base: source(
    `import { bytes, declareBase } from "membrane";
     export class Operation {}
     declareBase(Operation);
     export { bytes };`,
    { exports: ["Operation", "bytes"] },
  ),
};

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** The list that `load` takes; entries are the files of the top folder that hold code. */
export function virtual(files: Files): {
  readonly list: readonly VirtualFile[];
  readonly entries: readonly string[];
} {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const entries = Object.keys(files).filter((path) => /^[^/]+\.m?[jt]s$/.test(path));
  return { list, entries };
}

/** Loads files, hands the interpreter to `use`, and disposes of it whatever happens. */
export async function withLoaded<T>(
  files: Files,
  use: (interpreter: Interpreter, result: LoadResult) => Promise<T> | T,
  options: Partial<InterpreterOptions> & { readonly map?: SymbolMap } = {},
): Promise<T> {
  const { map, ...rest } = options;
  const interpreter = new Interpreter({ profile: "open", ...rest });
  try {
    interpreter.use(basics);
    if (map !== undefined) interpreter.use(map);
    const { list, entries } = virtual(files);
    return await use(interpreter, await interpreter.load(list, { entries }));
  } finally {
    await interpreter.dispose();
  }
}

/** The arguments of all posts of one file. */
export function posted(
  text: string,
  options: Partial<InterpreterOptions> & { readonly map?: SymbolMap; readonly files?: Files } = {},
): Promise<readonly unknown[]> {
  const { files, ...rest } = options;
  return withLoaded(
    { "0001_a.ts": text, ...files },
    (_interpreter, { posts }) => posts.map((post) => post.args[0]),
    rest,
  );
}

/** The error that a load or a call ends with. */
export async function failure(attempt: Promise<unknown>): Promise<InterpError> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof InterpError) return error;
    throw error;
  }
  throw new TypeError("it did not fail");
}
