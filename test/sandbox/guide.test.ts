import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { InterpError } from "../../src/interp/interp-error.js";
import { defaultLimits, type LimitName, limitNames, withLimits } from "../../src/interp/limits.js";

const guide = readFileSync(new URL("../../../docs/guides/sandbox.md", import.meta.url), "utf8");

/** As it is said to an author who writes something else. */
function unitOf(name: LimitName): string | undefined {
  try {
    withLimits(defaultLimits("open"), { [name]: 0 });
  } catch (error) {
    if (!(error instanceof InterpError)) throw error;
    return / whole number of (\w+) above zero$/.exec(error.message)?.[1];
  }
  return undefined;
}

describe("the guide to the sandbox", () => {
  it("lists every limit with its unit and its defaults", () => {
    const open = defaultLimits("open");
    const locked = defaultLimits("locked");
    const rows = limitNames.map(
      (name) => `| \`${name}\` | ${unitOf(name)} | ${open[name]} | ${locked[name]} |`,
    );
    const listed = guide
      .split("\n")
      .filter((line) => /^\| `\w+` \| \w+ \| \d+ \| \d+ \|$/.test(line));
    expect(listed).to.deep.equal(rows);
  });

  it("counts the attacks of each class", () => {
    const files = readdirSync(new URL("./", import.meta.url)).filter((name) =>
      name.endsWith(".test.js"),
    );
    const counts = new Map<string, number>();
    for (const name of files) {
      const kind = name.slice(0, name.indexOf("-"));
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const rows = [...guide.matchAll(/^\| `(\w+)-\*` \| (\d+) \|/gm)];
    expect(rows).to.have.length.above(10);
    const told = rows.map(([, kind = "", count]) => `${kind}: ${count}`);
    const there = rows.map(([, kind = ""]) => `${kind}: ${counts.get(kind)}`);
    expect(told).to.deep.equal(there);
  });
});
