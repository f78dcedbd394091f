import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { CliError } from "./cli-error.js";
import { systemCode } from "./environment.js";

/** Says before the work what would otherwise fail after it. @throws CliError CLI_CANNOT_WRITE */
export function assertWritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK);
    const there = lstatSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw cannotWrite(file, "it is a folder");
    if (there?.isSymbolicLink() && !isDevice(file))
      throw cannotWrite(file, "it is a symbolic link");
    if (there !== undefined) accessSync(file, constants.W_OK);
  } catch (error) {
    throw error instanceof CliError ? error : cannotWrite(file, systemCode(error), error);
  }
}

/**
 * Writes a report, or a plan. The working directory may be a tenant's checkout, so a link is not followed: it
 * could lead to the policy. @throws CliError CLI_CANNOT_WRITE
 */
export function writeReport(file: string, text: string): void {
  const follow = isDevice(file) ? 0 : (constants.O_NOFOLLOW ?? 0);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | follow;
  let handle: number | undefined;
  try {
    handle = openSync(file, flags, 0o666);
    writeFileSync(handle, text);
  } catch (error) {
    throw cannotWrite(file, systemCode(error), error);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/**
 * Writes a report over the one that is there, in one step: a reader finds the old one or the
 * new one, whenever this process is killed. What is no file is left alone until {@link writeReport}.
 * @throws CliError CLI_CANNOT_WRITE
 */
export function replaceReport(file: string, text: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false || isDevice(file)) return;
  const fresh = join(dirname(resolve(file)), `.${basename(file)}.${process.pid}`);
  try {
    // "wx": no file that is there, and no link.
    writeFileSync(fresh, text, { flag: "wx" });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw cannotWrite(file, systemCode(error), error);
  }
}

/** `/dev/stdout` and its like are links by nature. */
function isDevice(file: string): boolean {
  return resolve(file).startsWith("/dev/");
}

function cannotWrite(file: string, why: string, cause?: unknown): CliError {
  return new CliError({
    code: "CLI_CANNOT_WRITE",
    message: `"${file}" cannot be written: ${why}`,
    hint: "Check the folder and its permissions, or choose another path.",
    cause,
  });
}
