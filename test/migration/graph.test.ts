import { expect } from "chai";
import { buildGraph } from "../../src/migration/graph.js";
import { GraphError } from "../../src/migration/graph-error.js";
import { type Migration, makeMigration } from "../../src/migration/migration.js";
import { parseMigration } from "../../src/migration/parse-migration.js";
import { countedWork } from "../counted-work.js";

/** `"c: a b"`: c depends on a and b; `"s: = a b"`: s replaces a and b. */
function migrations(...lines: readonly string[]): Migration[] {
  return lines.map((line) => {
    const [name = "", rest = ""] = line.split(":");
    const [needs = "", replaced = ""] = rest.split("=");
    const names = (text: string) => text.split(" ").filter((one) => one !== "");
    return makeMigration({
      name,
      dependencies: names(needs),
      replaces: names(replaced),
      operations: [],
    });
  });
}

const names = (list: readonly Migration[]) => list.map(({ name }) => name).join(" ");

function refusal(run: () => unknown): GraphError {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const diamond = migrations("d: b c", "c: a", "b: a", "a:");
const forked = migrations("1_base:", "2_left: 1_base", "3_left: 2_left", "2_right: 1_base");

describe("the graph", () => {
  it("puts parents first and equals in the order of their names, however they were loaded", () => {
    expect(names(buildGraph(diamond).order)).to.equal("a b c d");
    expect(names(buildGraph(diamond.toReversed()).order)).to.equal("a b c d");
  });

  it("knows roots and leaves", () => {
    const graph = buildGraph(forked);
    expect(graph.roots).to.deep.equal(["1_base"]);
    expect(graph.leaves).to.deep.equal(["2_right", "3_left"]);
  });

  it("reports branches that are not merged, with what belongs to each", () => {
    const graph = buildGraph(forked);
    expect(graph.hasUnresolvedBranches).to.equal(true);
    expect(graph.branches).to.deep.equal([
      { leaf: "2_right", migrations: ["2_right"] },
      { leaf: "3_left", migrations: ["2_left", "3_left"] },
    ]);
  });

  it("has no branches once they are merged", () => {
    const graph = buildGraph(diamond);
    expect([graph.hasUnresolvedBranches, graph.branches]).to.deep.equal([false, []]);
  });

  it("is empty without migrations", () => {
    const graph = buildGraph([]);
    expect([graph.order, graph.roots, graph.leaves, graph.branches]).to.deep.equal([
      [],
      [],
      [],
      [],
    ]);
    expect(graph.forwardPlan([])).to.deep.equal([]);
    expect(graph.backwardPlan([], { to: "zero" })).to.deep.equal([]);
  });

  it("names both sides of a missing dependency and the nearest name", () => {
    const error = refusal(() => buildGraph(migrations("0001_initial:", "0002_more: 0001_inital")));
    expect(error.code).to.equal("GRAPH_MISSING_DEPENDENCY");
    expect(error.message).to.include('"0002_more"').and.include('"0001_inital"');
    expect(error.hint).to.equal('Did you mean "0001_initial"?');
  });

  it("shows a circle as a path", () => {
    const error = refusal(() =>
      buildGraph(migrations("root:", "a: c root", "b: a", "c: b", "d: a")),
    );
    expect(error.code).to.equal("GRAPH_CYCLE");
    expect(error.message).to.match(/a -> c -> b -> a/);
    expect(error.migrations).to.have.members(["a", "b", "c"]);
  });

  it("shows a migration that depends on itself", () => {
    expect(() => buildGraph(migrations("a: a"))).to.throw(GraphError, "a -> a");
  });
});

describe("the way forward", () => {
  it("is everything that is not applied", () => {
    expect(names(buildGraph(diamond).forwardPlan(["a"]))).to.equal("b c d");
  });

  it("to a target holds only what the target needs", () => {
    expect(names(buildGraph(forked).forwardPlan([], { to: "3_left" }))).to.equal(
      "1_base 2_left 3_left",
    );
    expect(names(buildGraph(forked).forwardPlan([], { to: "2_right" }))).to.equal("1_base 2_right");
  });

  it("to an applied target is nothing, also when others are open", () => {
    expect(buildGraph(forked).forwardPlan(["1_base"], { to: "1_base" })).to.deep.equal([]);
  });

  it("to an unknown target is an error with the nearest name, never everything", () => {
    const error = refusal(() => buildGraph(forked).forwardPlan([], { to: "3_lift" }));
    expect([error.code, error.hint]).to.deep.equal([
      "GRAPH_UNKNOWN_TARGET",
      'Did you mean "3_left"?',
    ]);
    expect(refusal(() => buildGraph(forked).forwardPlan([], { to: "3" })).code).to.equal(
      "GRAPH_UNKNOWN_TARGET",
    );
  });
});

describe("the way back", () => {
  const all = ["1_base", "2_left", "2_right", "3_left"];

  it("by steps undoes what was applied last first, children before parents", () => {
    const graph = buildGraph(forked);
    expect(names(graph.backwardPlan(all, { steps: 1 }))).to.equal("3_left");
    expect(
      names(
        graph.backwardPlan(["1_base", "2_left", "3_left", "2_right"], {
          steps: 2,
        }),
      ),
    ).to.equal("2_right 3_left");
    expect(names(graph.backwardPlan(["3_left", "2_left", "1_base"], { steps: 3 }))).to.equal(
      "3_left 2_left 1_base",
    );
    expect(names(graph.backwardPlan(all, { steps: 99 }))).to.equal("3_left 2_right 2_left 1_base");
  });

  it("to a target undoes only what builds on it, and the target stays", () => {
    const graph = buildGraph(forked);
    expect(names(graph.backwardPlan(all, { to: "2_left" }))).to.equal("3_left");
    expect(names(graph.backwardPlan(all, { to: "2_right" }))).to.equal("");
    expect(names(graph.backwardPlan(all, { to: "1_base" }))).to.equal("3_left 2_right 2_left");
  });

  it("to zero undoes everything that has a file", () => {
    expect(names(buildGraph(diamond).backwardPlan(["a", "b", "gone"], { to: "zero" }))).to.equal(
      "b a",
    );
  });

  it("to a name that is unknown or not applied is an error", () => {
    const graph = buildGraph(forked);
    expect(refusal(() => graph.backwardPlan(all, { to: "1_bsae" })).code).to.equal(
      "GRAPH_UNKNOWN_TARGET",
    );
    expect(refusal(() => graph.backwardPlan(["1_base"], { to: "2_left" })).code).to.equal(
      "GRAPH_TARGET_NOT_APPLIED",
    );
  });

  for (const steps of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`by ${steps} steps is refused`, () => {
      expect(refusal(() => buildGraph(forked).backwardPlan(all, { steps })).code).to.equal(
        "GRAPH_BAD_STEPS",
      );
    });
  }
});

describe("the history beside the graph", () => {
  it("knows applied names that no file has", () => {
    expect(buildGraph(diamond).unknown(["a", "ghost", "b"])).to.deep.equal(["ghost"]);
  });

  it("finds a child that is applied without its parent", () => {
    const error = refusal(() => buildGraph(diamond).checkConsistent(["a", "b", "d"]));
    expect(error.code).to.equal("GRAPH_INCONSISTENT_HISTORY");
    expect(error.migrations).to.deep.equal(["d", "c"]);
    buildGraph(diamond).checkConsistent(["a", "b"]);
  });
});

describe("a squash", () => {
  const originals = ["a:", "b: a", "c: b"];
  const rest = ["s: = a b c", "d: c"];
  const whole = migrations(...originals, ...rest);

  it("is used when none of what it replaces is applied; dependencies follow", () => {
    const graph = buildGraph(whole);
    expect(names(graph.order)).to.equal("s d");
    expect(graph.parents("d")).to.deep.equal(["s"]);
    expect(graph.resolveName("b")).to.equal("s");
  });

  it("is used when all of it is applied, counts as applied and is to be recorded", () => {
    const graph = buildGraph(whole, { applied: ["a", "b", "c"] });
    expect(names(graph.forwardPlan(["a", "b", "c"]))).to.equal("d");
    expect(graph.newlyApplied).to.deep.equal(["s"]);
    graph.checkConsistent(["a", "b", "c", "d"]);
    expect(graph.unknown(["a", "b", "c"])).to.deep.equal([]);
  });

  it("waits when only some of it is applied: the originals go on", () => {
    const graph = buildGraph(whole, { applied: ["a"] });
    expect(names(graph.forwardPlan(["a"]))).to.equal("b c d");
    expect(graph.newlyApplied).to.deep.equal([]);
  });

  it("that others already depend on hands these dependencies to the originals meanwhile", () => {
    const graph = buildGraph(migrations(...originals, "s: = a b c", "d: s"), {
      applied: ["a"],
    });
    expect(names(graph.forwardPlan(["a"], { to: "d" }))).to.equal("b c d");
  });

  it("that is half applied and whose originals are gone is an error that says what to do", () => {
    const error = refusal(() => buildGraph(migrations(...rest), { applied: ["a", "b"] }));
    expect(error.code).to.equal("GRAPH_PARTIAL_REPLACE");
    expect(error.message).to.include('"s"').and.include('"c"');
    expect(error.hint).to.match(/Bring back/);
  });

  it("does not need the files of what it replaces", () => {
    expect(names(buildGraph(migrations(...rest)).forwardPlan([]))).to.equal("s d");
    const applied = ["a", "b", "c"];
    expect(names(buildGraph(migrations(...rest), { applied }).forwardPlan(applied))).to.equal("d");
    expect(names(buildGraph(migrations(...rest), { applied: ["s"] }).forwardPlan(["s"]))).to.equal(
      "d",
    );
  });

  it("may replace squashes", () => {
    const nested = migrations(...originals, "s: = a b", "t: = s c", "d: c");
    expect(names(buildGraph(nested).order)).to.equal("t d");
    const after = buildGraph(nested, { applied: ["s", "c"] });
    expect(names(after.forwardPlan(["s", "c"]))).to.equal("d");
    expect(names(buildGraph(nested, { applied: ["s"] }).forwardPlan(["s"]))).to.equal("c d");
    expect(names(buildGraph(nested, { applied: ["a"] }).forwardPlan(["a"]))).to.equal("b c d");
  });

  it("keeps what its originals needed from outside", () => {
    const graph = buildGraph(migrations("x:", "a: x", "b: a", "s: = a b"));
    expect(graph.parents("s")).to.deep.equal(["x"]);
  });

  it("that replaces what another one replaces is an error that names both", () => {
    for (const text of ["s: = a b|t: = b c", "s: = a|t: = a", "u: = s|v: = s c|s: = a"]) {
      const error = refusal(() => buildGraph(migrations("a:", "b: a", "c: b", ...text.split("|"))));
      expect(error.code).to.equal("GRAPH_REPLACE_OVERLAP");
    }
    const error = refusal(() => buildGraph(migrations("a:", "b: a", "s: = a b", "t: = b")));
    expect(error.message).to.equal('"s" and "t" both replace "b"');
    expect(names(buildGraph(migrations("a:", "b: a", "s: = a", "t: = s b")).order)).to.equal("t");
  });

  it("names the files of both", () => {
    const from = (name: string) =>
      parseMigration(
        { name, dependencies: [], replaces: ["a"], operations: [] },
        { file: `${name}.ts`, checksum: "" },
      );
    const error = refusal(() => buildGraph([from("s"), from("t")]));
    expect(error.message).to.equal('"s" (s.ts) and "t" (t.ts) both replace "a"');
  });

  it("that replaces itself through others is an error", () => {
    expect(refusal(() => buildGraph(migrations("s: = t", "t: = s"))).code).to.equal(
      "GRAPH_REPLACE_CYCLE",
    );
  });
});

describe("squashes that name one another", () => {
  /** Reads of the lists of names, for squashes of which each replaces all that came before. */
  function readsOf(count: number): { reads: number; size: number } {
    let reads = 0;
    let size = 0;
    const counted = (names: readonly string[]): readonly string[] =>
      new Proxy(names, {
        get: (target, key, receiver) => {
          if (typeof key === "string" && /^\d+$/.test(key)) reads++;
          return Reflect.get(target, key, receiver);
        },
      });
    const all = Array.from({ length: count }, (_, at) => {
      const earlier = Array.from({ length: at }, (_, other) => `s${other}`);
      const replaces = [...earlier, `a${at}`];
      size += replaces.length;
      return {
        ...makeMigration({ name: `s${at}`, operations: [] }),
        replaces: counted(replaces),
      };
    });
    expect(buildGraph(all).order.map(({ name }) => name)).to.deep.equal([`s${count - 1}`]);
    return { reads, size };
  }

  it("are read a few times each, not once for every way that leads to them", () => {
    for (const count of [5, 10, 20]) {
      const { reads, size } = readsOf(count);
      expect(reads, `${count} squashes`).to.be.at.most(5 * size);
    }
  });

  it("may be a chain that is longer than the stack", () => {
    const chain = Array.from({ length: 20_000 }, (_, at) =>
      makeMigration({
        name: `s${at}`,
        replaces: [`s${at + 1}`],
        operations: [],
      }),
    );
    expect(buildGraph(chain).order.map(({ name }) => name)).to.deep.equal(["s0"]);
  });

  it("follow the history at every depth", () => {
    const all = migrations("a:", "b: a", "c: b", "d: c", "s: = a b", "t: = s a c", "u: = t d");
    const seen = (...applied: readonly string[]) => {
      const graph = buildGraph(all, { applied });
      const todo = names(graph.forwardPlan(applied));
      return `${names(graph.order)} | ${todo} | ${graph.newlyApplied.join(" ")}`;
    };
    expect(seen()).to.equal("u | u | ");
    expect(seen("a")).to.equal("a b c d | b c d | ");
    expect(seen("a", "b")).to.equal("s c d | c d | s");
    expect(seen("s")).to.equal("s c d | c d | ");
    expect(seen("s", "c")).to.equal("t d | d | t");
    expect(seen("t", "d")).to.equal("u |  | u");
    expect(seen("u")).to.equal("u |  | ");
  });
});

describe("a long history", () => {
  const planned = (count: number): void => {
    const chain = Array.from({ length: count }, (_, at) =>
      makeMigration({
        name: `m${String(at).padStart(5, "0")}`,
        dependencies: at === 0 ? [] : [`m${String(at - 1).padStart(5, "0")}`],
        operations: [],
      }),
    );
    const graph = buildGraph(chain.toReversed());
    const applied = graph.order.map(({ name }) => name);
    expect(graph.forwardPlan([], { to: applied.at(-1) })).to.have.length(count);
    expect(graph.backwardPlan(applied, { to: "zero" })).to.have.length(count);
    expect(graph.branches).to.deep.equal([]);
    graph.checkConsistent(applied);
  };

  it("is planned without walking it again for each migration", () => {
    const work = (count: number) => countedWork(() => planned(count));
    // Eight times as much: 8 x when linear, 64 x when square.
    expect(work(2000)).to.be.below(work(250) * 16);
    planned(10_000);
  });
});
