import { expect } from "chai";
import { DriverError } from "../../../src/driver/driver-error.js";
import { chain, errorOf, withRunner } from "../../runner/project.js";
import { PostgresqlWorkbench } from "./postgresql-workbench.js";

const table = {
  type: "create_table",
  name: "visits",
  fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "day", type: "date" },
    { name: "place", type: "integer", nullable: false },
  ],
};
const unique = (more: object = {}) => ({
  type: "add_unique",
  table: "visits",
  constraint: { name: "uq_place", fields: ["place"], ...more },
});
const key = (constraint: object | null) => ({
  type: "alter_primary_key",
  table: "visits",
  constraint,
});

describe("unique constraints and primary keys where every statement stands alone", () => {
  let bench: PostgresqlWorkbench;

  before(async () => {
    bench = await PostgresqlWorkbench.open();
  });

  beforeEach(async () => {
    await bench.reset();
    await bench.up(table);
    bench.transaction = false;
  });

  after(async () => {
    await bench.close();
  });

  const texts = (statements: readonly { readonly sql: string }[]) =>
    statements.map(({ sql }) => sql);

  const indexes = async () =>
    (
      await bench.query(
        "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'visits'::regclass ORDER BY 1",
      )
    ).map(({ name }) => name);

  it("are built as an index beside the writers, which becomes the constraint", async () => {
    const up = await bench.up(unique());
    expect(texts(up)).to.deep.equal([
      'CREATE UNIQUE INDEX CONCURRENTLY "uq_place" ON "visits" ("place")',
      'ALTER TABLE "visits" ADD CONSTRAINT "uq_place" UNIQUE USING INDEX "uq_place"',
    ]);
    expect(up.map(({ transactional }) => transactional)).to.deep.equal([false, true]);
    await bench.down(1);
    expect(await indexes()).to.deep.equal(["visits_pkey"]);
  });

  it("have all that is said of them", async () => {
    const kinds = [{ deferrable: true }, { deferrable: "immediate", include: ["day"] }];
    for (const more of [...kinds, { nullsNotDistinct: true }]) {
      await bench.up(unique(more));
      await bench.up({ type: "drop_unique", table: "visits", constraint: "uq_place" });
      await bench.down(2);
    }
    for (const more of [...kinds, { name: "visit_key" }]) {
      await bench.up(key({ fields: ["place"], ...more }));
      await bench.down(1);
    }
  });

  it("come that way with a field, too, and where a field becomes unique", async () => {
    const added = await bench.up({
      type: "add_field",
      table: "visits",
      field: { name: "code", type: "varchar", length: 9, unique: true },
    });
    const altered = await bench.up({
      type: "alter_field",
      table: "visits",
      newField: { name: "day", type: "date", unique: true },
    });
    for (const statements of [added, altered]) {
      expect(texts(statements).join("\n")).to.match(
        /CREATE UNIQUE INDEX CONCURRENTLY .*\n.* UNIQUE USING INDEX /,
      );
    }
    await bench.down(2);
  });

  it("of a new table are made with it, because no one writes there", async () => {
    const constraint = { name: "uq_day", fields: ["id"] };
    const statements = await bench.up({ ...table, name: "fresh", uniques: [constraint] });
    expect(texts(statements).join("\n")).not.to.include("CONCURRENTLY");
  });

  it("keep no writer waiting while the index is built", async () => {
    const older = await bench.database.connect();
    await older.begin();
    await older.execute("INSERT INTO visits (id, place) VALUES (1, 1)");
    const built = bench.up(unique());
    const waits =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'";
    const writer = await bench.database.connect();
    while ((await writer.query(waits))[0]?.n === 0) {
      await new Promise((next) => setTimeout(next, 20));
    }
    await writer.execute("SET lock_timeout = '2s'");
    await writer.execute("INSERT INTO visits (id, place) VALUES (2, 2)");
    await older.commit();
    await built;
    expect(await bench.query("SELECT id FROM visits ORDER BY id")).to.have.length(2);
  });

  it("exchange keys in one moment, and the old one serves until then", async () => {
    const statements = await bench.up(key({ fields: ["place", "id"] }));
    expect(texts(statements).slice(0, 2)).to.deep.equal([
      'CREATE UNIQUE INDEX CONCURRENTLY "pk_visits_place_id_new" ON "visits" ("place", "id")',
      `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I PRIMARY KEY USING INDEX %I', '"visits"'::regclass, (SELECT conname FROM pg_constraint WHERE conrelid = '"visits"'::regclass AND contype = 'p'), (SELECT conname FROM pg_constraint WHERE conrelid = '"visits"'::regclass AND contype = 'p'), 'pk_visits_place_id_new')`,
    ]);
    expect(await indexes()).to.deep.equal(["visits_pkey"]);
    await bench.down(1);
    expect(await indexes()).to.deep.equal(["visits_pkey"]);
  });

  it("give a table its first key, of a field that may be NULL, and take it away", async () => {
    await bench.up(key(null));
    await bench.up(key({ fields: ["day", "place"] }));
    expect(await indexes()).to.deep.equal(["visits_pkey"]);
    await bench.down(2);
    expect(await indexes()).to.deep.equal(["visits_pkey"]);
  });

  it("keep the name of a key whose table has another by now", async () => {
    bench.transaction = true;
    await bench.up({ type: "rename_table", oldName: "visits", newName: "calls" });
    await bench.up(table);
    bench.transaction = false;
    await bench.up(key({ fields: ["place"] }));
    await bench.down(1);
    expect(await indexes()).to.deep.equal(["visits_pkey1"]);
  });

  it("leave nothing behind that is in the way when rows are alike", async () => {
    await bench.execute("INSERT INTO visits (id, place) VALUES (1, 7), (2, 7)");
    for (const operation of [unique(), key({ fields: ["place"] })]) {
      const [build] = bench.plan(operation);
      if (build === undefined) throw new Error("no statement");
      const error = await errorOf(bench.up(operation));
      expect(error).to.be.instanceOf(DriverError).with.property("serverCode", "23505");
      await bench.compare("an invalid index serves no query, so it is not there");
      await bench.dialect.session.repair(bench.db, build);
      expect(await indexes()).to.deep.equal(["visits_pkey"]);
    }
  });
});

describe("a run that stops between the index of a key and the key", () => {
  let bench: PostgresqlWorkbench;

  beforeEach(async () => {
    bench = await PostgresqlWorkbench.open();
  });

  afterEach(async () => {
    await bench.close();
  });

  const keyless = {
    ...table,
    name: "notes",
    fields: [{ name: "day", type: "date", nullable: false }],
  };
  const first = { type: "alter_primary_key", table: "notes", constraint: ["day"] };

  for (const operation of [unique(), key({ fields: ["place"] }), first]) {
    it(`goes on, or back: ${operation.type} of ${operation.table}`, async () => {
      const migrations = chain(
        { name: "0001_a", operations: [table, keyless] },
        { name: "0002_b", transaction: false, operations: [operation] },
      );
      const run = <T>(work: Parameters<typeof withRunner<T>>[2]) =>
        withRunner(bench.database.url, migrations, work);
      const up = () => run((runner) => runner.up());
      const built = async () =>
        (
          await bench.query(
            "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid IN (to_regclass('visits'), to_regclass('notes')) ORDER BY 1",
          )
        ).map(({ name }) => name);
      await run((runner) => runner.up({ to: "0001_a" }));
      const before = await built();
      await bench.execute(
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not now''; END'",
      );
      const refuse = () =>
        bench.execute(
          "CREATE EVENT TRIGGER refused ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION refuse()",
        );
      await refuse();
      expect((await errorOf(up())).message).to.include("not now");
      expect(await built()).to.have.length(before.length + 1);
      await bench.execute("DROP EVENT TRIGGER refused");
      await run((runner) => runner.down({ steps: 1 }));
      expect(await built()).to.deep.equal(before);
      await refuse();
      await errorOf(up());
      await bench.execute("DROP EVENT TRIGGER refused");
      await up();
      const keys = await bench.query(
        "SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid IN (to_regclass('visits'), to_regclass('notes'))",
      );
      expect((await built()).length, "each index is of a key").to.equal(keys.length);
    });
  }
});
