import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import { planMigration } from "../../src/runner/plan.js";
import type { Runner } from "../../src/runner/runner.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";
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

describe("a table of many fields", () => {
  for (const entry of dialects) {
    for (const [title, shape] of Object.entries(SHAPES)) {
      // Cubic work would take minutes for this. SQLite makes the table anew each time, all of it.
      it(`is planned in time on ${entry.name}: ${title}`, async () => {
        const dialect = await entry.load();
        const [before, operations] = shape(entry.name === "sqlite" ? 250 : 800);
        const [first, second] = chain(
          { name: "0001", operations: before },
          { name: "0002", operations },
        );
        if (first === undefined || second === undefined) throw new Error("no migration");
        const request = { dialect, rowsTable: "rows", ignored: [] };
        const start = emptySchema;
        const schema: Schema = planMigration({
          ...request,
          migration: first,
          direction: "up",
          before: start,
        }).after;
        const began = process.cpuUsage();
        for (const direction of ["up", "down"] as const) {
          planMigration({ ...request, migration: second, direction, before: schema });
        }
        const { user, system } = process.cpuUsage(began);
        expect((user + system) / 1e6).to.be.below(6);
      }).timeout(60_000);
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
  }).timeout(60_000);
});
