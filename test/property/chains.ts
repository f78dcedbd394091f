import { openDatabase } from "../../src/runner/session/open-database.js";
import type { TestServer } from "../databases.js";
import { runChain } from "./chain-run.js";
import { chainOptions, randomChain } from "./random-chain.js";

const LENGTH = 20;

/** Chains a run; a server costs more a statement than a file. `MM_TEST_CHAINS` sets another number. */
function chainCount(name: string): number {
  const wanted = process.env.MM_TEST_CHAINS;
  if (wanted !== undefined) return Number(wanted);
  return name === "sqlite" ? 60 : 5;
}

export function randomChains(server: TestServer): void {
  const count = chainCount(server.name);

  it(`go up, down and up again, ${count} of them, every step as the state says, no row lost`, async () => {
    for (let seed = 1; seed <= count; seed++) {
      const database = await server.create();
      try {
        const chain = randomChain(seed, LENGTH, chainOptions(server.dialect));
        await runChain(await openDatabase(database.url), chain);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`seed ${seed}: ${reason}`, { cause: error });
      } finally {
        await database.drop();
      }
    }
  });
}
