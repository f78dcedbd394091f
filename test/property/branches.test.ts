import { expect } from "chai";
import { detect } from "../../src/autodetector/detect.js";
import type { Operation } from "../../src/operation/operation.js";
import { compareBranches } from "../../src/optimizer/clashes.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { emptySchema, emptySchemaOf, type Schema } from "../../src/schema/schema.js";
import { describeEachDatabase } from "../databases.js";
import { loadText } from "../yaml/files.js";
import { answersOf } from "./declared-answers.js";
import { randomFork, type SchemaData } from "./random-schema.js";
import { structureAfter } from "./structure-after.js";

const COUNT = Number(process.env.MM_TEST_FORKS ?? 80);

function operationsTo(from: Schema, data: SchemaData): readonly Operation[] {
  const to = loadText(JSON.stringify(data));
  return detect({ from, to: to.schema, questioner: answersOf(to) }).operations;
}

function played(from: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce((schema, operation) => operation.mutate(schema), from);
}

describeEachDatabase(
  "two random branches",
  (server) => {
    it(`that are said to commute give one schema in both orders, of ${COUNT} of them`, async () => {
      let commuting = 0;
      for (let seed = 1; seed <= COUNT; seed += 1) {
        const [first, one, two] = randomFork(seed);
        const base = operationsTo(emptySchema, first);
        const state = played(emptySchemaOf(server.dialect.naming), base);
        const [left, right] = [one, two].map((data) => operationsTo(state, data));
        if (left === undefined || right === undefined) throw new Error("no fork");
        const { clashes, fieldOrder } = compareBranches(state, left, right);
        if (clashes.length > 0 || left.length * right.length === 0) continue;
        commuting += 1;
        const a = await structureAfter(server, [base, left, right]);
        const b = await structureAfter(server, [base, right, left]);
        const lines = diffSchemas(a, b);
        const moved = lines.filter((line) =>
          fieldOrder.some((table) => line.startsWith(`${table}.order: `)),
        );
        expect(lines, `seed ${seed}`).to.deep.equal(moved);
      }
      expect(commuting).to.be.greaterThan(COUNT / 5);
      expect(commuting).to.be.lessThan(COUNT);
    });
  },
  (name) => name === "sqlite",
);
