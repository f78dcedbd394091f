import { readFileSync } from "node:fs";

/**
 * JavaScript for the sandbox, made of compiled files of `symbols/guest`. A source is one module, so
 * the parts are joined: imports of each other go away, and only the last part keeps its exports.
 *
 * @param names the parts in the order of their dependencies, without extension; the last one is
 * the module itself.
 */
export function guestCode(...names: readonly string[]): string {
  const parts = names.map((name, index) => {
    const text = readFileSync(new URL(`./guest/${name}.js`, import.meta.url), "utf8")
      .replace(/^import \{[^}]*\} from "\.\/[^"]+";$/gm, "")
      .replace(/^(export \{[^}]*\}) from "\.\/[^"]+";$/gm, "$1;")
      .replace(/^\/\/.*$/gm, "");
    return index === names.length - 1 ? text : text.replace(/^export (?!\{)/gm, "");
  });
  return parts.join("\n");
}
