import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Symbols } from "../interp/symbols.js";
import { memberOf } from "../text/record.js";
import { CliError } from "./cli-error.js";
import { orDeadEnd } from "./dead-end.js";

/** What a plugin's default export is called with. */
export interface PluginApi {
  readonly symbols: Symbols;
}

/**
 * Imports plugins in the given order: a path, or the name of a package as the working directory
 * sees it. They run with the power of the user who runs the tool.
 *
 * @throws CliError CLI_PLUGIN_NOT_FOUND, CLI_PLUGIN_FAILED
 */
export async function loadPlugins(plugins: readonly string[], api: PluginApi): Promise<void> {
  for (const plugin of new Set(plugins)) {
    const location = locate(plugin);
    try {
      await orDeadEnd(loadPlugin(location, api));
    } catch (error) {
      throw failure(plugin, location, error);
    }
  }
}

async function loadPlugin(location: string, api: PluginApi): Promise<void> {
  const module: unknown = await import(location);
  const entry = memberOf(module, "default");
  if (typeof entry === "function") await entry(api);
}

function locate(plugin: string): string {
  if (plugin.startsWith("file:")) return plugin;
  if (/^\.{0,2}[\\/]|^[a-z]:[\\/]|\.[cm]?[jt]s$/i.test(plugin)) {
    return pathToFileURL(resolve(plugin)).href;
  }
  try {
    // From the project, as its own code would import it.
    return pathToFileURL(createRequire(join(process.cwd(), "noop.js")).resolve(plugin)).href;
  } catch {
    // A plugin that ships with a globally installed tool, or a package that only `import` can load.
    return plugin;
  }
}

function failure(plugin: string, location: string, error: unknown): CliError {
  const code = memberOf(error, "code");
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
  const itself = error instanceof Error && error.message.includes(plainPath(location));
  if (missing && itself) {
    return new CliError({
      code: "CLI_PLUGIN_NOT_FOUND",
      message: `The plugin "${plugin}" cannot be found`,
      hint: "Give a path that starts with ./ or the name of an installed package.",
      cause: error,
    });
  }
  return new CliError({
    code: "CLI_PLUGIN_FAILED",
    message: `The plugin "${plugin}" failed: ${error instanceof Error ? error.message : String(error)}`,
    hint:
      code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(plugin)
        ? "Node.js runs TypeScript from 22.18 on. With an older one compile the plugin, or set NODE_OPTIONS=--import=makemigrations/native."
        : "The plugin is code of the operator's; --verbose shows where it failed.",
    cause: error,
  });
}

function plainPath(location: string): string {
  return location.startsWith("file:") ? decodeURIComponent(new URL(location).pathname) : location;
}
