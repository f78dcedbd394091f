import { expect } from "chai";
import { SqlThread } from "../../src/check/sql-thread.js";

/** Brackets in brackets, as many as are read at all: the parser tries each in several ways. */
const bomb = `SELECT ${Array(250)
  .fill(`${"(".repeat(38)}1${")".repeat(38)}`)
  .join("+")}`;

describe("the thread that reads SQL", () => {
  const thread = new SqlThread({ textMs: 20_000, heapMb: 128 });
  after(() => thread.close());

  const read = (sql: string) => thread.read({ database: "postgresql", kind: "statement", sql });

  it("gives up on a text that takes the parser too long, and takes the next one", async () => {
    const impatient = new SqlThread({ textMs: 1, heapMb: 128 });
    const text = { database: "mysql", kind: "statement", sql: bomb } as const;
    // The second time it is another thread that answers.
    for (const time of ["first", "second"]) {
      expect(await impatient.read(text), time).to.deep.equal({
        readable: false,
        reason: "the parser does not get through it within its limits",
      });
    }
    await impatient.close();
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
