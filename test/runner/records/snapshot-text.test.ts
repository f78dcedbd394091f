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
import { AppliedLine } from "../../../src/runner/records/applied-line.js";
import { KeptTables } from "../../../src/runner/records/kept-tables.js";
import { readSnapshotText, snapshotText } from "../../../src/runner/records/snapshot-text.js";
import { emptySchemaOf, type Schema } from "../../../src/schema/schema.js";
import { TableMap } from "../../../src/schema/table-map.js";
import { parseCase } from "../../cases/case-file.js";
import { inFolder, root } from "../../cli/run-cli.js";
import { crashChain } from "../../crash/crash-chain.js";
import { load } from "../../loader/load.js";
import { chainOptions, randomChain } from "../../property/random-chain.js";
import { addField, chain, createTable } from "../project.js";

const loaded = await Promise.all(dialects.map(async (one) => await one.load()));

const NOTHING = AppliedLine.of([]);

/** The schema as another run would read it. */
function again(schema: Schema): Schema {
  const text = snapshotText({ applied: NOTHING, schema });
  if (text === undefined) throw new Error("too large");
  return readSnapshotText(text, schema.naming).schema;
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

/** The migrations of the folder, on every dialect. */
async function expectSameIn(folder: string): Promise<readonly number[]> {
  const { registry, dispose } = await load(folder);
  try {
    return loaded.map((dialect) => expectSame([...registry], dialect));
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
      for (let seed = 1; seed <= 8; seed++) {
        expectSame(migrationsOf(randomChain(seed, 20, chainOptions(dialect))), dialect);
      }
    }
  });

  it("in Chinook, without its rows", async () => {
    const folder = join(root, "test", "fixtures", "chinook", "migrations");
    const files = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name), "utf8"),
    ]);
    const rows = files.flatMap(([, text = ""]) => text.match(/data\/\w+\.json/g) ?? []);
    const all = [...files, ...rows.map((path) => [path, "[]"])];
    await inFolder(Object.fromEntries(all), async (cwd) => {
      expect(await expectSameIn(cwd)).to.deep.equal(loaded.map(() => files.length));
    });
  });

  it("in every project of test/cases whose files can be loaded", async () => {
    const folder = fileURLToPath(new URL("../../../../test/cases/", import.meta.url));
    let projects = 0;
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".case"))) {
      const { steps } = parseCase(readFileSync(join(folder, name), "utf8"));
      const files = steps.flatMap((step) => (step.kind === "file" ? [[step.path, step.text]] : []));
      const own = files.filter(([path]) => path?.startsWith("migrations/"));
      if (own.length === 0) continue;
      await inFolder(Object.fromEntries(own), async (cwd) => {
        try {
          for (const seen of await expectSameIn(join(cwd, "migrations")))
            projects += Math.min(1, seen);
        } catch (error) {
          // Cases about files that are at fault.
          if (!/^(?:LOADER|INTERP|MIGRATION|OPERATION|GRAPH)_/.test(Object(error).code))
            throw error;
        }
      });
    }
    expect(projects).to.be.greaterThan(20);
  });

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

describe("what the next migration reads of what is kept", () => {
  const tables = Array.from({ length: 20 }, (_, at) => createTable(`t${at}`, "x"));
  const [made, added, created, indexed] = chain(
    { name: "0001_made", operations: tables },
    { name: "0002_added", operations: [addField("t3", "y")] },
    { name: "0003_created", operations: [createTable("fresh", "x")] },
    {
      name: "0004_indexed",
      operations: [
        { type: "add_index", table: "t7", index: { name: "ix", fields: ["x"], unique: true } },
      ],
    },
  ) as [Migration, Migration, Migration, Migration];

  for (const dialect of loaded) {
    it(`is only the tables that it touches, ${dialect.name}`, () => {
      const { after } = plan(made, emptySchemaOf(dialect.naming), dialect);
      const cases: [Migration, string[]][] = [
        [created, []],
        [added, ["t3"]],
        [indexed, ["t7"]],
      ];
      for (const [migration, touched] of cases) {
        const kept = again(after);
        const next = plan(migration, kept, dialect).after;
        snapshotText({ applied: NOTHING, schema: next });
        const { base } = TableMap.from(kept.tables);
        expect(base).to.be.instanceOf(KeptTables);
        expect((base as KeptTables).made, migration.name).to.deep.equal(touched);
        expect(plain(again(next))).to.deep.equal(plain(plan(migration, after, dialect).after));
      }
    });
  }

  it("is unpacked only in the chunk of a table that it touches, and the others are kept as they are", () => {
    const dialect = loaded[0] as Dialect;
    const many = Array.from({ length: 300 }, (_, at) => createTable(`t${1000 + at}`, "x"));
    const [first, touching, dropping] = chain(
      { name: "0001_many", operations: many },
      { name: "0002_touching", operations: [addField("t1150", "y"), createTable("a", "x")] },
      { name: "0003_dropping", operations: [{ type: "drop_table", name: "t1001" }] },
    ) as [Migration, Migration, Migration];
    let replayed = emptySchemaOf(dialect.naming);
    let kept = replayed;
    const shared: number[] = [];
    let parts: readonly string[] = [];
    for (const migration of [first, touching, dropping]) {
      replayed = plan(migration, replayed, dialect).after;
      kept = plan(migration, kept, dialect).after;
      const next = (snapshotText({ applied: NOTHING, schema: kept }) ?? "").split(".");
      shared.push(next.filter((part) => parts.includes(part)).length);
      parts = next;
      kept = readSnapshotText(parts.join("."), dialect.naming).schema;
      expect(plain(kept)).to.deep.equal(plain(replayed));
      // Reads nothing of it yet.
      kept = readSnapshotText(parts.join("."), dialect.naming).schema;
    }
    // Of 300 tables in three chunks the first two are touched and become one; a chunk has two parts.
    expect(shared).to.deep.equal([0, 2, 2]);
  });

  it("is all of them where names count by other rules than when it was written", () => {
    const [first, second] = loaded as [Dialect, Dialect];
    const { after } = plan(made, emptySchemaOf(first.naming), first);
    const text = snapshotText({ applied: NOTHING, schema: after }) ?? "";
    const { schema } = readSnapshotText(text, second.naming);
    expect(plain(schema)).to.deep.equal(plain(after));
    const taken = createTable("other", "x");
    const [clash] = chain({ name: "0002_clash", operations: [taken] }) as [Migration];
    expect(statementsOf(plan(clash, schema, second))).to.deep.equal(
      statementsOf(plan(clash, { ...after, naming: second.naming }, second)),
    );
  });
});

describe("what is kept of migrations", () => {
  const schema = plan(
    chain({ name: "0001_a", operations: [createTable("a", "x")] })[0] as Migration,
    emptySchemaOf((loaded[0] as Dialect).naming),
    loaded[0] as Dialect,
  ).after;
  const text = snapshotText({ applied: NOTHING, schema }) ?? "";

  it("is not read where it is cut off or no such text", () => {
    const [head = ""] = text.split(".");
    const cut = [text.slice(0, text.length / 2), text.slice(0, -1), head, `${text}.AAAA`];
    for (const damaged of [...cut, "", "AAAA", "{}"]) {
      expect(() => readSnapshotText(damaged, undefined), damaged).to.throw();
    }
  });
});
