import { expect } from "chai";
import { sourceFiles } from "../source-tree.js";

/** Where a check, `mm plan` and the rehearsal of a plan file begin, on the thread that must stay free. */
const BEGINNINGS = [
  "src/check/check.ts",
  "src/check/folder-thread.ts",
  "src/check/tenant-thread.ts",
];
/** The threads' own programs reach these; a thread is started by URL and not by an import. */
const PROGRAMS = ["src/check/folder-thread-main.ts", "src/cli/plan-thread-main.ts"];
/** What reads, plans and judges what a tenant made large. */
const PLANNING = [
  "src/check/check-folder.ts",
  "src/check/plan-folder.ts",
  "src/check/judge.ts",
  "src/loader/loader.ts",
  "src/plan/plan.ts",
  "src/plan/plan-migration.ts",
];

const files = new Map(sourceFiles("src").map((file) => [file.path, file]));

function reachableFrom(beginnings: readonly string[]): ReadonlySet<string> {
  const reached = new Set(beginnings);
  for (const path of reached) {
    for (const next of importsOf(files.get(path)?.text ?? "", path)) reached.add(next);
  }
  return reached;
}

/** Types are no code: an import of them loads nothing. */
function importsOf(text: string, path: string): readonly string[] {
  const code = text
    .replaceAll(/^(?:import|export) type [^;]*;/gm, "")
    .replaceAll(/\btypeof import\([^)]*\)/g, "");
  const specifiers = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|^import\s+)"(\.[^"]*)"/gm)];
  return specifiers.flatMap(([, specifier = ""]) => {
    const url = new URL(specifier.replace(/\.([cm]?)js$/, ".$1ts"), `file:///${path}`);
    const target = url.pathname.slice(1);
    return files.has(target) ? [target] : [];
  });
}

describe("the thread that watches a check", () => {
  it("has none of the code that reads, plans and judges: no folder can hold it up", () => {
    const reached = reachableFrom(BEGINNINGS);
    expect(reached).to.include("src/interp/remote/symbol-server.ts");
    expect(PLANNING.filter((path) => reached.has(path))).to.deep.equal([]);
  });

  it("starts threads that have it", () => {
    const reached = reachableFrom(PROGRAMS);
    expect(PLANNING.filter((path) => !reached.has(path))).to.deep.equal([]);
  });
});
