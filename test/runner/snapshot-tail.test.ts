import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase } from "../databases.js";
import { chain, createTable, filesAtHand, type MigrationText } from "./project.js";

const a: MigrationText = { name: "0001_a", operations: [createTable("a", "x")] };
const b: MigrationText = { name: "0002_b", operations: [createTable("b", "x")] };

const table = (name: string, dependencies: readonly string[]): MigrationText => ({
  name,
  dependencies,
  operations: [createTable(`t_${name}`, "x")],
});

describeEachDatabase("what is pending behind a snapshot", (server) => {
  for (const [title, texts, options] of [
    ["a chain", [table("0003_c", ["0002_b"]), table("0004_d", ["0003_c"])], {}],
    [
      "what parts and comes together",
      [
        table("0003_z", ["0002_b"]),
        table("0004_d", ["0002_b"]),
        table("0005_e", ["0004_d", "0003_z"]),
      ],
      {},
    ],
    ["two ends", [table("0003_c", ["0002_b"]), table("0004_d", ["0002_b"])], {}],
    ["an end that builds on an older one", [table("0003_c", ["0001_a"])], {}],
    ["branches that are allowed", [table("0003_c", ["0001_a"])], { allowBranches: true }],
    ["one of a chain", [table("0003_c", ["0002_b"]), table("0004_d", ["0003_c"])], { steps: 1 }],
    ["no number of them", [table("0003_c", ["0002_b"])], { steps: 0 }],
    ["a target", [table("0003_c", ["0002_b"]), table("0004_d", ["0003_c"])], { to: "0003_c" }],
    ["a target that is not there", [table("0003_c", ["0002_b"])], { to: "0003_x" }],
    ["what depends on nothing that is there", [table("0003_c", ["0002_b", "gone"])], {}],
    ["a circle", [table("0003_c", ["0002_b", "0004_d"]), table("0004_d", ["0003_c"])], {}],
    ["all at once", [table("0003_c", ["0002_b"]), table("0004_d", ["0003_c"])], { fake: true }],
  ] as const) {
    it(`comes to what all files come to: ${title}`, async () => {
      const outcomes = [await outcome(true), await outcome(false)];
      expect(outcomes[0]).to.deep.equal(outcomes[1]);
    });

    /** What a run says, behind one that applied two. */
    async function outcome(mayRely: boolean): Promise<unknown> {
      const test = await server.create();
      try {
        const database = await openDatabase(test.url);
        await run(database, [a, b], (first) => first.up());
        const loads: (readonly string[] | "all")[] = [];
        const events: unknown[] = [];
        const onEvent = (event: { readonly kind: string }) => void events.push(event);
        const said = await run(
          database,
          [a, b, ...texts],
          (second) =>
            second.up(options).then(
              ({ migrations }) => migrations.map((one) => [one.name, one.outcome]),
              ({ code, message, hint }) => ({ code, message, hint }),
            ),
          { mayRely, onEvent, loads },
        );
        expect(loads[0]).to.deep.equal(mayRely ? texts.map(({ name }) => name) : "all");
        return [said, events.filter((event) => Object(event).kind === "run-start")];
      } finally {
        await test.drop();
      }
    }
  }

  async function run<Result>(
    database: Database,
    texts: readonly MigrationText[],
    work: (runner: Runner) => Promise<Result>,
    {
      mayRely = true,
      onEvent = (_: { readonly kind: string }): void => undefined,
      loads = [] as (readonly string[] | "all")[],
    } = {},
  ): Promise<Result> {
    const migrations = chain(...texts);
    const files = filesAtHand(migrations, (names) => loads.push(names));
    const runner = new Runner({
      dialect: database.dialect,
      database,
      ...files,
      part: {
        mayRely: async () => mayRely,
        load: async (names) => (await files.part?.load(names)) ?? [],
      },
      migrations: async () => {
        loads.push("all");
        return migrations;
      },
      onEvent,
    });
    try {
      return await work(runner);
    } finally {
      await runner.close();
    }
  }
});
