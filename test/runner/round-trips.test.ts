import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type AddressedDatabase, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";

import { addField, chain, createTable } from "./project.js";
import { type SteppingProxy, steppingProxy } from "./stepping-proxy.js";

/** Waits of a run; those that are side by side count once. */
interface Waits {
  /** `status`, or `up` with nothing to do; the server's answer about TLS comes once for all of them. */
  readonly idle: number;
  /** `up` with one new migration of two statements: up to the first of them, and the whole. */
  readonly first: number;
  readonly one: number;
  /** Each further migration of two statements. */
  readonly further: number;
}

/**
 * What a run waits for: answers of a server that may be 20 ms away, those of connecting (with an
 * attempt at TLS) included. More than this is a question that the run could have done without.
 */
const MOST: Readonly<Record<string, Waits>> = {
  postgresql: { idle: 2, first: 7, one: 10, further: 2 },
  mysql: { idle: 5, first: 10, one: 14, further: 3 },
};

describeEachDatabase("the round trips of a run", (server) => {
  const most = MOST[server.name];
  if (most === undefined) return;
  let database: TestDatabase;
  let proxy: SteppingProxy;
  let opened: AddressedDatabase;
  /** Waits before the first statement of the last run. */
  let first = 0;

  before(async () => {
    database = await server.create();
    proxy = await steppingProxy(database.url);
    opened = await openDatabase(proxy.url);
    await waitsOf(1, (runner) => runner.up());
  });

  after(async () => {
    await proxy.close();
    await database.drop();
  });

  /** With the first `count` migrations. */
  async function waitsOf(
    count: number,
    work: (runner: Runner) => Promise<unknown>,
  ): Promise<number> {
    const texts = Array.from({ length: count }, (_, at) => ({
      name: `000${at}_a`,
      operations: [createTable(`a${at}`, "x"), addField(`a${at}`, "y")],
    }));
    first = 0;
    const runner = new Runner({
      migrations: chain(...texts),
      dialect: opened.dialect,
      database: opened,
      files: () => texts.map(({ name }) => ({ name, checksum: name })),
      onEvent: ({ kind }) => {
        if (kind !== "statement-start" || first > 0) return;
        first = proxy.waits();
      },
    });
    proxy.waits();
    await work(runner);
    await runner.close();
    return first + proxy.waits();
  }

  it("that has nothing to do are those of connecting and of reading the history", async () => {
    expect(await waitsOf(1, (runner) => runner.up())).to.be.at.most(most.idle);
    expect(await waitsOf(1, (runner) => runner.status())).to.be.at.most(most.idle);
  });

  it("grow by those of each migration", async () => {
    const one = await waitsOf(2, (runner) => runner.up());
    expect(first).to.be.at.most(most.first);
    expect(one).to.be.at.most(most.one);
    const six = await waitsOf(8, (runner) => runner.up());
    expect(six).to.be.at.most(most.one + 5 * most.further);
  });
});
