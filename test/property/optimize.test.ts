import { expect } from "chai";
import { makeMigration } from "../../src/migration/migration.js";
import { replay } from "../../src/migration/state.js";
import { parseOperation } from "../../src/operation/index.js";
import { optimize } from "../../src/optimizer/optimize.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { describeEachDatabase } from "../databases.js";
import { chainOptions, randomChain } from "./random-chain.js";
import { structureAfter } from "./structure-after.js";

const COUNT = Number(process.env.MM_TEST_SQUASHES ?? 50);
const LENGTH = 15;

describeEachDatabase(
  "optimised random chains",
  (server) => {
    it(`lead to the state and the structure of the long ones, ${COUNT} of them`, async () => {
      let [long, short] = [0, 0];
      for (let seed = 1; seed <= COUNT; seed += 1) {
        // Nothing passes SQL of an author's, so half of the chains have none.
        const chain = randomChain(seed, LENGTH, chainOptions(server.dialect)).map(
          ({ operations }) =>
            operations
              .filter(({ type }) => seed % 2 === 0 || type !== "run_sql")
              .map((data) => parseOperation(data, "$")),
        );
        const operations = chain.flat();
        const fewer = optimize(operations);
        const stateAfter = (all: typeof fewer) =>
          replay([makeMigration({ name: "1", operations: all })]);
        expect(diffSchemas(stateAfter(operations), stateAfter(fewer)), `state, seed ${seed}`).to.be
          .empty;
        const [before, after] = [
          await structureAfter(server, chain),
          await structureAfter(server, [fewer]),
        ];
        expect(diffSchemas(before, after), `structure, seed ${seed}`).to.deep.equal([]);
        long += operations.length;
        short += fewer.length;
      }
      // It is worth its while.
      expect(short).to.be.lessThan(long / 2);
    });
  },
  (name) => name === "sqlite",
);
