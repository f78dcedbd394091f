import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { writePlanFile } from "../../src/plan/plan-file.js";
import { inFolder, mm } from "./run-cli.js";

const HEAD = 'import * as m from "makemigrations";\n';
const ID = 'fields: [{ name: "id", type: "integer", primaryKey: true }]';

/** A small source that makes much of planning: a thousand tables change with every rename. */
const PLANS_LONG = `${HEAD}
const ops = [new m.CreateTable({ name: "t_0", ${ID} })];
for (let i = 0; i < 1000; i++) ops.push(new m.CreateTable({ name: "t_r" + i, fields: [
  { name: "id", type: "integer", primaryKey: true },
  { name: "x", type: "foreign_key", foreignKey: { table: "t_0", onDelete: "CASCADE" } }] }));
for (let i = 0; i < 8000; i++)
  ops.push(new m.RenameTable({ oldName: "t_" + i, newName: "t_" + (i + 1) }));
m.register({ name: "0001_a", dependencies: [], operations: ops });`;

const SLOW_FILES = Object.fromEntries(
  Array.from({ length: 12 }, (_, at) => [
    `migrations/${String(at).padStart(4, "0")}_a.ts`,
    `${HEAD}
    for (let i = 0; i < 3e7; i++);
    m.register({ name: "${String(at).padStart(4, "0")}_a", dependencies: [], operations: [] });`,
  ]),
);

/** Evaluating is innocent here, also where it is slow. */
const PATIENT = ["--limit", "cpuLoadMs=60000"];
/** What is limited is the step, not all of it together, which the clock tells. */
const WHOLE = ["--limit", "folderMs=600000"];

describe("mm plan on what its author made large", () => {
  const plan = ["plan", "--database", "sqlite", "--out", "plan.json", ...PATIENT];

  it("is ended from outside with an error that names the limit", async () => {
    await inFolder({ "migrations/0001_a.ts": PLANS_LONG }, async (folder) => {
      const within = (loadMs: number) =>
        mm([...plan, ...WHOLE, "--limit", `loadMs=${loadMs}`], folder);
      let loadMs = 5000;
      let result = await within(loadMs);
      // On a busy machine it may take as long to load the file as it may to plan it.
      while (result.stderr.includes("INTERP_LIMIT") && loadMs < 90_000) {
        loadMs *= 4;
        result = await within(loadMs);
      }
      const { exit, stderr, stdout } = result;
      expect([exit, stdout]).to.deep.equal([8, ""]);
      expect(stderr).to.match(/error CHECK_(?:TIME|MEMORY): planning the folder/);
      expect(stderr).to.match(/raise the limit (?:loadMs|workerHeapMb)/);
      expect(existsSync(join(folder, "plan.json"))).to.equal(false);
    });
  });

  it("is ended before the plan file runs where the credentials are, and in the locked profile", async () => {
    const renames = Array.from({ length: 20_000 }, (_, at) => ({
      type: "rename_table",
      oldName: `t_${at}`,
      newName: `t_${at + 1}`,
    }));
    const fields = [{ name: "id", type: "integer", primaryKey: true }];
    const references = Array.from({ length: 1000 }, (_, at) => ({
      type: "create_table",
      name: `t_r${at}`,
      fields: [
        ...fields,
        { name: "x", type: "foreign_key", foreignKey: { table: "t_0", onDelete: "CASCADE" } },
      ],
    }));
    const first = { type: "create_table", name: "t_0", fields };
    const operations = [first, ...references, ...renames];
    const about = { dependencies: [], replaces: [], transaction: true, statements: [] };
    const migration = { name: "0001_a", file: "0001_a", checksum: "", ...about, operations };
    const heads = { heads: ["0001_a"], start: [], migrations: [migration] };
    const plan = writePlanFile({ format: 1, tool: "1", database: "sqlite", ...heads });
    const files = { "plan.json": plan, "migrations/0001_a.ts": PLANS_LONG };
    await inFolder(files, async (folder) => {
      const database = ["--database-url", "sqlite:./mm.db"];
      const limits = ["--limit", "loadMs=4000", ...PATIENT, ...WHOLE];
      const up = await mm(["migrate", "up", "--plan", "plan.json", ...database, ...limits], folder);
      expect([up.exit, up.stdout]).to.deep.equal([8, ""]);
      expect(up.stderr).to.match(/error CHECK_(?:TIME|MEMORY): planning the/);
      const limited = [...database, "--limit", "loadMs=20000", "--limit", "folderMs=12000"];
      const show = await mm(
        ["migrate", "showsql", "--all", "--locked", ...limited, ...PATIENT],
        folder,
      );
      expect([show.exit, show.stdout]).to.deep.equal([8, ""]);
      expect(show.stderr).to.match(/error CHECK_(?:FOLDER_TIME|TIME|MEMORY): /);
    });
  });

  it("is ended when its files are too slow together", async () => {
    await inFolder(SLOW_FILES, async (folder) => {
      const words = [...plan, "--limit", "loadMs=60000", "--limit", "folderMs=1500"];
      const { exit, stderr } = await mm(words, folder);
      expect(exit).to.equal(8);
      expect(stderr).to.contain(
        "error CHECK_FOLDER_TIME: the folder took more than 1500 ms in all and was stopped",
      );
      expect(stderr).to.contain("raise the limit folderMs");
    });
  });

  it("says what is wrong as the other commands do: place, lines, log, JSON", async () => {
    const broken = `${HEAD}
console.log("was here");
m.register({ name: "0001_a", dependencies: [], operations: [new m.DropTable({ name: "users" })] });`;
    await inFolder({ "migrations/0001_a.ts": broken }, async (folder) => {
      const { exit, stderr } = await mm(plan, folder);
      const shown = await mm(["migrate", "showsql", "--all", "--database", "sqlite"], folder);
      expect(exit).to.equal(shown.exit);
      expect(stderr).to.equal(shown.stderr);
      expect(stderr).to.contain("was here").and.contain("migrations/0001_a.ts:4");
      const { stdout } = await mm([...plan, "--json"], folder);
      expect(JSON.parse(stdout)).to.include({ status: "error", file: "migrations/0001_a.ts" });
    });
  });
});

describe("mm check on files that are slow together", () => {
  it("stops the folder at its budget and goes on to the next", async () => {
    const files = Object.fromEntries(
      Object.entries(SLOW_FILES).map(([path, text]) => [path.replace("migrations", "slow"), text]),
    );
    const good = { "zgood/0001_a.ts": `${HEAD}m.register({ name: "0001_a", operations: [] });` };
    await inFolder({ ...files, ...good }, async (folder) => {
      const limits = ["--limit", "folderMs=1500", "--limit", "loadMs=60000", ...PATIENT];
      const words = ["check", "--json", "--jobs", "1", "--database", "sqlite", ...limits];
      const { stdout, exit } = await mm([...words, "slow", "zgood"], folder);
      const { folders } = JSON.parse(stdout);
      expect(exit).to.equal(8);
      expect(folders[0].findings[0]).to.include({ rule: "CHECK_FOLDER_TIME", level: "error" });
      expect(folders[1].findings.map(({ rule }: { rule: string }) => rule)).not.to.include(
        "CHECK_TIME",
      );
    });
  });
});
