import { execFile } from "node:child_process";
import { inOneFile } from "../one-file.js";

const PROGRAM = new URL("./runner-child.js", import.meta.url);

export interface ChildResult {
  readonly killed: boolean;
  /** Migrations that it ran; empty when it was killed. */
  readonly names: readonly string[];
  /** How many events there were. */
  readonly seen: number;
}

/** Runs `runner-child.ts`; fails when it failed otherwise than by its own kill. */
export async function runChild(...parameters: readonly (string | number)[]): Promise<ChildResult> {
  const script = await inOneFile(PROGRAM);
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...parameters.map(String)], (error, stdout, stderr) => {
      if (error?.signal === "SIGKILL") resolve({ killed: true, names: [], seen: 0 });
      else if (error !== null) reject(new Error(`the child failed: ${stderr}`));
      else resolve({ killed: false, ...JSON.parse(stdout) });
    });
  });
}
