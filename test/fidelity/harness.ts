import { isDeepStrictEqual } from "node:util";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { diffSchemas } from "../../src/schema/diff-schemas.js";
import { type CliResult, inFolder, mm } from "../cli/run-cli.js";
import type { TestDatabase, TestServer } from "../databases.js";
import { type Catalogue, type CatalogueDifference, compareFacts } from "./catalogue.js";

const IGNORE = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

/** What became of a database on its way through a schema file and a migration. */
export interface Fidelity {
  /** The lines of `db-to-schema` that begin with "not said:". */
  readonly unsaid: readonly string[];
  /** In what the two catalogues differ. */
  readonly differences: readonly CatalogueDifference[];
  /** Those that no line of `unsaid` names: lost in silence. */
  readonly silent: readonly CatalogueDifference[];
  /** In what `expected(read(A))` is not `read(A)`; see `diffSchemas`. */
  readonly restless: readonly string[];
  /** What `db-diff` says on the two databases: nothing, where all is well. */
  readonly drift: readonly string[];
}

/**
 * A script makes a database A. `db-to-schema`, `generate` and `migrate up` through the binary make of
 * it a database B that began empty. The two catalogues are compared without the tool.
 *
 * @throws Error with what was printed when a command fails.
 */
export async function measureFidelity(
  server: TestServer,
  catalogue: Catalogue,
  script: string,
): Promise<Fidelity> {
  const [first, second] = [await server.create(), await server.create()];
  try {
    await catalogue.load(first.url, script);
    const restless = await fixpoint(first);
    return await inFolder({}, async (folder) => {
      const run = (database: TestDatabase, ...words: readonly string[]): Promise<CliResult> =>
        mm([...words, "--database-url", database.url], folder);
      const read = await run(first, "db-to-schema", "--out", "schema/schema.yaml");
      mustBe(0, read, "db-to-schema");
      const unsaid = linesOf(read.stderr, "not said: ");
      mustBe(0, await run(first, "generate", "--name", "all", "--no-input"), "generate");
      mustBe(0, await run(second, "migrate", "up"), "migrate up");
      const [before, after] = [
        await catalogue.read(first.url, { ignore: IGNORE }),
        await catalogue.read(second.url, { ignore: IGNORE }),
      ];
      const differences = compareFacts(before, after);
      mustBe(0, await run(first, "migrate", "up", "--fake"), "migrate up --fake");
      const drift = [];
      for (const [name, database] of [["A", first] as const, ["B", second] as const]) {
        const { exit, stdout, stderr } = await run(database, "db-diff");
        if (exit !== 0)
          drift.push(
            ...`${stdout}${stderr}`
              .trim()
              .split("\n")
              .map((line) => `${name} ${line}`),
          );
      }
      const silent = differences.filter(({ of }) => !unsaid.some((line) => line.includes(of)));
      return { unsaid, differences, silent, restless, drift };
    });
  } finally {
    await first.drop();
    await second.drop();
  }
}

/** What was read is as it would be reported if migrations had made it. */
async function fixpoint(database: TestDatabase): Promise<readonly string[]> {
  const { session } = database.dialect;
  const connection = await database.connect();
  const live = await session.createIntrospector(connection).read({ ignore: IGNORE });
  const expected = await session.expected(connection, live);
  const lines = diffSchemas(expected, live);
  if (lines.length > 0 || isDeepStrictEqual(expected.tables, live.tables)) return lines;
  return ["the order of members differs"];
}

function linesOf(text: string, start: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

function mustBe(exit: number, result: CliResult, command: string): void {
  if (result.exit === exit) return;
  throw new Error(`${command} ended with ${result.exit}:\n${result.stdout}${result.stderr}`);
}
