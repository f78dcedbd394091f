import { expect } from "chai";
import { buildGraph } from "../../src/migration/graph.js";
import { type Migration, makeMigration } from "../../src/migration/migration.js";
import { tailBehind } from "../../src/migration/tail.js";
import { AppliedLine } from "../../src/runner/records/applied-line.js";

function one(name: string, dependencies: readonly string[] = [], replaces: string[] = []) {
  return makeMigration({ name, dependencies, replaces, operations: [] });
}

function tail(
  applied: readonly Migration[],
  pending: readonly Migration[],
): readonly string[] | undefined {
  const names = new Set(applied.map(({ name }) => name));
  const { ends } = AppliedLine.of(applied);
  return tailBehind(pending, { ends, has: (name) => names.has(name) })?.map(({ name }) => name);
}

/** A generator of numbers with a seed, so that a failure comes again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

describe("the migrations behind everything that is applied", () => {
  const a = one("a");
  const b = one("b", ["a"]);

  for (const [title, applied, pending, expected] of [
    ["a chain", [a, b], [one("d", ["c"]), one("c", ["b"])], ["c", "d"]],
    ["one that names others as well", [a, b], [one("c", ["a", "b", "b"])], ["c"]],
    [
      "what parts and comes together",
      [a, b],
      [one("z", ["y", "x"]), one("y", ["b"]), one("x", ["a", "b"])],
      ["x", "y", "z"],
    ],
    ["a merge of all ends", [a, b, one("c", ["a"])], [one("m", ["b", "c"])], ["m"]],
    [
      "a merge of some ends",
      [a, b, one("c", ["a"]), one("d", ["a"])],
      [one("m", ["b", "c"])],
      undefined,
    ],
    ["two ends", [a, b], [one("c", ["b"]), one("d", ["b"])], undefined],
    ["one that begins before the end", [a, b], [one("c", ["a"])], undefined],
    ["one that depends on nothing", [a, b], [one("c")], undefined],
    ["one that depends on what is not there", [a, b], [one("c", ["b", "gone"])], undefined],
    ["one that depends on itself", [a, b], [one("c", ["b", "c"])], undefined],
    ["a circle", [a, b], [one("c", ["b", "d"]), one("d", ["c"]), one("e", ["d"])], undefined],
    ["a squash", [a, b], [one("c", ["b"], ["a", "b"])], undefined],
    ["a name that is there twice", [a, b], [one("c", ["b"]), one("c", ["b"])], undefined],
    ["nothing", [a, b], [], undefined],
    ["what comes behind a squash", [one("s", [], ["a", "b"])], [one("c", ["s"])], undefined],
  ] as const) {
    it(`${expected ? "are in order" : "are left to the graph"}: ${title}`, () => {
      expect(tail(applied, pending)).to.deep.equal(expected);
    });
  }

  it("are those of the graph, in its order and with one end, in 20,000 random graphs", () => {
    const next = numbers(3);
    let known = 0;
    for (let round = 0; round < 20_000; round++) {
      const count = 1 + next(7);
      const split = next(count + 1);
      const names = Array.from({ length: count }, (_, at) => `${next(10)}${at}`);
      const all = names.map((name, at) => {
        const before = names.slice(0, at).filter((_, place) => next(at - place + 1) === 0);
        return one(
          name,
          at >= split && next(20) === 0 ? [...before, names[next(count)] ?? ""] : before,
        );
      });
      const [applied, pending] = [all.slice(0, split), all.slice(split)];
      const found = tail(applied, pending);
      if (found === undefined) continue;
      known += 1;
      const graph = buildGraph(all, { applied: names.slice(0, split) });
      expect(found).to.deep.equal(graph.forwardPlan(graph.applied).map(({ name }) => name));
      expect(graph.leaves).to.have.length(1);
      expect(graph.newlyApplied).to.deep.equal([]);
      expect(() => graph.checkConsistent(graph.applied)).not.to.throw();
    }
    expect(known).to.be.greaterThan(2000);
  });
});
