import { readdir, realpath, stat } from "node:fs";
import { relative, resolve } from "node:path";
import type { FileSystemAdapter, GlobOptions } from "tinyglobby";
import { CliError } from "../cli-error.js";
import { systemCode } from "../environment.js";

/** How and where is looked, as `tinyglobby` calls it. */
interface Looking extends Pick<GlobOptions, "followSymbolicLinks"> {
  readonly folder?: string;
  readonly ignore: string[];
}

/**
 * The files that match a pattern, unsorted. What could not be seen may say something: a table of a folder
 * that is passed over would be a table that is dropped. So a link that leads nowhere is found like a
 * file: reading it tells.
 *
 * @throws CliError CLI_CANNOT_READ for a folder that cannot be listed.
 */
export async function findFiles(
  pattern: string,
  { folder = ".", ...looking }: Looking,
): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  const unread = new Map<string, unknown>();
  const found = await glob(pattern, {
    ...looking,
    cwd: folder,
    expandDirectories: false,
    fs: watched(unread),
  });
  for (const [path, cause] of unread) {
    throw new CliError({
      code: "CLI_CANNOT_READ",
      message: `The folder "${relative(".", path) || "."}" cannot be read: ${systemCode(cause)}`,
      hint: `Check its permissions: files in it may match "${pattern}". If there are none, name their folders in the pattern.`,
      cause,
    });
  }
  return found;
}

/** `tinyglobby` passes over what it cannot read; here that is written down. */
function watched(unread: Map<string, unknown>): FileSystemAdapter {
  return {
    readdir: new Proxy(readdir, {
      apply: (call, _, [path, options, done]) =>
        call(path, options, (error, entries) => {
          // What is not there, or not any more, holds nothing.
          const isGone = ["ENOENT", "ENOTDIR"].includes(systemCode(error));
          if (error !== null && !isGone) unread.set(resolve(path), error);
          done(error, entries);
        }),
    }),
    realpath: new Proxy(realpath, {
      apply: (call, _, [path, done]) =>
        call(path, (error, target) => done(null, error === null ? target : path)),
    }),
    stat: new Proxy(stat, {
      apply: (call, _, [path, done]) =>
        call(path, (error, status) => done(null, error === null ? status : aFile)),
    }),
  };
}

/** All that is asked of what a link leads to. */
const aFile = { isDirectory: () => false };
