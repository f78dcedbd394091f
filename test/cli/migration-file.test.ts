import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const address = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Writes the migration that its argument names, when it is told to. */
const PROGRAM = `
  import { once } from "node:events";
  import { migrationFile, writeNewMigration } from ${address("../../src/cli/migration-file.js")};
  import { makeMigration } from ${address("../../src/migration/migration.js")};
  const [folder, name] = process.argv.slice(1);
  const config = { migration: { directory: folder }, sandbox: {} };
  const file = migrationFile(config, makeMigration({ name, dependencies: [], operations: [] }));
  process.stdout.write("ready");
  await once(process.stdin, "data");
  try {
    writeNewMigration(file);
  } catch (error) {
    process.stderr.write(error.code + " " + error.message);
    process.exitCode = 1;
  }
  process.stdin.destroy();`;

describe("the file of a new migration", () => {
  const folder = mkdtempSync(join(tmpdir(), "mm-number-"));
  after(() => rmSync(folder, { recursive: true }));

  const start = (name: string) =>
    spawn(process.execPath, ["--input-type=module", "--eval", PROGRAM, folder, name]);

  /** The exit status and what was said, once it is told to write. */
  async function write(child: ChildProcess): Promise<readonly [number | null, string]> {
    let said = "";
    child.stderr?.on("data", (text) => {
      said += text;
    });
    child.stdin?.write("go\n");
    const [status] = await once(child, "close");
    return [status, said];
  }

  it("has a number of its own, also where two processes found the same one free", async () => {
    const children = [start("0005_a"), start("0005_b")];
    await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
    const results = await Promise.all(children.map(write));
    const written = results.filter(([status]) => status === 0).length;
    expect(written).to.be.at.most(1);
    expect(readdirSync(folder)).to.have.lengthOf(written);
    for (const [status, said] of results) {
      if (status !== 0) expect(said).to.match(/^CLI_CANNOT_WRITE .*has taken the number of "0005_/);
    }
    // The one behind the other gives way, whoever is first.
    const [first, second] = [start("0006_a"), start("0006_b")];
    await Promise.all([first, second].map(({ stdout }) => once(stdout, "data")));
    expect(await write(first)).to.deep.equal([0, ""]);
    expect((await write(second))[1]).to.contain("0006_a.ts");
    expect(readdirSync(folder).filter((name) => name.startsWith("0006"))).to.deep.equal([
      "0006_a.ts",
    ]);
  });
});
