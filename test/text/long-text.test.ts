import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

/** No verdict on speed: what grows with the square of 300,000 takes minutes. */
const HANG_MS = 60_000;
const CHILD = fileURLToPath(new URL("./long-text-child.js", import.meta.url));

interface Told {
  readonly kind: "functions" | "at" | "done";
  readonly names?: readonly string[];
  readonly what?: string;
}

describe("a text of a million characters", () => {
  it("is got through by every exported function that takes a text", async function () {
    this.timeout(0);
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
    let ended = "it ended by itself";
    const hang = (): NodeJS.Timeout =>
      setTimeout(() => {
        ended = "it hangs";
        child.kill("SIGKILL");
      }, HANG_MS);
    let timer = hang();
    child.on("message", (told: Told) => {
      clearTimeout(timer);
      timer = hang();
      if (told.kind === "functions") names = told.names ?? [];
      else if (told.kind === "at") at = told.what ?? "";
      else ended = "done";
    });
    child.on("exit", () => {
      clearTimeout(timer);
      resolve({ names, ended, at });
    });
  });
}
