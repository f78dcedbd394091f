import { expect } from "chai";
import { detect } from "../../src/autodetector/detect.js";
import { makeMigration } from "../../src/migration/migration.js";
import { replay } from "../../src/migration/state.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import type { LoadedSchema } from "../../src/yaml/load-schema.js";
import { describeEachDatabase } from "../databases.js";
import { loadText } from "../yaml/files.js";
import { runChain } from "./chain-run.js";
import { answersOf } from "./declared-answers.js";
import { randomPair } from "./random-schema.js";

function step(from: Schema, to: LoadedSchema) {
  const detected = detect({ from, to: to.schema, questioner: answersOf(to) });
  expect(detected.questions).to.deep.equal([]);
  expect(detected.impossible).to.deep.equal([]);
  return detected.operations;
}

/** Pairs a run; a server costs more a statement than a file. `MM_TEST_PAIRS` sets another number. */
function pairCount(name: string): number {
  const wanted = process.env.MM_TEST_PAIRS;
  if (wanted !== undefined) return Number(wanted);
  return name === "sqlite" ? 50 : 6;
}

describeEachDatabase("random pairs of schemas", (server) => {
  const count = pairCount(server.name);

  it(`become migrations that lead there with rows in the tables, and back, ${count} of them`, async function () {
    this.timeout(600_000 + count * 10_000);
    for (let seed = 1; seed <= count; seed += 1) {
      const [a, b] = randomPair(seed).map((data) => loadText(JSON.stringify(data)));
      if (a === undefined || b === undefined) throw new Error("no pair");
      const database = await server.create();
      try {
        const first = step(emptySchema, a);
        const reached = replay([makeMigration({ name: "0001", operations: first })]);
        const second = step(reached, b);
        const end = replay([makeMigration({ name: "0002", operations: second })], {
          from: reached,
        });
        expect(step(end, { ...b, renames: [] }), "a second time").to.deep.equal([]);
        expect(step(reached, b).map((one) => one.toData())).to.deep.equal(
          second.map((one) => one.toData()),
        );
        await runChain(await openDatabase(database.url), [
          { name: "0001_a", dependencies: [], operations: first.map((one) => one.toData()) },
          {
            name: "0002_b",
            dependencies: ["0001_a"],
            // Every second pair as statements that stand alone, which are others on PostgreSQL.
            transaction: seed % 2 === 1,
            operations: second.map((one) => one.toData()),
          },
        ]);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`seed ${seed}: ${reason}`, { cause: error });
      } finally {
        await database.drop();
      }
    }
  });
});
