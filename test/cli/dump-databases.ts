import { expect } from "chai";
import type { TestDatabase, TestServer } from "../databases.js";
import { type CliResult, mm as tool } from "./run-cli.js";

/** For each test of a suite a database whose rows are dumped, and an empty one that gets them. */
export class DumpDatabases {
  #filled: TestDatabase | undefined;
  #empty: TestDatabase | undefined;

  constructor(server: TestServer) {
    beforeEach(async () => {
      this.#filled = await server.create();
      this.#empty = await server.create();
    });
    afterEach(async () => {
      await this.#filled?.drop();
      await this.#empty?.drop();
    });
  }

  get filled(): TestDatabase {
    return there(this.#filled);
  }

  get empty(): TestDatabase {
    return there(this.#empty);
  }
}

function there(database: TestDatabase | undefined): TestDatabase {
  if (database === undefined) throw new Error("databases are there within tests only");
  return database;
}

/** The tool on the database of that URL. */
export function mmOn(folder: string, url: string, ...words: readonly string[]): Promise<CliResult> {
  return tool([...words, "--database-url", url], folder);
}

/** The same, which must succeed. */
export async function done(
  folder: string,
  url: string,
  ...words: readonly string[]
): Promise<CliResult> {
  const result = await mmOn(folder, url, ...words);
  expect(result.exit, result.stdout + result.stderr).to.equal(0);
  return result;
}
