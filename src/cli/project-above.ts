import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { configFileNames } from "../config/config-keys.js";
import { cleanLine } from "./render/clean-text.js";

/**
 * For a hint: a command of a project is often typed in a folder of it. Empty where no folder above
 * the working directory has a configuration file, or the working directory has one.
 */
export function projectAbove(): string {
  const here = process.cwd();
  if (configIn(here) !== undefined) return "";
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    const name = configIn(folder);
    const up = cleanLine(relative(here, folder));
    if (name !== undefined) return `There is a ${name} in "${up}": run the command there. `;
  }
  return "";
}

function configIn(folder: string): string | undefined {
  return configFileNames.find((name) => existsSync(join(folder, name)));
}
