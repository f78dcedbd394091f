import { register } from "node:module";
import { pathToFileURL } from "node:url";
import type { NativeScope } from "./native-hooks.js";

const HOOKS = new URL("./native-hooks.js", import.meta.url);
const known = new Set<string | undefined>();

/**
 * Lets this process import migrations as the sandbox does: TypeScript, text and JSON.
 *
 * @param directory only the files below it; undefined: every file that belongs to no package.
 */
export function registerNativeHooks(directory?: string): void {
  const url = directory === undefined ? undefined : `${pathToFileURL(directory).href}/`;
  if (known.has(undefined) || known.has(url)) return;
  known.add(url);
  const data: NativeScope = { directory: url };
  register(HOOKS, { data });
}
