import { constants, copyFileSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "./environment.js";

/**
 * Makes a file that was not there, with its folders: the whole file or none, also when the disk is
 * full or this process is killed. What is left then is a hidden file, which nothing reads.
 *
 * @throws the error of the system, `EEXIST` where there is a file already.
 */
export function createFile(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, `.mm-new-${process.pid}`);
  try {
    rmSync(fresh, { force: true });
    writeFileSync(fresh, text, { flag: "wx" });
    try {
      // Unlike a rename, a link replaces nothing.
      linkSync(fresh, path);
    } catch (error) {
      if (systemCode(error) === "EEXIST") throw error;
      // Not every file system has links.
      copyFileSync(fresh, path, constants.COPYFILE_EXCL);
    }
  } finally {
    rmSync(fresh, { force: true });
  }
}
