import { expect } from "chai";
import type { Dialect } from "../../src/dialect/dialect.js";
import { dialects } from "../../src/dialect/index.js";
import { planMigration } from "../../src/plan/plan-migration.js";
import type { Runner } from "../../src/runner/runner.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
import { countedWork } from "../counted-work.js";
import { chain, Project } from "../runner/project.js";

const id = { name: "id", type: "serial", primaryKey: true };
const column = (at: number, comment: string) => ({ name: `f${at}`, type: "integer", comment });
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** What is there before, and many operations on it. */
const SHAPES: Readonly<Record<string, (count: number) => readonly [object[], object[]]>> = {
  "fields added to one table": (count) => [
    [{ type: "create_table", name: "t", fields: [id] }],
    many(count, (at) => ({ type: "add_field", table: "t", field: column(at, "new") })),
  ],
  "fields of one table that change": (count) => [
    [{ type: "create_table", name: "t", fields: [id, ...many(count, (at) => column(at, "a"))] }],
    many(count, (at) => ({
      type: "alter_field",
      table: "t",
      oldField: column(at, "a"),
      newField: column(at, "b"),
    })),
  ],
  "fields of one table that get another name": (count) => [
    [{ type: "create_table", name: "t", fields: [id, ...many(count, (at) => column(at, "a"))] }],
    many(count, (at) => ({
      type: "rename_field",
      table: "t",
      oldName: `f${at}`,
      newName: `g${at}`,
    })),
  ],
};

/** What planning the second half of a shape costs, up and down. */
function plannedWork(
  dialect: Dialect,
  [before, operations]: readonly [object[], object[]],
): number {
  const [first, second] = chain({ name: "0001", operations: before }, { name: "0002", operations });
  if (first === undefined || second === undefined) throw new Error("no migration");
  const request = { dialect, rowsTable: "rows", ignored: [] };
  const start = { ...request, migration: first, direction: "up", before: emptySchema } as const;
  const schema: Schema = planMigration(start).after;
  return countedWork(() => {
    for (const direction of ["up", "down"] as const) {
      planMigration({ ...request, migration: second, direction, before: schema });
    }
  });
}

describe("a table of many fields", () => {
  for (const entry of dialects) {
    for (const [title, shape] of Object.entries(SHAPES)) {
      it(`is planned without cubic work on ${entry.name}: ${title}`, async () => {
        const dialect = await entry.load();
        const work = (count: number) => plannedWork(dialect, shape(count));
        work(8);
        // Four times as much: 16 x when square, as it is where the table is made anew, 64 x when cubic.
        expect(work(160)).to.be.below(work(40) * 32);
      });
    }
  }
});

describe("a table that many others refer to", () => {
  it("is made anew on SQLite, although one statement cannot count them all", async () => {
    const project = await Project.make();
    const children = many(600, (at) => ({
      type: "create_table",
      name: `c${at}`,
      fields: [id, { name: "p", type: "foreign_key", foreignKey: { table: "p" } }],
    }));
    const name = (length: number) => ({ name: "n", type: "varchar", length, nullable: false });
    const migrations = chain(
      {
        name: "0001",
        operations: [{ type: "create_table", name: "p", fields: [id, name(5)] }, ...children],
      },
      {
        name: "0002",
        operations: [{ type: "alter_field", table: "p", oldField: name(5), newField: name(9) }],
      },
    );
    const runner: Runner = project.runner(migrations);
    await runner.up();
    await project.expectStateOf(migrations);
    await project.clean();
  });
});
