import { expect } from "chai";
import type { SqlFacts } from "../../src/check/sql-facts.js";
import { openSqlParser, type SqlParser } from "../../src/check/sql-parse.js";
import { testTargets } from "../databases.js";
import { Random } from "../property/random.js";
import { sqlText } from "./sql-texts.js";
import { type Need, serverWitness, sqliteWitness, type Witness } from "./witness.js";

/**
 * `MM_FUZZ_ROUNDS=50000 MM_FUZZ_SEED=7 npx mocha --no-package -t 0 dist/test/fuzz/sql-fuzz.test.js`
 * for a large run by hand.
 */
const ROUNDS = Number(process.env.MM_FUZZ_ROUNDS ?? 400);
const SEED = Number(process.env.MM_FUZZ_SEED ?? 1);

const WRITING = /^(?:insert|update|delete|merge|truncate|drop_|alter_|create_index|create_trigger)/;

describe("what the judge reads in a text, and what a database does with it", () => {
  it("is the same on sqlite", async () => {
    await compare("sqlite", sqliteWitness());
  });

  for (const { name, server } of testTargets) {
    if (server === undefined || (name !== "postgresql" && name !== "mysql")) continue;
    it(`is the same on ${name}`, async () => {
      const database = await server.create();
      try {
        await compare(name, await serverWitness(database));
      } finally {
        await database.drop();
      }
    });
  }
});

async function compare(database: string, witness: Witness): Promise<void> {
  const parser = await openSqlParser(database);
  const random = new Random(SEED);
  const wrong: string[] = [];
  const count = { read: 0, refused: 0, needs: 0 };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = sqlText(random);
      const reading = parser.statement(text);
      if (!reading.readable) {
        count.refused += 1;
        continue;
      }
      count.read += 1;
      const needs = await witness.needs(reading.sql);
      count.needs += needs.length;
      const missed = needs.find((need) => !isSeen(need, reading.facts));
      if (missed !== undefined)
        wrong.push(`${JSON.stringify(text)} as ${reading.sql}: ${JSON.stringify(missed)}`);
      if (!isStable(parser, reading.sql, reading.facts)) wrong.push(`not stable: ${reading.sql}`);
    }
  } finally {
    await witness.close();
  }
  if (process.env.MM_FUZZ_ROUNDS !== undefined) console.log(database, count);
  expect(wrong.slice(0, 20)).to.deep.equal([]);
  // A generator whose texts no parser understands proves nothing.
  expect(count.read).to.be.greaterThan(ROUNDS / 50);
  expect(count.needs).to.be.greaterThan(0);
}

function isSeen({ name, writes }: Need, facts: SqlFacts): boolean {
  const seen = [...facts.tables, ...facts.functions].some(
    (one) => one === name || one.endsWith(`.${name}`) || one === JSON.stringify(name),
  );
  return seen && (!writes || [...facts.verbs].some((verb) => WRITING.test(verb)));
}

/** What is judged once more is written in the same letters, and means the same. */
function isStable(parser: SqlParser, sql: string, facts: SqlFacts): boolean {
  const again = parser.statement(sql);
  if (!again.readable || again.sql !== sql) return false;
  return [...again.facts.tables].sort().join() === [...facts.tables].sort().join();
}
