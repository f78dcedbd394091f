import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { longKills } from "./long-kill.js";

/** `MM_TEST_CRASH=all` takes a hundred in each direction; docs/crash-matrix.md has such a run. */
const ROUNDS = process.env.MM_TEST_CRASH === "all" ? 100 : 3;

describeEachDatabase("a process killed from outside in the midst of a long statement", (server) => {
  it("is finished by the next run as if nothing had been, and nothing happens twice", async function () {
    if (ROUNDS === 100) this.timeout(0);
    const rows = await longKills({ server, rounds: ROUNDS, seed: 7 });
    expect(rows.flatMap(({ problems }) => problems)).to.deep.equal([]);
    for (const { kills, late } of rows) expect(kills + late).to.equal(ROUNDS);
  });
});
