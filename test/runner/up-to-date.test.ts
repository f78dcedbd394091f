import { existsSync } from "node:fs";
import { expect } from "chai";
import type { Migration, MigrationFile } from "../../src/migration/migration.js";
import type { Runner } from "../../src/runner/runner.js";
import { chain, createTable, errorOf, Project } from "./project.js";

describe("a history that is settled", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  const two = () =>
    chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [createTable("b", "x")] },
    );

  /** As the folder shows them. */
  const filesOf = (migrations: Iterable<Migration>): readonly MigrationFile[] =>
    [...migrations].map(({ name, source }) => ({ name, checksum: source?.checksum ?? "" }));

  interface Lazy {
    readonly runner: Runner;
    readonly evaluated: () => boolean;
  }

  const lazy = (migrations: readonly Migration[], files = filesOf(migrations)): Lazy => {
    let evaluated = false;
    const load = async (): Promise<Iterable<Migration>> => {
      evaluated = true;
      return migrations;
    };
    const runner = project.runner([], { migrations: load, files: () => files });
    return { runner, evaluated: () => evaluated };
  };

  it("needs no migration to be evaluated, by up or by status", async () => {
    await project.runner(two()).up();
    const expected = await project.runner(two()).status();
    const { runner, evaluated } = lazy(two());
    expect(await runner.up()).to.deep.equal({ direction: "up", migrations: [], planned: [] });
    expect(await runner.status()).to.deep.equal(expected);
    expect(evaluated()).to.equal(false);
  });

  it("says so in the same events as one that was evaluated", async () => {
    await project.runner(two()).up();
    project.events.length = 0;
    await project.runner(two()).up();
    const expected = [...project.events];
    project.events.length = 0;
    await lazy(two()).runner.up();
    expect(project.events).to.deep.equal(expected);
  });

  it("is none where a migration is pending: that one runs", async () => {
    const [first] = two();
    await project.runner(first === undefined ? [] : [first]).up();
    const { runner, evaluated } = lazy(two());
    expect((await runner.up()).migrations.map(({ name }) => name)).to.deep.equal(["0002_b"]);
    expect(evaluated()).to.equal(true);
  });

  it("is none without a database, which stays away while a file is at fault", async () => {
    const runner = project.runner([], {
      migrations: async () => {
        throw new RangeError("a migration is at fault");
      },
      files: () => filesOf(two()),
    });
    const error = await runner.up().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RangeError);
    expect(existsSync(project.file)).to.equal(false);
  });

  it("is none after a file was changed: up refuses, status tells", async () => {
    await project.runner(two()).up();
    const changed = chain({ name: "0001_a" }, { name: "0002_b", checksum: "other" });
    const error = await errorOf(lazy(changed).runner.up());
    expect(error.code).to.equal("RUNNER_DRIFT");
    const { problems } = await lazy(changed).runner.status();
    expect(problems.map(({ kind }) => kind)).to.deep.equal(["changed"]);
  });

  const one = { name: "0001_a", checksum: "0001_a" };
  const unusual: Readonly<Record<string, readonly MigrationFile[]>> = {
    "a file is gone": [one],
    "a file is new": [...filesOf(two()), { name: "0003_c", checksum: "c" }],
    "a file has another name than its migration": [one, { name: "b", checksum: "0002_b" }],
    "a file is a copy": [one, { name: "0002_b", checksum: "0001_a" }],
    "there are no files": [],
  };
  for (const [what, files] of Object.entries(unusual)) {
    it(`is none where ${what}`, async () => {
      await project.runner(two()).up();
      const { runner, evaluated } = lazy(two(), files);
      await runner.up();
      expect(evaluated()).to.equal(true);
    });
  }

  const spoilt: Readonly<Record<string, string>> = {
    "a row has no checksum": "UPDATE makemigrations_history SET checksum = NULL WHERE id = 1",
    "a row is of a squash": "UPDATE makemigrations_history SET outcome = 'squashed' WHERE id = 2",
  };
  for (const [what, sql] of Object.entries(spoilt)) {
    it(`is none where ${what}`, async () => {
      await project.runner(two()).up();
      await (await project.connect()).execute(sql, []);
      const { runner, evaluated } = lazy(two());
      await runner.up();
      expect(evaluated()).to.equal(true);
    });
  }

  it("has a status by evaluation where the order of application is not that of the names", async () => {
    const [a, b] = [...chain({ name: "0001_a" }, { name: "0002_b", dependencies: [] })];
    await project.runner(b === undefined ? [] : [b]).up();
    const both = a === undefined || b === undefined ? [] : [a, b];
    await project.runner(both).up({ allowBranches: true });
    const { runner, evaluated } = lazy(both);
    expect(await runner.status()).to.deep.equal(await project.runner(both).status());
    expect(evaluated()).to.equal(true);
  });

  it("is asked for a target all the same, so that a wrong name is told", async () => {
    await project.runner(two()).up();
    const error = await errorOf(lazy(two()).runner.up({ to: "0002_c" }));
    expect(error.code).to.equal("GRAPH_UNKNOWN_TARGET");
  });
});
