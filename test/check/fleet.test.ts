import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import { limitNames } from "../../src/interp/limits.js";
import { builtIn } from "../../symbols/index.js";
import { fleetPolicy, hostiles, writeTenant } from "./fleet.js";

describe("a fleet of forty tenants, ten of them hostile", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-fleet-"));
  after(() => rmSync(root, { recursive: true, force: true }));

  it("gets the right verdict for every one of them with two jobs", async () => {
    const expected = new Map<string, string | undefined>();
    for (let at = 0; at < 40; at++) {
      const hostile = at % 4 === 3 ? hostiles[(at - 3) / 4] : undefined;
      const folder = join(root, `tenant-${String(at).padStart(2, "0")}`);
      writeTenant(folder, 10, hostile);
      expected.set(folder, hostile?.rule);
    }
    let count = 0;
    const symbols = builtIn();
    symbols.register({ counter: { next: symbols.fn(() => ++count) } });
    const seen: string[] = [];
    const report = await checkFolders({
      folders: [...expected.keys()].reverse(),
      policy: parsePolicy("policy.yaml", fleetPolicy, { limits: limitNames, databases: [] }),
      symbols: symbols.snapshot(),
      jobs: 2,
      databases: ["postgresql", "sqlite"],
      strict: false,
      onReport: ({ folder }, { done, total }) => {
        seen.push(folder);
        expect([done, total]).to.deep.equal([seen.length, 40]);
      },
    });
    expect(report.folders.map(({ folder }) => folder)).to.deep.equal([...expected.keys()]);
    expect(seen.sort()).to.deep.equal([...expected.keys()]);
    for (const { folder, verdict, findings, migrations } of report.folders) {
      const rule = expected.get(folder);
      const errors = findings.filter(({ level }) => level === "error").map((one) => one.rule);
      expect([folder, verdict, ...new Set(errors)]).to.deep.equal(
        rule === undefined ? [folder, "passed"] : [folder, "refused", rule],
      );
      if (rule === undefined) expect(migrations).to.equal(10);
    }
    expect([report.passed, report.refused]).to.deep.equal([30, 10]);
  });
});
