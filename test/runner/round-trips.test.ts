import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type AddressedDatabase, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { type CountingProxy, countingProxy } from "./counting-proxy.js";
import { addField, chain, createTable } from "./project.js";

interface Trips {
  /** `status`, or `up` with nothing to do; the server's answer about TLS comes once for all of them. */
  readonly idle: number;
  /** `up` with one new migration of two statements. */
  readonly one: number;
  /** Each further migration of two statements. */
  readonly further: number;
}

/**
 * What a run waits for: answers of a server that may be 20 ms away, those of connecting (with an
 * attempt at TLS) included. More than this is a question that the run could have done without.
 */
const MOST: Readonly<Record<string, Trips>> = {
  postgresql: { idle: 3, one: 14, further: 3 },
  mysql: { idle: 5, one: 24, further: 8 },
};

describeEachDatabase("the round trips of a run", (server) => {
  const most = MOST[server.name];
  if (most === undefined) return;
  let database: TestDatabase;
  let proxy: CountingProxy;
  let opened: AddressedDatabase;

  before(async () => {
    database = await server.create();
    proxy = await countingProxy(database.url);
    opened = await openDatabase(proxy.url);
    await tripsOf(1, (runner) => runner.up());
  });

  after(async () => {
    await proxy.close();
    await database.drop();
  });

  /** With the first `count` migrations. */
  async function tripsOf(
    count: number,
    work: (runner: Runner) => Promise<unknown>,
  ): Promise<number> {
    const texts = Array.from({ length: count }, (_, at) => ({
      name: `000${at}_a`,
      operations: [createTable(`a${at}`, "x"), addField(`a${at}`, "y")],
    }));
    const runner = new Runner({
      migrations: chain(...texts),
      dialect: opened.dialect,
      database: opened,
      files: () => texts.map(({ name }) => ({ name, checksum: name })),
    });
    proxy.count();
    await work(runner);
    await runner.close();
    return proxy.count();
  }

  it("that has nothing to do are those of connecting and of reading the history", async () => {
    expect(await tripsOf(1, (runner) => runner.up())).to.be.at.most(most.idle);
    expect(await tripsOf(1, (runner) => runner.status())).to.be.at.most(most.idle);
  });

  it("grow by those of each migration", async () => {
    const one = await tripsOf(2, (runner) => runner.up());
    expect(one).to.be.at.most(most.one);
    const six = await tripsOf(8, (runner) => runner.up());
    expect(six).to.be.at.most(most.one + 5 * most.further);
  });
});
