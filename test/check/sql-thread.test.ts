import { expect } from "chai";
import { SqlThread } from "../../src/check/sql-thread.js";

const bomb = `SELECT a${"[1".repeat(30)}${"]".repeat(30)}`;

describe("the thread that reads SQL", () => {
  const thread = new SqlThread({ textMs: 500, heapMb: 128 });
  after(() => thread.close());

  const read = (sql: string) => thread.read({ database: "postgresql", kind: "statement", sql });

  it("gives up on a text on which the parser is exponential, and reads the next", async () => {
    const start = Date.now();
    const reading = await read(bomb);
    expect(reading).to.deep.equal({
      readable: false,
      reason: "the parser does not get through it within its limits",
    });
    expect(Date.now() - start).to.be.below(20_000);
    expect(await read("SELECT 1 FROM a")).to.have.property("readable", true);
  });

  it("survives texts that fill its stack or its time in other ways", async () => {
    const texts = [
      `SELECT ${"NOT ".repeat(20_000)}1`,
      `SELECT ${"- ".repeat(30_000)}1`,
      `SELECT ${"CASE WHEN 1 THEN ".repeat(5000)}1${" END".repeat(5000)}`,
      `SELECT 1${" UNION SELECT 1".repeat(6000)}`,
      `SELECT ${"a.".repeat(40_000)}b`,
      "\ud800\u0000",
    ];
    for (const text of texts) expect(await read(text)).to.have.property("readable");
    expect(await read("SELECT 1 FROM a")).to.have.property("readable", true);
  });

  it("is there again after it was closed", async () => {
    await thread.close();
    expect(await read("SELECT 1 FROM a")).to.have.property("readable", true);
  });
});
