import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import { parsePolicy } from "../../src/check/policy-file.js";
import type { FolderReport } from "../../src/check/report.js";
import { builtIn } from "../../symbols/index.js";
import { migration, writeFiles } from "./fleet.js";

const IMPORT = 'import * as m from "makemigrations";\n';
const USERS =
  'new m.CreateTable({ name: "t_users", fields: [{ name: "id", type: "integer", primaryKey: true }] })';

async function check(files: Readonly<Record<string, string>>): Promise<FolderReport> {
  const folder = mkdtempSync(join(tmpdir(), "mm-check-"));
  try {
    const { folders } = await checkFolders({
      folders: [writeFiles(folder, files)],
      policy: parsePolicy("policy.yaml", "deny_functions: []", { limits: [], databases: [] }),
      symbols: builtIn().snapshot(),
      jobs: 1,
      databases: ["sqlite"],
      strict: false,
    });
    const [only] = folders;
    if (only === undefined) throw new Error("no report");
    return only;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a check of a folder in which several things are wrong", () => {
  it("tells all of them", async () => {
    const wrong = await check({
      "0001_syntax.ts": `${IMPORT}const = 1;`,
      "0002_import.ts": `import "node:fs";\n${IMPORT}`,
      "0003_throws.ts": `${IMPORT}null.x;`,
      "0004_kind.ts": IMPORT + migration("0004_kind", '{ type: "create_tabel" }'),
      "0005_field.ts":
        IMPORT + migration("0005_field", 'new m.CreateTable({ name: "t", feilds: [] })'),
      "0006_fine.ts": IMPORT + migration("0006_fine", USERS),
    });
    const files = wrong.findings.map(({ file, rule }) => file ?? rule);
    expect(files).to.deep.equal([
      "0001_syntax.ts",
      "0002_import.ts",
      "0003_throws.ts",
      "0004_kind.ts",
      "0005_field.ts",
      "CHECK_NOT_PLANNED",
    ]);

    const commit = 'new m.RunSQL({ forwardSQL: "COMMIT", backwardSQL: m.noop })';
    const refused = await check({
      "0000_step.ts": IMPORT + migration("0000_step", commit),
      "0001_step.ts": IMPORT + migration("0001_step", USERS),
      "0002_step.ts": IMPORT + migration("0002_step", commit),
    });
    expect(refused.findings.map((finding) => `${finding.rule} ${finding.migration}`)).to.deep.equal(
      ["RUNNER_OWN_TRANSACTION 0000_step", "RUNNER_OWN_TRANSACTION 0002_step"],
    );
  });
});
