import { expect } from "chai";
import { dialectByName } from "../../src/dialect/index.js";
import { parseOperation } from "../../src/operation/index.js";
import type { OperationData } from "../../src/operation/operation.js";
import { emptySchema } from "../../src/schema/schema.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { StepByStep } from "./step-by-step.js";

const NOTES: OperationData = {
  type: "create_table",
  name: "notes",
  fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "rank", type: "integer" },
    { name: "text", type: "varchar", length: 20, nullable: false },
    { name: "updated_at", type: "timestamp", autoUpdate: true },
    { name: "seen_on", type: "date", autoUpdate: true },
  ],
};
const OLD = "2001-02-03";

const CHANGES: Readonly<Record<string, readonly OperationData[]>> = {
  "a required field with a backfill": [
    {
      type: "add_field",
      table: "notes",
      field: { name: "slug", type: "varchar", length: 20, nullable: false },
      backfill: "'x'",
    },
  ],
  "an optional field with a backfill": [
    { type: "add_field", table: "notes", field: { name: "n", type: "integer" }, backfill: "7" },
  ],
  "a field that becomes required, with a backfill": [
    {
      type: "alter_field",
      table: "notes",
      oldField: { name: "rank", type: "integer" },
      newField: { name: "rank", type: "integer", nullable: false },
      backfill: "7",
    },
  ],
  "a field that becomes required, with a default": [
    {
      type: "alter_field",
      table: "notes",
      oldField: { name: "rank", type: "integer" },
      newField: { name: "rank", type: "integer", nullable: false, default: 7 },
    },
  ],
  "a field that is converted": [
    {
      type: "alter_field",
      table: "notes",
      oldField: { name: "text", type: "varchar", length: 20, nullable: false },
      newField: { name: "text", type: "integer", nullable: false },
      using: "length(text)",
    },
  ],
  "a field that keeps itself current and is filled": [
    {
      type: "alter_field",
      table: "notes",
      oldField: { name: "seen_on", type: "date", autoUpdate: true },
      newField: { name: "seen_on", type: "date", autoUpdate: true, nullable: false },
      backfill: "'2001-02-03'",
    },
  ],
};

describeEachDatabase("fields that keep themselves current", ({ create, dialect, name }) => {
  let test: TestDatabase;
  let steps: StepByStep;

  beforeEach(async () => {
    test = await create();
    steps = await StepByStep.open(test);
    await steps.up([NOTES]);
    await steps.connection.execute(
      `INSERT INTO notes (id, text, updated_at, seen_on) VALUES (1, 'abc', '${OLD} 00:00:00', '${OLD}')`,
    );
  });

  afterEach(async () => {
    await test.drop();
  });

  async function days(): Promise<readonly string[]> {
    const text = (column: string) =>
      name === "sqlite" ? `substr(${column}, 1, 10)` : `CAST(${column} AS CHAR(10))`;
    const [row] = await steps.rows(
      `SELECT ${text("updated_at")} AS updated, ${text("seen_on")} AS seen FROM notes`,
    );
    return [String(row?.updated), String(row?.seen)];
  }

  for (const [title, operations] of Object.entries(CHANGES)) {
    for (const transaction of dialect.features.transactionalDdl ? [true, false] : [true]) {
      it(`keep their values through ${title}${transaction ? "" : " (transaction: false)"}`, async () => {
        await steps.up(operations, { transaction });
        expect(await days()).to.deep.equal([OLD, OLD]);
        await steps.down();
        expect(await days(), "down").to.deep.equal([OLD, OLD]);
      });
    }
  }

  it("keep their values when a field that was dropped comes back with a backfill", async () => {
    await steps.up([{ type: "drop_field", table: "notes", field: "text", backfill: "'y'" }]);
    await steps.down();
    expect(await days()).to.deep.equal([OLD, OLD]);
  });

  it("go on keeping themselves current afterwards", async () => {
    await steps.up(CHANGES["a required field with a backfill"] ?? []);
    await steps.connection.execute("UPDATE notes SET slug = 'other'");
    const [updated, seen] = await days();
    expect([updated === OLD, seen === OLD]).to.deep.equal([false, false]);
  });
});

describe("fields that keep themselves current in a plan for SQL Server", () => {
  for (const [title, [data]] of Object.entries(CHANGES)) {
    it(`are assigned to themselves in every UPDATE of ${title}`, async () => {
      const dialect = await dialectByName("sqlserver").load();
      const before = parseOperation(NOTES, "$").mutate(emptySchema);
      const operation = parseOperation(data ?? NOTES, "$");
      const after = operation.mutate(before);
      const editor = dialect.createSchemaEditor({ horizon: after, rowsTable: "book" });
      const origin = { migration: "0001", operation: 0 };
      const updates = operation
        .up({ editor, before, after, origin })
        .flatMap((step) => (step.kind === "sql" && /^UPDATE/.test(step.sql) ? [step.sql] : []));
      expect(updates).to.have.lengthOf(1);
      expect(updates[0]).to.include("[updated_at] = [updated_at]");
      expect(updates[0]).to.match(/\[seen_on\] = (?:\[seen_on\]|\('2001-02-03'\))/);
    });
  }
});
