import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { binary, inFolder, mm, tableMigration } from "./run-cli.js";

/** Does something when the command has long been done, with `work` around it. */
function plugin(work: string): string {
  return `import { writeFileSync } from "node:fs";
const done = () => writeFileSync("done.txt", "done");
${work}
`;
}

describe("the end of the process", () => {
  const begun: Readonly<Record<string, string>> = {
    "a timer": "setTimeout(done, 300);",
    "what waits until nothing else is under way": `process.once("beforeExit", done);`,
    "what is done at the very end": `process.once("exit", done);`,
    "a thread": `import { Worker } from "node:worker_threads";
new Worker("setTimeout(() => {}, 300)", { eval: true }).on("exit", done);`,
    "a connection": `import { createServer, connect } from "node:net";
const server = createServer((socket) => setTimeout(() => socket.end(), 300)).listen(0, "127.0.0.1", () => {
  connect(server.address().port, "127.0.0.1").on("close", () => { done(); server.close(); });
});`,
  };
  for (const [name, work] of Object.entries(begun)) {
    it(`waits for ${name} of a plugin`, async () => {
      const files = {
        "migrations/0001_a.ts": tableMigration("0001_a", "a"),
        "plugin.mjs": plugin(work),
      };
      await inFolder(files, async (cwd) => {
        const words = ["migrate", "status", "--plugin", "./plugin.mjs"];
        const { exit, stderr } = await mm(words, cwd);
        expect(exit, stderr).to.equal(0);
        expect(existsSync(join(cwd, "done.txt"))).to.equal(true);
        expect(readFileSync(join(cwd, "done.txt"), "utf8")).to.equal("done");
      });
    });
  }

  it("has written everything to a reader that begins late", async () => {
    const names = Array.from({ length: 400 }, (_, n) => `${String(n + 1).padStart(4, "0")}_t`);
    const files = names.map((name, n) => [
      `migrations/${name}.ts`,
      tableMigration(name, `t${n}`).replace("[]", n === 0 ? "[]" : `["${names[n - 1]}"]`),
    ]);
    await inFolder(Object.fromEntries(files), async (cwd) => {
      const env = { PATH: process.env.PATH, DATABASE_URL: "sqlite:./mm.db" };
      const words = [binary, "migrate", "showsql"];
      const child = spawn(process.execPath, words, {
        cwd,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let text = "";
      child.stderr.resume();
      // More than a pipe holds.
      child.stdout.setEncoding("utf8").once("readable", () => {
        child.stdout.on("data", (part) => (text += part)).resume();
      });
      const exit = await new Promise((resolve) => child.on("close", resolve));
      expect(exit).to.equal(0);
      expect(text.match(/CREATE TABLE/g)).to.have.length(400);
    });
  });
});
