import { expect } from "chai";
import {
  assertPlanFits,
  assertSameFiles,
  assertSameStatements,
} from "../../src/cli/approved-plan.js";
import type { Statement } from "../../src/dialect/statement.js";
import { buildGraph } from "../../src/migration/graph.js";
import type { Migration } from "../../src/migration/migration.js";
import { compilePlan } from "../../src/plan/compile-plan.js";
import { migrationsOfPlan } from "../../src/plan/open-plan.js";
import { statementsOf } from "../../src/plan/plan.js";
import { type PlanFile, readPlanFile, writePlanFile } from "../../src/plan/plan-file.js";
import { fromPlanText, planHash, saysJust, toPlanText } from "../../src/plan/plan-text.js";
import { addField, chain, createTable, errorOf, Project, runSql } from "../runner/project.js";

/** The author's part of an operation of their own, as the sandbox hands it over. */
const custom = {
  type: "custom",
  className: "Mark",
  describe: () => "Mark the table",
  up: (context: { sql(operation: object): unknown[]; quote(name: string): string }) => [
    ...context.sql({ type: "add_field", table: "a", field: { name: "mark", type: "integer" } }),
    { sql: `INSERT INTO ${context.quote("a")} ("id", "x") VALUES (?, ?)`, params: [7n, "seven"] },
  ],
  down: (context: { sql(operation: object): unknown[] }) => [
    'DELETE FROM "a" WHERE "id" = 7',
    ...context.sql({ type: "drop_field", table: "a", field: "mark" }),
  ],
  mutate: (state: { apply(operation: object): void }) => {
    state.apply({ type: "add_field", table: "a", field: { name: "mark", type: "integer" } });
  },
};

describe("the text of a plan", () => {
  it("keeps bigint, dates, bytes and what looks like one of their tags", () => {
    const values = {
      big: 2n ** 70n,
      date: new Date("2024-02-29T12:00:00.123Z"),
      bytes: new Uint8Array([0, 255, 128]),
      lookAlikes: [{ $bigint: "7" }, { $date: 1 }, { $base64: [] }, { $object: { $object: [] } }],
      nested: { $object: [["a", { $bigint: "1" }]] },
      two: { $bigint: "1", other: true },
      nothing: null,
      list: [1.5, -0.25, "text\u2028", false],
    };
    expect(fromPlanText(toPlanText(values))).to.deep.equal(values);
  });

  it("is one text for equal values, whatever the order of keys, and another for unequal ones", () => {
    expect(planHash({ a: 1, b: { c: 2n, d: 3 } })).to.equal(planHash({ b: { d: 3, c: 2n }, a: 1 }));
    expect(toPlanText({ a: undefined, b: 1 })).to.equal('{"b":1}');
    const hashes = [1, "1", 1n, [1], { $bigint: "1" }, new Date(1), new Uint8Array([1])].map(
      planHash,
    );
    expect(new Set(hashes).size).to.equal(hashes.length);
  });
});

describe("a plan", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  const three = (): readonly Migration[] =>
    chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_mark", operations: [custom] },
      { name: "0003_b", operations: [createTable("b", "x"), addField("b", "y")] },
    );

  const planOf = async (
    migrations: readonly Migration[],
    start: readonly string[] = [],
  ): Promise<PlanFile> => {
    const offline = project.runner(migrations, { database: undefined });
    const text = writePlanFile(
      compilePlan({
        dialect: project.dialect,
        graph: buildGraph(migrations),
        plans: await offline.showSql({ all: true }),
        start,
        rowsTable: "makemigrations_rows",
        toolVersion: "1.2.3",
      }),
    );
    const { hash: _, ...plan } = readPlanFile(text);
    return plan;
  };

  const rejected = (text: string, hash?: string) =>
    errorOf(Promise.resolve().then(() => readPlanFile(text, hash)));

  it("has the same text every time, and reads back as it was", async () => {
    const [one, two] = [await planOf(three()), await planOf(three())];
    expect(writePlanFile(one)).to.equal(writePlanFile(two));
    const { hash, ...plan } = readPlanFile(writePlanFile(one));
    expect(plan).to.deep.equal(one);
    expect(hash).to.equal(planHash(one));
  });

  it("runs as the migrations would: same statements, same history, and down again", async () => {
    const live = await project.runner(three(), { database: undefined }).showSql({ all: true });
    const plan = await planOf(three());
    const migrations = migrationsOfPlan(plan);
    const runner = project.runner(migrations);
    const planned = await runner.showSql({ all: true });
    expect(planned.flatMap(statementsOf)).to.deep.equal(live.flatMap(statementsOf));
    await runner.up();
    expect(await project.query('SELECT "id", "x" FROM "a"')).to.deep.equal([{ id: 7, x: "seven" }]);
    await project.expectStateOf(migrations);
    const { problems } = await project.runner(three()).status();
    expect(problems).to.deep.equal([]);
    await runner.down({ to: "zero" });
    expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
  });

  /** Everything that a statement may say about itself. */
  const statement: Required<Statement> = {
    kind: "sql",
    sql: "SELECT 1",
    parameters: [1n, new Uint8Array([1]), null],
    comment: "why",
    transactional: false,
    probe: "SELECT 1 AS done",
    repair: "SELECT 'DROP INDEX i'",
    rows: ["a"],
    executeRows: true,
    live: { kind: "member", name: "i" },
    line: 3,
  };

  const planWith = async (up: object): Promise<PlanFile> => {
    const plan = await planOf(three());
    const compiled = plan.migrations[1]?.operations[0];
    const migrations = plan.migrations.map((migration, at) =>
      at === 1
        ? { ...migration, operations: [{ ...compiled, type: "compiled", up: [up] }] }
        : migration,
    );
    return readPlanFile(writePlanFile({ ...plan, migrations }));
  };

  it("keeps everything that a statement says about itself", async () => {
    const read = migrationsOfPlan(await planWith(statement));
    const [operation] = read[1]?.operations ?? [];
    expect((operation as unknown as { parts: { up: unknown } }).parts.up).to.deep.equal([
      statement,
    ]);
  });

  it("is refused when a statement of it says what nothing reads", async () => {
    const live = { kind: "create", table: "a", from: "CREATE TABLE a (id)", note: "x" };
    for (const [more, path] of [
      [{ note: "x" }, "0002_mark[0].up.0.note"],
      [{ transactionl: true }, "0002_mark[0].up.0.transactionl"],
      [{ live }, "0002_mark[0].up.0.live.note"],
    ] as const) {
      const plan = await planWith({ ...statement, ...more });
      expect(() => migrationsOfPlan(plan))
        .to.throw(path)
        .with.property("code", "RUNNER_PLAN_INVALID");
    }
  });

  it("compiles an author's operation with its way back, and RunSQL whose mutate is a function", async () => {
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x"), custom] },
      {
        name: "0002_sql",
        operations: [
          {
            ...runSql('ALTER TABLE "a" ADD COLUMN "z" INTEGER', 'ALTER TABLE "a" DROP COLUMN "z"'),
            mutate: (state: { apply(operation: object): void }) =>
              state.apply({ type: "add_field", table: "a", field: { name: "z", type: "integer" } }),
          },
        ],
      },
    );
    const plan = await planOf(migrations);
    expect(plan.migrations[0]?.operations[1]).to.include({
      type: "compiled",
      description: "Mark the table",
    });
    expect(plan.migrations[1]?.operations[0]?.mutate).to.deep.equal([
      { type: "add_field", table: "a", field: { name: "z", type: "integer" } },
    ]);
    const planned = migrationsOfPlan(plan);
    await project.runner(planned).up();
    await project.expectStateOf(planned);
    await project.runner(planned).down({ steps: 2 });
    expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
  });

  it("keeps an irreversible operation irreversible", async () => {
    const { down: _, ...oneWay } = custom;
    const migrations = chain({ name: "0001_a", operations: [createTable("a", "x"), oneWay] });
    const runner = project.runner(migrationsOfPlan(await planOf(migrations)));
    await runner.up();
    expect(await errorOf(runner.down({ steps: 1 }))).to.include({ code: "RUNNER_IRREVERSIBLE" });
  });

  it("refuses a script, and lets one pass that is applied where the plan starts", async () => {
    const script = { type: "run_script", up: async () => undefined };
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_script", operations: [script] },
      { name: "0003_b", operations: [createTable("b", "x")] },
    );
    const refusal = await errorOf(planOf(migrations));
    expect(refusal).to.include({ code: "RUNNER_PLAN_NOT_COMPILED" });
    expect(refusal.message).to.contain('"0002_script", operation 1');
    await project.runner(migrations).up({ to: "0002_script" });
    const plan = await planOf(migrations, ["0001_a", "0002_script"]);
    expect(plan.migrations.map(({ statements }) => statements.length)).to.deep.equal([0, 0, 1]);
    const runner = project.runner(migrationsOfPlan(plan));
    assertPlanFits(plan, await runner.status());
    assertSameStatements(plan, await runner.showSql());
    expect((await runner.up()).migrations.map(({ name }) => name)).to.deep.equal(["0003_b"]);
  });

  it("is refused when any one of its fields was changed", async () => {
    const text = writePlanFile(await planOf(three()));
    const document = JSON.parse(text);
    const paths = leavesOf(document).filter((path) => path[0] !== "format");
    expect(paths.length).to.be.greaterThan(60);
    for (const path of paths) {
      const copy = structuredClone(document);
      change(copy, path);
      const code = (await rejected(JSON.stringify(copy))).code;
      expect(code, path.join(".")).to.match(/^RUNNER_PLAN_(?:TAMPERED|INVALID)$/);
    }
  });

  it("is refused when it is whole but not the one that was approved", async () => {
    const approved = writePlanFile(await planOf(three()));
    const { hash } = readPlanFile(approved);
    expect(readPlanFile(approved, hash).hash).to.equal(hash);
    const other = writePlanFile(await planOf(three().slice(0, 1)));
    expect((await rejected(other, hash)).code).to.equal("RUNNER_PLAN_TAMPERED");
  });

  it("is refused when a reader could see something else in it than what would run", async () => {
    const text = writePlanFile(await planOf(three()));
    const { hash } = readPlanFile(text);
    const twice = text.replace('"statements": [', '"statements": [], "statements": [');
    expect(JSON.parse(twice)).to.deep.equal(JSON.parse(text));
    expect((await rejected(twice, hash)).code).to.equal("RUNNER_PLAN_TAMPERED");
    for (const key of ["constructor", "__proto__", "prototype"]) {
      const more = text.replace('"type": "create_table"', `"type": "create_table", "${key}": 1`);
      expect(more, key).to.not.equal(text);
      expect((await rejected(more, hash)).code, key).to.match(/^RUNNER_PLAN_(TAMPERED|INVALID)$/);
    }
    const pairs = '{"$object": [["a", "first"], ["a", "last"]]}';
    expect(saysJust(pairs, fromPlanText(pairs))).to.equal(false);
    // The layout has no meaning.
    expect(readPlanFile(JSON.stringify(JSON.parse(text)), hash).hash).to.equal(hash);
    expect(readPlanFile(text.replaceAll("\n", "\r\n"), hash).hash).to.equal(hash);
    const hiding = "SELECT 1 -- \u202e\u200b\u2028\u{e0041}\u009b";
    const plan = await planOf(three());
    const [first, ...others] = plan.migrations;
    if (first === undefined) throw new Error("no migration");
    const hidden = { ...first, statements: [{ sql: hiding, parameters: ["\u202e"] }] };
    const written = writePlanFile({ ...plan, migrations: [hidden, ...others] });
    expect(written.replaceAll("\n", "")).to.not.match(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    expect(readPlanFile(written).migrations[0]?.statements[0]?.sql).to.equal(hiding);
  });

  it("is refused when it is no plan at all, or one of another format", async () => {
    const plan = await planOf(three());
    const other = { ...plan, format: 2 };
    for (const text of [
      "",
      "[]",
      "{}",
      "null",
      toPlanText({ ...other, hash: planHash(other) }),
      '{"$bigint":"x"}',
    ]) {
      expect((await rejected(text)).code, text).to.equal("RUNNER_PLAN_INVALID");
    }
    const forged = {
      ...plan,
      migrations: plan.migrations.map((one) => ({ ...one, operations: [{ type: "compiled" }] })),
    };
    const read = readPlanFile(writePlanFile(forged as PlanFile));
    expect(() => migrationsOfPlan(read)).to.throw(/0001_a\[0\]/);
  });

  it("is stale when a file was changed, added or removed", async () => {
    const plan = await planOf(three());
    const files = new Map(plan.migrations.map(({ file, checksum }) => [file, checksum]));
    const stale = (change: (copy: Map<string, string>) => void): (() => void) => {
      const copy = new Map(files);
      change(copy);
      return () => assertSameFiles(plan, copy);
    };
    expect(stale(() => undefined)).to.not.throw();
    expect(stale((copy) => copy.set("0002_mark.ts", "other"))).to.throw(
      /"0002_mark.ts" was changed/,
    );
    expect(stale((copy) => copy.set("0004_c.ts", "new"))).to.throw(
      /"0004_c.ts" is not in the plan/,
    );
    expect(stale((copy) => copy.delete("0003_b.ts"))).to.throw(/"0003_b.ts" is not there any more/);
  });

  it("is stale when the history went another way", async () => {
    const plan = await planOf(three(), ["0001_a"]);
    const planned = project.runner(migrationsOfPlan(plan));
    const status = await planned.status();
    expect(() => assertPlanFits(plan, status)).to.throw(/starts after "0001_a"/);
    const edited = chain({ name: "0001_a", operations: [createTable("a")], checksum: "edited" });
    await project.runner(edited).up();
    const moved = await planned.status();
    expect(() => assertPlanFits(plan, moved)).to.throw(/0001_a/);
  });

  it("is stale when a later migration of it is applied without an earlier one", async () => {
    const separate = chain(
      { name: "0001_a", operations: [createTable("a")] },
      { name: "0002_b", operations: [createTable("b")], dependencies: [] },
    );
    const plan = await planOf(separate);
    await project.runner(separate).up({ to: "0002_b", allowBranches: true });
    const status = await project.runner(migrationsOfPlan(plan)).status();
    expect(() => assertPlanFits(plan, status)).to.throw(/"0002_b" is applied, but "0001_a"/);
  });

  it("is stale when its operations come to other statements", async () => {
    const plan = await planOf(three());
    const pending = await project.runner(migrationsOfPlan(plan)).showSql();
    expect(() => assertSameStatements(plan, pending)).to.not.throw();
    const other: PlanFile = {
      ...plan,
      migrations: plan.migrations.map((one) => ({
        ...one,
        statements: one.statements.map(({ sql, parameters }) => ({ sql: `${sql} `, parameters })),
      })),
    };
    expect(() => assertSameStatements(other, pending)).to.throw(/comes to other statements/);
  });

  it("goes on where a run with it stopped", async () => {
    const plan = await planOf(three());
    const runner = project.runner(migrationsOfPlan(plan));
    await runner.up({ to: "0001_a" });
    assertPlanFits(plan, await runner.status());
    assertSameStatements(plan, await runner.showSql());
    const rest = (await runner.up()).migrations.map(({ name }) => name);
    expect(rest).to.deep.equal(["0002_mark", "0003_b"]);
    assertPlanFits(plan, await runner.status());
    expect((await runner.up()).migrations).to.deep.equal([]);
  });
});

/** Paths to everything in a document that is not a list or an object. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]));
}

/** Puts another value of the same kind there. */
function change(document: unknown, path: readonly string[]): void {
  let parent = document as Record<string, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  const last = path.at(-1) ?? "";
  const old = parent[last];
  parent[last] = typeof old === "boolean" ? !old : typeof old === "number" ? old + 1 : `${old}x`;
}
