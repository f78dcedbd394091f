import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const CHILD = fileURLToPath(new URL("./long-text-child.js", import.meta.url));

interface Told {
  readonly kind: "functions" | "at" | "done";
  readonly names?: readonly string[];
  readonly what?: string;
}

describe("a text of 200,000 characters", () => {
  it("is got through by every exported function that takes a text", async function () {
    // What computes too long ends the child; this is for a function that waits.
    this.timeout(900_000);
    const { names, ended, at } = await run();
    expect(ended, at).to.equal("done");
    // That they are found at all.
    expect(names).to.include.members([
      "sqlTokens",
      "sessionUse",
      "splitSql",
      "cleanLine",
      "renameInSql",
      "parsePostgresqlUrl",
      "fromPlanText",
      "commentText",
    ]);
  });
});

async function run(): Promise<{ names: readonly string[]; ended: string; at: string }> {
  const child = fork(CHILD, { execArgv: ["--stack-size=900"] });
  return await new Promise((resolve) => {
    let names: readonly string[] = [];
    let at = "the start";
    let done = false;
    child.on("message", (told: Told) => {
      if (told.kind === "functions") names = told.names ?? [];
      else if (told.kind === "at") at = told.what ?? "";
      else done = true;
    });
    child.on("exit", (_, signal) => {
      const early = signal === "SIGKILL" ? "it hangs" : "it ended by itself";
      resolve({ names, ended: done ? "done" : early, at });
    });
  });
}
