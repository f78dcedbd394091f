import { expect } from "chai";
import type { AppliedMigration } from "../../../src/migration/applied-stand-in.js";
import { AppliedLine } from "../../../src/runner/records/applied-line.js";

const chain = (from: number, to: number): readonly AppliedMigration[] =>
  Array.from({ length: to - from }, (_, at) => ({
    name: `m${from + at}`,
    dependencies: from + at === 0 ? [] : [`m${from + at - 1}`],
    replaces: [],
  }));

const again = (line: AppliedLine): AppliedLine =>
  AppliedLine.at(JSON.parse(JSON.stringify(line.data)), line.parts);

const one = (name: string, dependencies: string[], replaces: string[] = []): AppliedMigration => ({
  name,
  dependencies,
  replaces,
});

describe("the applied migrations of a snapshot", () => {
  it("are those that were kept, at once or bit by bit, and only the last part is made anew", () => {
    let line = AppliedLine.of([]);
    let length = 0;
    for (const more of [1, 1, 510, 1, 700, 1024, 3]) {
      const before = line;
      line = again(
        line.with(chain(length, length + more), (name) => Number(name.slice(1)) < length),
      );
      length += more;
      expect(line.list()).to.deep.equal(chain(0, length));
      expect(line.ends).to.deep.equal([`m${length - 1}`]);
      const whole = before.parts.slice(0, Math.floor((length - more) / 512));
      expect(line.parts.slice(0, whole.length)).to.deep.equal(whole);
      expect(again(AppliedLine.of(chain(0, length))).data).to.deep.equal(line.data);
    }
  });

  it("have the ends on which nothing of them builds", () => {
    const fork = AppliedLine.of([one("a", []), one("b", ["a"]), one("c", ["a"])]);
    expect(fork.ends).to.deep.equal(["b", "c"]);
    const known = (name: string): boolean => ["a", "b", "c"].includes(name);
    expect(fork.with([one("d", ["b"])], known).ends).to.deep.equal(["c", "d"]);
    expect(fork.with([one("d", ["b", "c"])], known).ends).to.deep.equal(["d"]);
    expect(again(fork.with([one("e", ["d"]), one("d", ["a"])], known)).ends) //
      .to.deep.equal(["b", "c", "e"]);
  });

  it("have none that could be told where one replaces others, or depends on what is not there", () => {
    const line = AppliedLine.of([one("a", [])]);
    const known = (name: string): boolean => name === "a";
    for (const other of [
      AppliedLine.of([one("a", []), one("a", [])]),
      AppliedLine.of([one("a", []), one("b", ["a"], ["x"])]),
      AppliedLine.of([one("a", []), one("b", ["gone"])]),
      AppliedLine.of([one("a", ["a"])]),
      line.with([one("b", ["gone"])], known),
      line.with([one("b", ["a"], ["a"])], known),
    ]) {
      expect(again(other).ends).to.equal(undefined);
      const next = other.with([one("z", ["b"])], () => true);
      expect(next.ends).to.equal(undefined);
      expect(again(next).list().at(-1)).to.deep.equal(one("z", ["b"]));
    }
  });

  it("are not read where a part is cut off or missing", () => {
    const line = AppliedLine.of(chain(0, 600));
    const [first = "", second = ""] = line.parts;
    for (const parts of [[], [first], [first, second.slice(1)], [second, first]]) {
      expect(() => AppliedLine.at(line.data, parts)).to.throw("cut off");
    }
    expect(() => AppliedLine.at({ ...line.data, count: 599 }, line.parts).list()).to.throw();
  });
});
