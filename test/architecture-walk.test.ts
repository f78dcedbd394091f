import { expect } from "chai";
import { projectText, sourceFiles } from "./source-tree.js";

const MOST = 12;
/** A row of the walk: number, file, and the number of the stop that imports it. */
const STOP = /^\| (\d+)\. `([^`]+)` \| ?(\d*) ?\|/gm;

describe("the walk through one migration in docs/architecture.md", () => {
  const stops = [...projectText("docs/architecture.md").matchAll(STOP)].map(
    ([, number, file = "", from]) => ({ number: Number(number), file, from: Number(from) }),
  );
  const imports = new Map(sourceFiles("src").map((file) => [file.path, file.imports]));

  it("has at most twelve stops, numbered in their order, from the command to the statement", () => {
    expect(stops.map(({ number }) => number)).to.deep.equal(stops.map((_, at) => at + 1));
    expect(stops.length).to.be.within(2, MOST);
    expect(stops[0]?.file).to.equal("src/cli/commands/migrate-up.ts");
    expect(projectText(stops.at(-1)?.file ?? "")).to.match(/\.run\(\s*connection\b|session\.run\(/);
  });

  it("reaches each stop by an import of the stop that it names, which came before", () => {
    const broken = stops.slice(1).filter(({ number, file, from }) => {
      const importer = stops[from - 1]?.file ?? "";
      return from >= number || !imports.get(importer)?.includes(file);
    });
    expect(broken.map(({ file }) => file)).to.deep.equal([]);
  });

  it("names only files that are there, beside the stops too", () => {
    const names = new Set([...imports.keys()].map((path) => path.slice(path.lastIndexOf("/") + 1)));
    const rows = projectText("docs/architecture.md").match(/^\| \d+\. .*$/gm) ?? [];
    const named = rows
      .flatMap((row) => [...row.matchAll(/`([a-z-]+\.ts)`/g)])
      .map(([, name]) => name);
    expect(named.filter((name) => !names.has(name ?? ""))).to.deep.equal([]);
  });
});
