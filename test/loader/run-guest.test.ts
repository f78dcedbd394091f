import { join } from "node:path";
import { expect } from "chai";
import * as api from "../../src/api.js";
import { fn } from "../../src/interp/symbol-map.js";
import { builtIn } from "../../symbols/index.js";
import { describeEachDatabase } from "../databases.js";
import { errorOf } from "../runner/project.js";
import { makeFolder, removeFolders } from "./temp-folder.js";

const TENANTS = Array.from({ length: 20 }, (_, at) => `tenant_${at}`);

/** Counts in a variable of a helper that two files share, by a script. */
const SCRIPTS = {
  "lib/counter.ts": "let count = 0; export const next = () => ++count;",
  "0001_a.ts": `
    import * as m from "makemigrations";
    import { evaluated } from "probe";
    import { next } from "./lib/counter.ts";
    evaluated();
    m.register({ name: "0001_a", dependencies: [], operations: [
      new m.CreateTable({ name: "a", fields: [{ name: "n", type: "integer", primaryKey: true }] }),
      new m.RunScript({
        up: async (db) => { await db.execute(\`INSERT INTO a VALUES (\${next()})\`); },
        down: async (db) => { await db.execute("DELETE FROM a"); },
      }),
    ] });`,
};

/** The same by an operation of the author's own, whose functions are called while others wait. */
const OPERATION = {
  "0001_a.ts": `
    import * as m from "makemigrations";
    import { evaluated } from "probe";
    let count = 0;
    evaluated();
    class Count extends m.Operation {
      describe() { return "Count"; }
      mutate() { count += 0; }
      up() { return \`INSERT INTO a VALUES (\${++count})\`; }
      down() { return "DELETE FROM a"; }
    }
    m.register({ name: "0001_a", dependencies: [], operations: [
      new m.CreateTable({ name: "a", fields: [{ name: "n", type: "integer", primaryKey: true }] }),
      new Count(),
    ] });`,
};

interface Shared extends api.LoadedRegistry {
  /** How often the files have been evaluated. */
  readonly evaluations: () => number;
}

/** Loads once, hands it to `use`, and disposes of it. */
async function sharing<T>(
  files: Readonly<Record<string, string>>,
  use: (shared: Shared) => Promise<T>,
  options: Partial<api.LoadRegistryOptions> = {},
): Promise<T> {
  const directory = makeFolder(files);
  const symbols = builtIn();
  let count = 0;
  symbols.register({ probe: { evaluated: fn(() => ++count) } });
  const snapshot = symbols.snapshot();
  const loaded = await api.loadRegistry({
    directory,
    symbols: snapshot,
    profile: "open",
    ...options,
  });
  try {
    return await use({ ...loaded, evaluations: () => count });
  } finally {
    await loaded.dispose();
  }
}

/** Works on one database with migrations, and reads what stands in its table. */
async function counted(
  url: string,
  migrations: api.RunnerOptions["migrations"],
  work: (runner: api.Runner) => Promise<unknown> = (runner) => runner.up(),
): Promise<readonly number[]> {
  const database = await api.openDatabase(url);
  const runner = new api.Runner({ migrations, dialect: database.dialect, database });
  try {
    await work(runner);
    const connection = await database.open({ readOnly: true });
    const rows = await connection.query("SELECT n FROM a");
    await connection.close();
    return rows.map(({ n }) => Number(n));
  } finally {
    await runner.close();
  }
}

/** At most so many at a time, as a fleet is migrated. */
async function inLanes<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = [...list.entries()];
  const lane = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return results;
}

describe("a registry that several runs share", () => {
  let folder: string;

  beforeEach(() => {
    folder = makeFolder({});
  });

  afterEach(removeFolders);

  const urlOf = (tenant: string): string => `sqlite:${join(folder, `${tenant}.db`)}`;

  for (const [kind, files] of Object.entries({ SCRIPTS, OPERATION })) {
    const tenants = kind === "SCRIPTS" ? TENANTS : TENANTS.slice(0, 5);

    it(`lets no module variable reach another database: ${kind}, one after the other`, async () => {
      const rows = await sharing(files, async ({ registry }) => {
        const found = [];
        for (const tenant of tenants) found.push(await counted(urlOf(tenant), registry));
        return found;
      });
      expect(rows).to.deep.equal(tenants.map(() => [1]));
    });

    it(`lets no module variable reach another database: ${kind}, several at once`, async () => {
      const rows = await sharing(files, ({ registry }) =>
        inLanes(tenants, (tenant) => counted(urlOf(tenant), registry)),
      );
      expect(rows).to.deep.equal(tenants.map(() => [1]));
    });

    it(`begins anew with each run of one database: ${kind}`, async () => {
      const rows = await sharing(files, ({ registry }) =>
        counted(urlOf("one"), registry, async (runner) => {
          await runner.up();
          await runner.down({ to: "zero" });
          await runner.showSql({ all: true });
          await runner.up();
        }),
      );
      expect(rows).to.deep.equal([1]);
    });

    it(`does the same for a list and for a function: ${kind}`, async () => {
      const rows = await sharing(files, async ({ registry }) => [
        await counted(urlOf("list"), [...registry]),
        await counted(urlOf("filtered"), [...registry].filter(Boolean)),
        await counted(urlOf("function"), async () => [...registry]),
      ]);
      expect(rows).to.deep.equal([[1], [1], [1]]);
    });
  }

  for (const [kind, files] of Object.entries({ SCRIPTS, OPERATION })) {
    it(`evaluates nothing again for a run that calls nothing: ${kind}`, async () => {
      const [one, two] = [urlOf("one"), urlOf("two")];
      const counts = await sharing(files, async ({ registry, evaluations }) => {
        const seen: number[] = [];
        const note = async (url: string, work?: (runner: api.Runner) => Promise<unknown>) => {
          await counted(url, registry, work);
          seen.push(evaluations());
        };
        await note(one, async (runner) => {
          await runner.up();
          await runner.up();
          await runner.status();
        });
        await note(two);
        await note(one);
        await note(two, (runner) => runner.status());
        return seen;
      });
      expect(counts).to.deep.equal([1, 2, 2, 2]);
    });
  }

  it("works beside a pool of one thread", async () => {
    const pool = new api.WorkerPool({ size: 1 });
    try {
      const both = [urlOf("one"), urlOf("two")];
      const rows = await sharing(
        OPERATION,
        async ({ registry }) => [
          await counted(both[0] ?? "", registry),
          await counted(both[1] ?? "", registry),
        ],
        { pool },
      );
      expect(rows).to.deep.equal([[1], [1]]);
    } finally {
      await pool.close();
    }
  });

  it("names the file that is another one each time", async () => {
    const text = SCRIPTS["0001_a.ts"]
      .replace("evaluated();", "const isFirst = evaluated() === 1;")
      .replace("new m.RunScript(", "...(isFirst ? [new m.RunScript(")
      .replace("}),\n    ] });", "})] : [])\n    ] });");
    const error = await sharing({ ...SCRIPTS, "0001_a.ts": text }, async ({ registry }) => {
      await counted(urlOf("one"), registry);
      return await errorOf(counted(urlOf("two"), registry));
    });
    expect(codes(error)).to.include("LOADER_NOT_REPEATABLE");
  });

  it("refuses a run whose registry was disposed of", async () => {
    const registry = await sharing(SCRIPTS, async (shared) => {
      await counted(urlOf("one"), shared.registry);
      return shared.registry;
    });
    expect(codes(await errorOf(counted(urlOf("two"), registry)))).to.include("LOADER_DISPOSED");
  });
});

/** Of an error and what is behind it. */
function codes(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [];
  return [Reflect.get(error, "code"), ...codes(error.cause)];
}

describeEachDatabase("a registry that schemas and databases share", (server) => {
  it("gives each the first number", async () => {
    const database = await server.create();
    const other = await server.create();
    try {
      const urls =
        server.name === "postgresql" ? await schemas(database.url) : [database.url, other.url];
      const rows = await sharing(SCRIPTS, ({ registry }) =>
        inLanes(urls, (url) => counted(url, registry)),
      );
      expect(rows).to.deep.equal(urls.map(() => [1]));
    } finally {
      await database.drop();
      await other.drop();
    }
  });

  async function schemas(url: string): Promise<readonly string[]> {
    const database = await api.openDatabase(url);
    const connection = await database.open({ readOnly: false });
    for (const tenant of TENANTS.slice(0, 6)) await connection.query(`CREATE SCHEMA ${tenant}`);
    await connection.close();
    return TENANTS.slice(0, 6).map((tenant) => `${url}?options=-c%20search_path%3D${tenant}`);
  }
});
