import { createHash } from "node:crypto";
import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import type { Migration } from "../../src/migration/migration.js";
import { replay } from "../../src/migration/state.js";
import { statementsOf } from "../../src/plan/plan.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerOptions } from "../../src/runner/runner-ground.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import {
  addField,
  chain,
  createTable,
  filesAtHand,
  type MigrationText,
  noop,
  runSql,
} from "./project.js";

const a: MigrationText = { name: "0001_a", operations: [createTable("a", "x")] };
const b: MigrationText = { name: "0002_b", operations: [createTable("b", "x")] };
const c: MigrationText = { name: "0003_c", operations: [addField("a", "y"), addField("b", "y")] };
const d: MigrationText = {
  name: "0004_d",
  operations: [{ type: "rename_field", table: "a", oldName: "y", newName: "z" }],
};

describeEachDatabase("what the applied migrations came to, kept", (server) => {
  let test: TestDatabase;
  let database: Database;
  let db: Connection;
  /** The names that were loaded apart; "all" for a load of everything. */
  let loads: (readonly string[] | "all")[];
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    test = await server.create();
    database = await openDatabase(test.url);
    db = await test.connect();
    loads = [];
  });

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await test.drop();
  });

  function runner(migrations: readonly Migration[], options: Partial<RunnerOptions> = {}): Runner {
    const made = new Runner({
      dialect: database.dialect,
      database,
      ...filesAtHand(migrations, (names) => loads.push(names)),
      migrations: async () => {
        loads.push("all");
        return migrations;
      },
      ...options,
    });
    open.push(made);
    return made;
  }

  const up = async (...texts: readonly MigrationText[]): Promise<readonly string[]> =>
    (await runner(chain(...texts)).up()).migrations.map(({ name }) => name);

  async function expectStateOf(...texts: readonly MigrationText[]): Promise<void> {
    const { names } = toolTablesOf(DEFAULT_HISTORY_TABLE);
    const live = await database.dialect.session.createIntrospector(db).read({ ignore: names });
    expect(live).to.deep.equal(
      await database.dialect.session.expected(db, replay(chain(...texts))),
    );
  }

  const snapshot = async () =>
    (await db.query("SELECT stands_for, seal, content FROM makemigrations_snapshot"))[0];

  const set = async (column: string, value: string) =>
    await db.execute(`UPDATE makemigrations_snapshot SET ${column} = '${value}'`);

  it("spares the next run the evaluation of everything but what is pending", async () => {
    await up(a, b);
    loads.length = 0;
    expect(await up(a, b, c)).to.deep.equal(["0003_c"]);
    expect(await up(a, b, c, d)).to.deep.equal(["0004_d"]);
    expect(loads).to.deep.equal([["0003_c"], ["0004_d"]]);
    await expectStateOf(a, b, c, d);
  });

  it("leaves nothing to evaluate where a target is applied", async () => {
    await up(a, b);
    loads.length = 0;
    const result = await runner(chain(a, b, c)).up({ to: "0002_b" });
    expect(result.migrations).to.deep.equal([]);
    expect(loads).to.deep.equal([["0003_c"]]);
  });

  it("is where a dry run and the status begin as well, with one evaluation for both", async () => {
    await up(a, b);
    loads.length = 0;
    const one = runner(chain(a, b, c));
    const { planned } = await one.up({ dryRun: true });
    const { migrations } = await one.status();
    expect(loads).to.deep.equal([["0003_c"]]);
    expect(planned.flatMap(statementsOf)).to.deep.equal(
      (await one.showSql({ left: true })).flatMap(statementsOf),
    );
    expect(migrations.map(({ name, state }) => [name, state])).to.deep.equal([
      ["0001_a", "applied"],
      ["0002_b", "applied"],
      ["0003_c", "pending"],
    ]);
    expect(loads).to.deep.equal([["0003_c"], "all"]);
    await expectStateOf(a, b);
  });

  it("spares a dry run the evaluation of anything where nothing is pending", async () => {
    await up(a, b);
    loads.length = 0;
    expect((await runner(chain(a, b)).up({ dryRun: true })).planned).to.deep.equal([]);
    expect(loads).to.deep.equal([]);
  });

  it("is what a runner goes on from that runs more than once", async () => {
    const one = runner(chain(a, b, c));
    await one.up({ to: "0001_a" });
    await one.up({ to: "0002_b" });
    await one.up();
    await up(a, b, c, d);
    expect(loads.at(-1)).to.deep.equal(["0004_d"]);
    await expectStateOf(a, b, c, d);
  });

  it("is asked for anew by a runner that has seen before that there was nothing to do", async () => {
    await up(a);
    const texts = [a];
    const files = () => filesAtHand(chain(...texts), (names) => loads.push(names));
    const one = runner([], {
      files: () => files().files?.(),
      part: { mayRely: async () => true, load: async (names) => files().part?.load(names) ?? [] },
      migrations: () => {
        throw new Error("nothing need be evaluated");
      },
    });
    expect((await one.up()).migrations).to.deep.equal([]);
    await up(a, b);
    texts.push(b, c);
    loads.length = 0;
    expect((await one.up()).migrations.map(({ name }) => name)).to.deep.equal(["0003_c"]);
    expect(loads).to.deep.equal([["0003_c"]]);
  });

  it("is found as well where it is too large to be sent before anything wants it", async () => {
    const names = (from: string) =>
      Array.from(
        { length: 30 },
        (_, at) =>
          `f${createHash("md5")
            .update(from + at)
            .digest("hex")}`,
      );
    const operations = names("t").map((name) => createTable(name, ...names(name)));
    const large: MigrationText = { name: "0002_b", operations };
    await up(a, large);
    expect(String((await snapshot())?.content).length).to.be.above(16_384);
    loads.length = 0;
    await up(a, large, { name: "0003_c", operations: [addField("a", "y")] });
    expect(loads).to.deep.equal([["0003_c"]]);
  });

  for (const [title, change] of [
    ["the content", async () => await set("content", "AAAA")],
    [
      "the content, which was cut off",
      async () => {
        const content = String((await snapshot())?.content);
        await set("content", content.slice(0, content.length / 2));
      },
    ],
    ["the seal", async () => await set("seal", "0".repeat(64))],
    ["the seal, which is no seal", async () => await set("seal", "x")],
    ["what it stands for", async () => await set("stands_for", "0".repeat(64))],
    ["the row, which is gone", async () => await db.execute("DELETE FROM makemigrations_snapshot")],
    [
      "the table, which is gone",
      async () => await db.execute("DROP TABLE makemigrations_snapshot"),
    ],
    [
      "the table, which has another form",
      async () => {
        await db.execute("DROP TABLE makemigrations_snapshot");
        await db.execute("CREATE TABLE makemigrations_snapshot (id INTEGER)");
      },
    ],
  ] as const) {
    it(`counts as not there after somebody changed ${title}`, async () => {
      await up(a, b);
      await change();
      loads.length = 0;
      expect(await up(a, b, c)).to.deep.equal(["0003_c"]);
      expect(loads).to.deep.equal(["all"]);
      await expectStateOf(a, b, c);
    });
  }

  for (const [title, texts, options] of [
    ["another version of the tool", [a, b, c], { toolVersion: "1.2.4" }],
    ["a file that was renamed", [{ ...a, name: "0001_z" }, b, c], {}],
    ["a pending squash", [a, b, { ...c, replaces: ["0001_a", "0002_b"], operations: [] }], {}],
    [
      "a run that may not rely on it",
      [a, b, c],
      {
        part: { mayRely: async () => false, load: async () => [] },
      },
    ],
  ] as const) {
    it(`is left alone by ${title}`, async () => {
      await up(a, b);
      loads.length = 0;
      await runner(chain(...texts), options)
        .up({ allowChanged: true })
        .catch(() => undefined);
      expect(loads[0] === "all" || loads[1] === "all").to.equal(true);
    });
  }

  it("does not hide that a file was changed, or is gone", async () => {
    await up(a, b);
    for (const texts of [
      [{ ...a, checksum: "other" }, b, c],
      [b, c],
    ]) {
      const failed = await runner(chain(...texts))
        .up()
        .catch((error: unknown) => Object(error).code);
      expect(failed).to.equal("RUNNER_DRIFT");
    }
    await up({ ...a, checksum: "other" }, b).catch(() => undefined);
    loads.length = 0;
    await runner(chain({ ...a, checksum: "other" }, b, c)).up({ allowChanged: true });
    expect(loads).to.deep.equal(["all"]);
    // Behind that the history says of one file what is not in it: nothing is relied on.
    loads.length = 0;
    await runner(chain({ ...a, checksum: "other" }, b, c, d)).up({ allowChanged: true });
    expect(loads).to.deep.equal(["all"]);
    await expectStateOf(a, b, c, d);
  });

  it("does not outlive `down`, and holds again when the same is applied again", async () => {
    await up(a, b, c);
    await runner(chain(a, b, c)).down({ steps: 1 });
    loads.length = 0;
    await up(a, b, c);
    expect(loads).to.deep.equal(["all"]);
    loads.length = 0;
    await up(a, b, c, d);
    expect(loads).to.deep.equal([["0004_d"]]);
    await expectStateOf(a, b, c, d);
  });

  it("knows what was ignored, and is another one when that changes", async () => {
    const tolerant: MigrationText = {
      name: "0002_b",
      operations: [{ ...createTable("b", "x"), ignoreErrors: true }],
    };
    await db.execute("CREATE TABLE b (id INTEGER PRIMARY KEY)");
    await up(a, tolerant);
    loads.length = 0;
    await up(a, tolerant, { name: "0003_e", operations: [createTable("e", "x")] });
    expect(loads).to.deep.equal([["0003_e"]]);
    await db.execute("UPDATE makemigrations_history SET details = NULL WHERE name = '0002_b'");
    loads.length = 0;
    await up(
      a,
      tolerant,
      { name: "0003_e", operations: [createTable("e", "x")] },
      {
        name: "0004_f",
        operations: [createTable("f", "x")],
      },
    );
    expect(loads).to.deep.equal(["all"]);
  });

  it("is not started from when another run was faster: then everything is looked at again", async () => {
    await up(a, b);
    loads.length = 0;
    const slow = runner(chain(a, b, c, d), {
      part: {
        mayRely: async () => true,
        load: async (names) => {
          loads.push(names);
          await up(a, b, c);
          return chain(a, b, c, d).filter(({ name }) => names.includes(name));
        },
      },
    });
    expect((await slow.up()).migrations.map(({ name }) => name)).to.deep.equal(["0004_d"]);
    expect(loads).to.deep.equal([["0003_c", "0004_d"], ["0003_c"], "all"]);
    await expectStateOf(a, b, c, d);
  });

  it("is not used while a migration is half applied", async () => {
    await up(a, b);
    const half: MigrationText = {
      name: "0003_c",
      transaction: false,
      operations: [createTable("c", "x"), runSql("INSERT INTO nowhere VALUES (1)", noop)],
    };
    await up(a, b, half).catch(() => undefined);
    await db.execute("CREATE TABLE nowhere (id INTEGER)");
    loads.length = 0;
    expect(
      await up(a, b, half, { name: "0004_d", operations: [createTable("d", "x")] }),
    ).to.deep.equal(["0003_c", "0004_d"]);
    expect(loads).to.deep.equal(["all"]);
  });

  it("costs a migration nothing when its table cannot be written", async () => {
    await up(a);
    await db.execute("DROP TABLE makemigrations_snapshot");
    await db.execute("CREATE TABLE makemigrations_snapshot (id INTEGER, other INTEGER NOT NULL)");
    expect(await up(a, b)).to.deep.equal(["0002_b"]);
    expect(await up(a, b, c)).to.deep.equal(["0003_c"]);
    await expectStateOf(a, b, c);
  });

  it("goes on over squashes that are recorded, their originals' files gone or not", async () => {
    const squash: MigrationText = {
      name: "0002_squash",
      dependencies: [],
      replaces: ["0001_a", "0002_b"],
      operations: [createTable("a", "x"), createTable("b", "x")],
    };
    const next: MigrationText = { ...c, dependencies: ["0002_squash"] };
    const after: MigrationText = { ...d, dependencies: ["0003_c"] };
    await up(a, b);
    await up(a, b, squash);
    await up(squash, next);
    loads.length = 0;
    expect(await up(squash, next, after)).to.deep.equal(["0004_d"]);
    expect(loads).to.deep.equal([["0004_d"]]);
    await expectStateOf(a, b, c, d);
  });

  it("cannot be forged by somebody who can write the table and read the history", async () => {
    await up(a, b);
    const honest = await snapshot();
    // Another database with other tables, where the forger has a tool of the same version.
    const other = await server.create();
    try {
      const forged: MigrationText = {
        ...b,
        operations: [createTable("b", "x"), createTable("evil")],
      };
      const theirs = new Runner({
        dialect: database.dialect,
        database: await openDatabase(other.url),
        ...filesAtHand(chain(a, forged)),
        // The checksums are in the history; the texts are not.
        files: () =>
          chain(a, forged).map(({ name }) => ({
            name,
            checksum: name,
            secret: () => `guess ${name}`,
          })),
        migrations: chain(a, forged),
      });
      await theirs.up();
      await theirs.close();
      const connection = await other.connect();
      const [row] = await connection.query(
        "SELECT stands_for, seal, content FROM makemigrations_snapshot",
      );
      expect(row?.stands_for).to.equal(honest?.stands_for);
      for (const column of ["seal", "content"]) await set(column, String(row?.[column]));
    } finally {
      await other.drop();
    }
    loads.length = 0;
    await up(a, b, c);
    expect(loads).to.deep.equal(["all"]);
    await expectStateOf(a, b, c);
  });
});
