import { expect } from "chai";
import { makeFinding } from "../../src/check/finding.js";
import type { CheckReport } from "../../src/check/report.js";
import { sarifOf } from "../../src/check/sarif.js";

function report(folder: string, ...findings: ReturnType<typeof makeFinding>[]): CheckReport {
  const one = { folder, findings, migrations: 1, statements: 1, milliseconds: 5 };
  const folders = [{ ...one, verdict: "refused" as const }];
  return { folders, databases: ["sqlite"], passed: 0, refused: 1, milliseconds: 5, open: [] };
}

// biome-ignore lint/suspicious/noExplicitAny: the tests look into the document as a reader does
const sarif = (of: CheckReport): any =>
  JSON.parse(
    JSON.stringify(
      sarifOf(of, { version: "1.2.3", docs: "https://example.org/docs/", program: "mymigrate" }),
    ),
  );

describe("a SARIF report", () => {
  const finding = makeFinding({
    rule: "POLICY_TABLE",
    message: 'touches the table "x"',
    hint: "Change it.",
    file: "0001_ä b.ts",
    line: 3,
    column: 7,
    migration: "0001_a",
    database: "sqlite",
  });

  it("has what the schema of version 2.1.0 requires", () => {
    const document = sarif(report("tenants/a/", finding, finding));
    expect(document.version).to.equal("2.1.0");
    expect(document.$schema).to.match(/sarif-2\.1\.0\.json$/);
    const [run] = document.runs;
    expect(run.tool.driver).to.include({ name: "makemigrations", version: "1.2.3" });
    expect(run.tool.driver.rules).to.deep.equal([
      {
        id: "POLICY_TABLE",
        name: "PolicyTable",
        shortDescription: { text: "policy table" },
        helpUri: "https://example.org/docs/errors/check.md#policy_table",
      },
    ]);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).to.equal(result.ruleId);
      expect(["error", "warning", "note"]).to.include(result.level);
      expect(result.message.text).to.equal('0001_a: touches the table "x" (sqlite). Change it.');
    }
  });

  it("names files from the directory of the run, escaped, with line and column", () => {
    const [run] = sarif(report("tenants/a/", finding)).runs;
    expect(run.results[0].locations[0].physicalLocation).to.deep.equal({
      artifactLocation: { uri: "tenants/a/0001_%C3%A4%20b.ts" },
      region: { startLine: 3, startColumn: 7 },
    });
  });

  it("has a place for a finding about a folder, and the first line where none is known", () => {
    const about = makeFinding({ rule: "CHECK_EMPTY", level: "warning", message: "empty" });
    const place = (folder: string) =>
      sarif(report(folder, about)).runs[0].results[0].locations[0].physicalLocation;
    const at = (uri: string) => ({ artifactLocation: { uri }, region: { startLine: 1 } });
    expect(place("./tenants/a")).to.deep.equal(at("tenants/a"));
    expect(place("/srv/a")).to.deep.equal(at("file:///srv/a"));
    expect(place("C:\\srv\\a")).to.deep.equal(at("file:///C:/srv/a"));
  });

  it("points at the page of the module for codes of other modules", () => {
    const loader = makeFinding({ rule: "LOADER_TOO_LARGE", message: "x" });
    const graph = makeFinding({ rule: "GRAPH_CYCLE", message: "x" });
    const [run] = sarif(report("a", loader, graph)).runs;
    const uris = run.tool.driver.rules.map(({ helpUri }: { helpUri: string }) => helpUri);
    expect(uris).to.deep.equal([
      "https://example.org/docs/errors/migration.md#graph_cycle",
      "https://example.org/docs/errors/loader.md#loader_too_large",
    ]);
  });

  it("makes no link and no placeholder of a tenant's text", () => {
    const message = 'touches "[the fix](https://evil.example/{0})", {length}';
    const [result] = sarif(report("t", makeFinding({ rule: "POLICY_TABLE", message }))).runs[0]
      .results;
    expect(result.message.text).to.contain("[the fix] (https://evil.example/{ 0})");
    expect(result.message.text).to.contain("{length}");
  });
});
