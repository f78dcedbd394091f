import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Dialect } from "../../../src/dialect/dialect.js";
import { dialects } from "../../../src/dialect/index.js";
import { buildGraph } from "../../../src/migration/graph.js";
import type { Migration } from "../../../src/migration/migration.js";
import { parseMigration } from "../../../src/migration/parse-migration.js";
import { type MigrationPlan, statementsOf } from "../../../src/plan/plan.js";
import { planMigration } from "../../../src/plan/plan-migration.js";
import { readSnapshotText, snapshotText } from "../../../src/runner/records/snapshot-text.js";
import { emptySchemaOf, type Schema } from "../../../src/schema/schema.js";
import { parseCase } from "../../cases/case-file.js";
import { inFolder, root } from "../../cli/run-cli.js";
import { crashChain } from "../../crash/crash-chain.js";
import { load } from "../../loader/load.js";
import { chainOptions, randomChain } from "../../property/random-chain.js";
import { addField, chain, createTable } from "../project.js";

const loaded = await Promise.all(dialects.map(async (one) => await one.load()));

/** The schema as another run would read it. */
function again(schema: Schema): Schema {
  const text = snapshotText({ migrations: [], schema });
  if (text === undefined) throw new Error("too large");
  const { naming } = schema;
  return { ...readSnapshotText(text).schema, ...(naming && { naming }) };
}

function plan(migration: Migration, before: Schema, dialect: Dialect): MigrationPlan {
  return planMigration({
    migration,
    before,
    dialect,
    direction: "up",
    rowsTable: "mm_rows",
    ignored: [],
  });
}

/** Everything that a state is made of, absent things left out. */
function plain(schema: Schema): unknown {
  const { tables, enums, objects, defaults, typeMappings } = schema;
  const list = { tables: [...tables], enums: [...enums], objects: [...objects] };
  return JSON.parse(
    JSON.stringify({ ...list, defaults, typeMappings }, (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    ),
  );
}

/** After every migration: what was kept is what was replayed, and the next one comes to the same SQL. */
function expectSame(migrations: readonly Migration[], dialect: Dialect): number {
  let replayed = emptySchemaOf(dialect.naming);
  let seen = 0;
  for (const migration of buildGraph(migrations).order) {
    const kept = again(replayed);
    let fresh: MigrationPlan;
    try {
      fresh = plan(migration, replayed, dialect);
    } catch (error) {
      // Not for this database: the same refusal, and nothing behind it.
      expect(() => plan(migration, kept, dialect)).to.throw(String(Object(error).message));
      return seen;
    }
    const fromKept = plan(migration, kept, dialect);
    expect(statementsOf(fromKept)).to.deep.equal(statementsOf(fresh));
    expect(plain(fromKept.after)).to.deep.equal(plain(fresh.after));
    expect(plain(again(fresh.after))).to.deep.equal(plain(fresh.after));
    expect(dialect.expected(again(fresh.after))).to.deep.equal(dialect.expected(fresh.after));
    replayed = fresh.after;
    seen++;
  }
  return seen;
}

function migrationsOf(texts: ReturnType<typeof randomChain>): readonly Migration[] {
  return texts.map((text) => parseMigration(text, { file: `${text.name}.ts`, checksum: "" }));
}

async function expectSameIn(folder: string, dialect: Dialect): Promise<number> {
  const { registry, dispose } = await load(folder);
  try {
    return expectSame([...registry], dialect);
  } finally {
    await dispose();
  }
}

describe("what is kept of migrations is what replaying them comes to, after each of them", () => {
  it("in the project that uses every operation", () => {
    for (const dialect of loaded) expectSame(crashChain(), dialect);
  });

  it("in random chains", () => {
    for (const dialect of loaded) {
      for (let seed = 1; seed <= 15; seed++) {
        expectSame(migrationsOf(randomChain(seed, 20, chainOptions(dialect))), dialect);
      }
    }
  }).timeout(120_000);

  it("in Chinook, without its rows", async () => {
    const folder = join(root, "test", "fixtures", "chinook", "migrations");
    const files = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), "utf8"),
    ]);
    const rows = files.flatMap(([, text = ""]) => text.match(/data\/\w+\.json/g) ?? []);
    const all = [...files, ...rows.map((path) => [path, "[]"])];
    await inFolder(Object.fromEntries(all), async (cwd) => {
      for (const dialect of loaded) expect(await expectSameIn(cwd, dialect)).to.equal(files.length);
    });
  }).timeout(120_000);

  it("in every project of test/cases whose files can be loaded", async () => {
    const folder = fileURLToPath(new URL("../../../test/cases/", import.meta.url));
    let projects = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".case"))) {
      const { steps } = parseCase(readFileSync(join(folder, name), "utf8"));
      const files = steps.flatMap((step) => (step.kind === "file" ? [[step.path, step.text]] : []));
      const own = files.filter(([path]) => path?.startsWith("migrations/"));
      if (own.length === 0) continue;
      await inFolder(Object.fromEntries(own), async (cwd) => {
        try {
          for (const dialect of loaded) {
            projects += Math.min(1, await expectSameIn(join(cwd, "migrations"), dialect));
          }
        } catch (error) {
          // Cases about files that are at fault.
          if (!/^(?:LOADER|INTERP|MIGRATION|OPERATION|GRAPH)_/.test(Object(error).code))
            throw error;
        }
      });
    }
    expect(projects).to.be.greaterThan(20);
  }).timeout(120_000);

  it("where a default is a number larger than those of JSON", () => {
    const big = { type: "bigint", name: "n", default: { value: 9007199254740993n } };
    const migrations = chain(
      {
        name: "0001_a",
        operations: [createTable("a", "x"), { type: "add_field", table: "a", field: big }],
      },
      { name: "0002_b", operations: [addField("a", "y")] },
    );
    for (const dialect of loaded) expect(expectSame(migrations, dialect)).to.equal(2);
  });
});

describe("what is kept of migrations", () => {
  const schema = plan(
    chain({ name: "0001_a", operations: [createTable("a", "x")] })[0] as Migration,
    emptySchemaOf((loaded[0] as Dialect).naming),
    loaded[0] as Dialect,
  ).after;
  const text = snapshotText({ migrations: [], schema }) ?? "";

  it("is not read where it is cut off or no such text", () => {
    for (const damaged of [text.slice(0, text.length / 2), "", "AAAA", "{}"]) {
      expect(() => readSnapshotText(damaged), damaged).to.throw();
    }
  });
});
