import { expect } from "chai";
import { dagAscii } from "../../src/cli/render/dag-ascii.js";
import { dagDot, dagMermaid } from "../../src/cli/render/dag-diagram.js";
import { type DagDocument, dagDocument } from "../../src/cli/render/dag-document.js";
import { buildGraph } from "../../src/migration/graph.js";
import { makeMigration } from "../../src/migration/migration.js";

const style = { program: "mm", columns: 80 };

function dag(edges: Readonly<Record<string, readonly string[]>>): DagDocument {
  const migrations = Object.entries(edges).map(([name, dependencies]) =>
    makeMigration({ name, dependencies, operations: [] }),
  );
  return dagDocument(buildGraph(migrations));
}

/** The drawing alone, without heading and summary. */
function drawing(edges: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const lines = dagAscii(dag(edges), style).split("\n");
  return lines.slice(2, lines.indexOf("", 2));
}

describe("mm migrate dag", () => {
  it("draws a line", () => {
    expect(drawing({ a: [], b: ["a"], c: ["b"] })).to.deep.equal(["*  a", "*  b", "*  c"]);
  });

  it("draws a fork and its merge", () => {
    expect(drawing({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] })).to.deep.equal([
      "*  a",
      "|-.",
      "* |  b",
      "| *  c",
      "|-'",
      "*  d",
    ]);
  });

  it("draws three branches, and a lane that is crossed", () => {
    const lines = drawing({ a: [], b: ["a"], c: ["a"], d: ["a"], e: ["b", "d"], f: ["c", "e"] });
    expect(lines).to.deep.equal([
      "*  a",
      "|-.-.",
      "* | |  b",
      "| * |  c",
      "| | *  d",
      "|-+-'",
      "* |  e",
      "|-'",
      "*  f",
    ]);
  });

  it("draws several roots and leaves", () => {
    expect(drawing({ a: [], b: [], c: ["a"] })).to.deep.equal(["*  a", "| *  b", "*  c"]);
  });

  it("warns of branches only while they are not merged", () => {
    const merged = dag({ a: [], b: ["a"], c: ["a"], d: ["b", "c"] });
    expect(merged).to.include({ hasBranches: true, hasUnresolvedBranches: false });
    expect(dagAscii(merged, style)).to.contain("OK: all branches are merged");
    const open = dag({ a: [], b: ["a"], c: ["a"] });
    expect(open).to.include({ hasBranches: true, hasUnresolvedBranches: true });
    expect(dagAscii(open, style)).to.contain("WARNING: 2 branches are not merged");
    const line = dag({ a: [], b: ["a"] });
    expect(line).to.include({ hasBranches: false, hasUnresolvedBranches: false });
    expect(dagAscii(line, style)).to.contain("OK: no branches");
  });

  it("has the predecessor's keys as JSON", () => {
    const document = dag({ a: [], b: ["a"] });
    expect(document).to.have.all.keys(
      "migrations",
      "roots",
      "leaves",
      "hasBranches",
      "hasUnresolvedBranches",
      "schemaState",
    );
    expect(document.migrations[1]).to.deep.equal({
      name: "b",
      dependencies: ["a"],
      operations: [],
    });
    expect(document.schemaState).to.deep.equal({ tables: {} });
  });

  it("draws nothing for nothing", () => {
    expect(dagAscii(dag({}), style))
      .to.contain("Migrations (0)")
      .and.to.contain("Roots:  none");
  });

  it("writes names into Mermaid and Graphviz so that they cannot break out", () => {
    const document: DagDocument = {
      ...dag({}),
      migrations: [{ name: 'a"];evil', dependencies: [], operations: [] }],
    };
    expect(dagMermaid(document)).to.equal('graph TD\n  m1["a#34;]#59;evil"]');
    expect(dagDot(document)).to.contain('"a\\"];evil";');
  });

  it("writes every edge into Mermaid and Graphviz", () => {
    const document = dag({ a: [], b: ["a"] });
    expect(dagMermaid(document)).to.contain("m1 --> m2");
    expect(dagDot(document)).to.contain('"a" -> "b";');
  });
});
