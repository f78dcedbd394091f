import { expect } from "chai";
import { MigrationError, PlacedError } from "../../src/errors.js";
import { buildGraph } from "../../src/migration/graph.js";
import { GraphError } from "../../src/migration/graph-error.js";
import { makeMigration } from "../../src/migration/migration.js";
import { MigrationStateError } from "../../src/migration/migration-state-error.js";

function migration(name: string, parts: { dependencies?: string[]; replaces?: string[] }) {
  const source = { file: `${name}.ts`, checksum: "x", line: 3, column: 1 };
  return makeMigration({ name, operations: [], source, ...parts });
}

function refusal(run: () => unknown): GraphError {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphError) return error;
  }
  throw new Error("nothing was refused");
}

describe("the place of an error about migrations", () => {
  it("is the dependency that does not exist", () => {
    const error = refusal(() => buildGraph([migration("b", { dependencies: ["x", "a"] })]));
    expect(error).to.include({ file: "b.ts", line: 3, column: 1, path: "$.dependencies[0]" });
  });

  it("is a dependency of the circle, or what a squash replaces", () => {
    const circle = [
      migration("a", { dependencies: ["b"] }),
      migration("b", { dependencies: ["a"] }),
    ];
    expect(refusal(() => buildGraph(circle)).path).to.equal("$.dependencies[0]");
    const squashes = [migration("a", { replaces: ["b"] }), migration("b", { replaces: ["a"] })];
    const error = refusal(() => buildGraph(squashes));
    expect(error.file).to.match(/^[ab]\.ts$/);
    expect(error.path).to.equal("$.replaces[0]");
  });

  it("is left out of the graph and told, where somebody wants to see the rest", () => {
    const missing: GraphError[] = [];
    const graph = buildGraph([migration("a", {}), migration("b", { dependencies: ["x"] })], {
      onMissing: (error) => missing.push(error),
    });
    expect(graph.order.map(({ name }) => name)).to.deep.equal(["a", "b"]);
    expect(missing.map(({ migrations }) => migrations)).to.deep.equal([["b", "x"]]);
  });

  it("is where code of the author's threw, else the operation", () => {
    const one = migration("a", {});
    const plain = new MigrationError({ code: "SCHEMA_X", message: "no" });
    expect(new MigrationStateError(one, 1, plain)).to.include({
      file: "a.ts",
      line: 3,
      path: "$.operations[1]",
    });
    const place = { file: "lib/own.ts", line: 7, column: 9 };
    const thrown = new PlacedError({ code: "INTERP_X", message: "no", ...place });
    const wrapped = new MigrationError({ code: "OPERATION_X", message: "no", cause: thrown });
    expect(new MigrationStateError(one, 0, wrapped)).to.include({ file: "lib/own.ts", line: 7 });
  });
});
