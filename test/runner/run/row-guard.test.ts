import { expect } from "chai";
import { makeMigration } from "../../../src/migration/migration.js";
import type { Operation } from "../../../src/operation/operation.js";
import { chain, createTable, errorOf, noop, Project, runSql } from "../project.js";

describe("the row guard", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  const base = () =>
    chain({
      name: "0001_a",
      operations: [
        createTable("a", "x"),
        {
          type: "create_table",
          name: "child",
          fields: [
            { name: "id", type: "integer", primaryKey: true },
            { name: "a_id", type: "foreign_key", foreignKey: { table: "a", onDelete: "CASCADE" } },
          ],
        },
        runSql(
          "INSERT INTO a VALUES (1, 'one'), (2, 'two'); INSERT INTO child VALUES (1, 1), (2, 2)",
          noop,
        ),
      ],
    });

  /** An operation that says it keeps the rows of `a`, and runs this. */
  const keeping = (sql: string): Operation => ({
    kind: "sample",
    table: "a",
    destructive: false,
    isDestructive: () => false,
    handwritten: false,
    schemaOnly: false,
    ignoreErrors: true,
    reversible: true,
    describe: () => "Sample",
    mutate: (before) => before,
    up: ({ editor }) => [{ ...editor.statement(sql), rows: ["a"] }],
    down: () => [],
    nameFragment: () => "sample",
    toData: () => ({ type: "sample" }),
  });

  const withSample = (sql: string) => [
    ...base(),
    makeMigration({ name: "0002_b", dependencies: ["0001_a"], operations: [keeping(sql)] }),
  ];

  it("rolls back an operation that loses rows of a table it promised to keep", async () => {
    const error = await errorOf(project.runner(withSample("DELETE FROM a WHERE id = 1")).up());
    expect(error.code).to.equal("RUNNER_ROWS_LOST");
    expect(error.message).to.include('lost 1 of 2 rows of table "a"');
    expect(await project.query("SELECT id FROM a")).to.have.length(2);
    expect(await project.query("SELECT id FROM child")).to.have.length(2);
  });

  it("counts the tables that refer to it, too", async () => {
    const error = await errorOf(project.runner(withSample("DELETE FROM child")).up());
    expect(error.message).to.include('lost 2 of 2 rows of table "child"');
    expect(await project.query("SELECT id FROM child")).to.have.length(2);
  });

  it("has nothing against rows that stay or come", async () => {
    await project.runner(withSample("INSERT INTO a VALUES (3, 'three')")).up();
    expect(await project.query("SELECT id FROM a")).to.have.length(3);
  });
});
