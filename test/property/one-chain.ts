// One chain, for a closer look at a seed: node dist/test/property/one-chain.js <url> <seed> [length]
import { openDatabase } from "../../src/runner/session/open-database.js";
import { runChain } from "./chain-run.js";
import { chainOptions, randomChain } from "./random-chain.js";

const [, , url = "", seed = "1", length = "20"] = process.argv;
const database = await openDatabase(url);
await runChain(database, randomChain(Number(seed), Number(length), chainOptions(database.dialect)));
