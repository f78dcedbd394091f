import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import type { CheckReport } from "../../src/check/report.js";
import { limitNames } from "../../src/interp/limits.js";
import { builtIn } from "../../symbols/index.js";
import { writeFiles, writeTenant } from "./fleet.js";

/** Evaluating is innocent here, also where it is slow; planning has ten seconds. */
const PATIENT = "cpuLoadMs: 9000, loadMs: 10000, folderMs: 600000";
const RSS_GROWTH = 500 * 1024 * 1024;

const ID = '{ name: "id", type: "integer", primaryKey: true }';

/** Small sources that make much of planning. */
const attacks = {
  "a table of 500 indexes that is renamed 3,000 times": `
    const indexes = Array.from({ length: 500 }, (_, i) => ({ name: "i" + i, fields: ["id"], unique: false }));
    const ops = [new m.CreateTable({ name: "t_0", fields: [${ID}], indexes })];
    for (let i = 0; i < 3000; i++) ops.push(new m.RenameTable({ oldName: "t_" + i, newName: "t_" + (i + 1) }));`,
  "a table that 1,000 others refer to, renamed 2,000 times": `
    const ops = [new m.CreateTable({ name: "t_0", fields: [${ID}] })];
    for (let i = 0; i < 1000; i++) ops.push(new m.CreateTable({ name: "t_r" + i, fields: [${ID},
      { name: "x", type: "foreign_key", foreignKey: { table: "t_0", onDelete: "CASCADE" } }] }));
    for (let i = 0; i < 2000; i++) ops.push(new m.RenameTable({ oldName: "t_" + i, newName: "t_" + (i + 1) }));`,
  "10,000 fields that are added one by one": `
    const ops = [new m.CreateTable({ name: "t_0", fields: [${ID}] })];
    for (let i = 0; i < 10000; i++) ops.push(new m.AddField({ table: "t_0", field: { name: "f" + i, type: "integer" } }));`,
  "a check of 400,000 characters in which a field is renamed 500 times": `
    const ops = [new m.CreateTable({ name: "t_0", fields: [${ID}, { name: "a0", type: "text" }],
      checks: [{ name: "c", expression: "1=1 or ".repeat(57000) + "a0 = '1'" }] })];
    for (let i = 0; i < 500; i++) ops.push(new m.RenameField({ table: "t_0", oldName: "a" + i, newName: "a" + (i + 1) }));`,
} as const;

describe("planning what a tenant made large", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-planning-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  const hostile = (title: string, operations: string): string =>
    writeFiles(join(root, title.replaceAll(/\W/g, "-")), {
      "0001_a.ts": `import * as m from "makemigrations";${operations}
        m.register({ name: "0001_a", dependencies: [], operations: ops });`,
    });
  const innocent = (name: string): string => {
    const folder = join(root, name);
    writeTenant(folder, 6);
    return folder;
  };

  async function check(folders: readonly string[], limits = PATIENT): Promise<CheckReport> {
    const text = `tables: ["t_*"]\nlimits: { ${limits} }\n`;
    return await checkFolders({
      folders,
      policy: parsePolicy("policy.yaml", text, { limits: limitNames, databases: [] }),
      symbols: builtIn().snapshot(),
      jobs: 2,
      databases: ["postgresql", "sqlite"],
      strict: false,
    });
  }

  for (const [title, operations] of Object.entries(attacks)) {
    it(`contains ${title}`, async () => {
      const folder = hostile(title, operations);
      const others = [1, 2, 3].map((at) => innocent(`tenant-${at}`));
      const rss = process.memoryUsage().rss;
      let peak = rss;
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 10);
      const report = await check([folder, ...others]);
      clearInterval(watch);
      const verdicts = report.folders.map((one) => [one.folder, one.verdict]);
      expect(verdicts).to.have.deep.members([
        [folder, "refused"],
        ...others.map((one) => [one, "passed"]),
      ]);
      const rules = report.folders.flatMap(({ findings }) => findings.map(({ rule }) => rule));
      for (const rule of rules) expect(rule).to.be.oneOf(["CHECK_SIZE", "CHECK_TIME"]);
      expect(peak - rss, "memory growth").to.be.below(RSS_GROWTH);
    });
  }

  it("ends a thread whose heap it fills, and goes on with another", async () => {
    const folder = hostile("z heap", attacks["a table of 500 indexes that is renamed 3,000 times"]);
    const { folders } = await check(
      [folder, innocent("zz-after-it")],
      `${PATIENT}, workerHeapMb: 40`,
    );
    expect(folders.map(({ verdict }) => verdict)).to.deep.equal(["refused", "passed"]);
    expect(folders[0]?.findings.map(({ rule }) => rule)).to.deep.equal(["CHECK_MEMORY"]);
  });
});
