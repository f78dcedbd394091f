import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { mm, node, root } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";

const examples = fileURLToPath(new URL("docs/examples/", `file://${root}`));
const tsc = `${root}node_modules/typescript/bin/tsc`;

/** The plugins of this build, not of an installed package. */
function plugin(name: string): readonly string[] {
  return ["--plugin", fileURLToPath(new URL(`../../plugins/${name}/index.js`, import.meta.url))];
}

/** Runs `mm migrate` in an example; an exit code other than 0 fails with what was said. */
async function migrate(example: string, words: readonly string[]): Promise<string> {
  const { stdout, stderr, exit } = await mm(["migrate", ...words], `${examples}${example}`);
  expect(exit, stderr).to.equal(0);
  return stdout;
}

async function rowsOf(database: TestDatabase, sql: string): Promise<readonly unknown[]> {
  const connection = await database.connect();
  try {
    return await connection.query(sql, []);
  } finally {
    await connection.close();
  }
}

describe("docs/examples", () => {
  for (const example of ["shop", "calendar"]) {
    it(`${example} type-checks against this package`, async () => {
      const { stdout, exit } = await node([tsc, "-p", `${examples}${example}`], { cwd: root });
      expect(stdout).to.equal("");
      expect(exit).to.equal(0);
    });
  }
});

describeEachDatabase("the example shop", (server) => {
  let database: TestDatabase;

  before(async () => {
    database = await server.create();
  });

  after(async () => {
    await database.drop();
  });

  it("goes up with its 100,000 orders, shows where it is, and goes down to nothing", async () => {
    const where = ["--database-url", database.url, ...plugin("uuid")];
    const up = await migrate("shop", ["up", ...where]);
    expect(up.match(/^Applied \d{4}_/gm)).to.have.length(12);
    const count = "SELECT COUNT(*) AS n, COUNT(total) AS totals FROM orders";
    const [orders] = (await rowsOf(database, count)) as { n: unknown; totals: unknown }[];
    expect([Number(orders?.n), Number(orders?.totals)]).to.deep.equal([100_000, 100_000]);
    expect(await migrate("shop", ["status", ...where])).to.contain("12 applied, 0 pending");
    expect(await migrate("shop", ["dag", ...where])).to.contain("0012_views");
    const down = await migrate("shop", ["down", "--to", "zero", ...where]);
    expect(down.match(/^Rolled back \d{4}_/gm)).to.have.length(12);
    expect(await migrate("shop", ["status", ...where])).to.contain("0 applied, 12 pending");
  });
});

describeEachDatabase("the example calendar", (server) => {
  it("seeds from a CSV file and computes dates with the plugins that ship", async () => {
    const database = await server.create();
    try {
      const where = ["--database-url", database.url, ...plugin("csv"), ...plugin("dayjs")];
      await migrate("calendar", ["up", ...where]);
      expect(await rowsOf(database, "SELECT name FROM countries ORDER BY code")).to.deep.equal([
        { name: "Germany" },
        { name: "France" },
        { name: "New Zealand, Aotearoa" },
      ]);
      const [leap] = (await rowsOf(
        database,
        "SELECT first_day, last_day FROM quarters WHERE id = 1",
      )) as Record<string, unknown>[];
      expect(String(leap?.first_day)).to.match(/^2024-01-01/);
      expect(String(leap?.last_day)).to.match(/^2024-03-31/);
      await migrate("calendar", ["down", "--to", "zero", ...where]);
    } finally {
      await database.drop();
    }
  });
});
