import { expect } from "chai";
import { operationTypes } from "../../src/operation/index.js";
import { describeEachDatabase } from "../databases.js";
import { crashChain } from "./crash-chain.js";
import { crashMatrix, wayBackMatrix } from "./crash-matrix.js";

/** `MM_TEST_CRASH=all` kills at every statement; the table of such a run is docs/crash-matrix.md. */
const EVERY = process.env.MM_TEST_CRASH === "all" ? 1 : 37;

describe("the project that is killed", () => {
  it("uses every operation", () => {
    const kinds = new Set(
      crashChain().flatMap(({ operations }) => operations.map(({ kind }) => kind)),
    );
    const unused = operationTypes.map(({ kind }) => kind).filter((kind) => !kinds.has(kind));
    // Only PostgreSQL has these, and there each is one statement in the transaction.
    expect(unused).to.deep.equal(["add_exclusion", "drop_exclusion"]);
    expect([...kinds]).to.include("custom");
  });
});

describeEachDatabase("a process killed in the midst of its statements", (server) => {
  it("is finished by the next run as if nothing had been, and nothing happens twice", async function () {
    if (EVERY === 1) this.timeout(0);
    const rows = await crashMatrix({ server, every: EVERY });
    expect(rows.flatMap(({ problems }) => problems)).to.deep.equal([]);
    for (const { kills, statements } of rows) {
      expect(kills).to.be.greaterThan(2);
      expect(statements).to.be.greaterThan(80);
    }
    // Of SQL by hand that ran only in part the way back is not known.
    const other = rows.flatMap(({ refused }) => refused).filter((it) => !it.includes('"Log once"'));
    expect(other).to.deep.equal([]);
  });

  it("so is one that undid a half-applied migration", async function () {
    if (EVERY === 1) this.timeout(0);
    const { problems, kills, statements } = await wayBackMatrix({ server, every: EVERY });
    expect(problems).to.deep.equal([]);
    expect(kills).to.be.greaterThan(1);
    expect(statements).to.be.greaterThan(40);
  });
});
