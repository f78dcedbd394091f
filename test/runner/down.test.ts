import { expect } from "chai";
import { addField, chain, createTable, type MigrationText, Project, runSql } from "./project.js";

for (const remembers of [false, true]) {
  describe(`down${remembers ? ", with what migrations came to kept" : ""}`, () => {
    let project: Project;

    beforeEach(async () => {
      project = await Project.make(remembers);
    });

    afterEach(async () => {
      await project.clean();
    });

    /** Up, down by one, up again: after every step the database is what replay says. */
    async function thereAndBack(...texts: readonly MigrationText[]): Promise<void> {
      const migrations = chain(...texts);
      const runner = project.runner(migrations);
      await runner.up();
      await project.expectStateOf(migrations);
      await runner.down({ steps: 1 });
      await project.expectStateOf(migrations.slice(0, -1));
      await runner.up();
      await project.expectStateOf(migrations);
    }

    const base = {
      name: "0001_a",
      operations: [
        createTable("a", "x"),
        runSql("INSERT INTO a VALUES (1, 'one')", "DELETE FROM a"),
      ],
    };

    const altered = (from: object, to: object) => ({
      type: "alter_field",
      table: "a",
      oldField: from,
      newField: to,
    });

    describe("W-5: each operation is undone with the schemas around itself", () => {
      it("create a table and drop a field of it in one migration", async () => {
        await thereAndBack(base, {
          name: "0002_b",
          operations: [createTable("b", "x", "y"), { type: "drop_field", table: "b", field: "x" }],
        });
      });

      it("rename a table, then alter a field of it", async () => {
        await thereAndBack(base, {
          name: "0002_rename",
          operations: [
            { type: "rename_table", oldName: "a", newName: "b" },
            {
              ...altered(
                { name: "x", type: "varchar", length: 50 },
                { name: "x", type: "varchar", length: 80 },
              ),
              table: "b",
            },
          ],
        });
        expect(await project.query("SELECT x FROM b")).to.deep.equal([{ x: "one" }]);
      });

      it("add a field and alter it", async () => {
        await thereAndBack(base, {
          name: "0002_y",
          operations: [
            addField("a", "y"),
            altered({ name: "y", type: "varchar", length: 50 }, { name: "y", type: "text" }),
          ],
        });
      });
    });

    it("W-6: a renamed field takes its index along, and a later rebuild keeps the index useful", async () => {
      await thereAndBack(
        {
          name: "0001_a",
          operations: [
            createTable("a", "x"),
            { type: "add_index", table: "a", index: { name: "ix", fields: ["x"], unique: false } },
          ],
        },
        {
          name: "0002_rename",
          operations: [{ type: "rename_field", table: "a", oldName: "x", newName: "y" }],
        },
        {
          name: "0003_alter",
          operations: [
            altered(
              { name: "y", type: "varchar", length: 50 },
              { name: "y", type: "varchar", length: 50, nullable: false, default: "''" },
            ),
          ],
        },
      );
      expect(await project.query("SELECT name FROM pragma_index_info('ix')")).to.deep.equal([
        { name: "y" },
      ]);
    });

    it("W-6: references in other tables follow a renamed table and field", async () => {
      await thereAndBack(
        base,
        {
          name: "0002_child",
          operations: [
            {
              type: "create_table",
              name: "child",
              fields: [
                { name: "id", type: "integer", primaryKey: true },
                {
                  name: "a_id",
                  type: "foreign_key",
                  foreignKey: { table: "a", onDelete: "CASCADE" },
                },
              ],
            },
            runSql("INSERT INTO child VALUES (1, 1)", "DELETE FROM child"),
          ],
        },
        {
          name: "0003_rename",
          operations: [
            { type: "rename_table", oldName: "a", newName: "parent" },
            { type: "rename_field", table: "parent", oldName: "id", newName: "key" },
          ],
        },
      );
      expect(await project.query("SELECT a_id FROM child")).to.have.length(1);
    });

    it("W-8: nothing is cascaded away that the migration did not create", async () => {
      const runner = project.runner(
        chain(base, { name: "0002_b", operations: [createTable("b", "x")] }),
      );
      await runner.up();
      await project.query("CREATE VIEW by_hand AS SELECT x FROM a");
      await runner.down({ steps: 1 });
      expect(await project.query("SELECT x FROM by_hand")).to.deep.equal([{ x: "one" }]);
    });

    it("W-9: upserted rows that were there before stay, those that were new go", async () => {
      const runner = project.runner(
        chain(base, {
          name: "0002_rows",
          operations: [
            {
              type: "upsert_data",
              table: "a",
              conflictKeys: ["id"],
              rows: [
                { id: 1, x: "updated" },
                { id: 2, x: "new" },
              ],
            },
          ],
        }),
      );
      await runner.up();
      expect(await project.query("SELECT id, x FROM a ORDER BY id")).to.deep.equal([
        { id: 1, x: "updated" },
        { id: 2, x: "new" },
      ]);
      await runner.down({ steps: 1 });
      expect(await project.query("SELECT id FROM a")).to.deep.equal([{ id: 1 }]);
      await runner.up();
      await runner.down({ steps: 1 });
      expect(await project.query("SELECT id FROM a")).to.deep.equal([{ id: 1 }]);
    });

    it("the book of upserted rows is made when it is first needed", async () => {
      const rows = {
        type: "upsert_data",
        table: "a",
        conflictKeys: ["id"],
        rows: [{ id: 5, x: "five" }],
      };
      const migrations = chain(base, { name: "0002_rows", operations: [rows] });
      await project.runner(migrations).up({ to: "0001_a" });
      expect(await project.tables()).to.deep.equal(["a", "makemigrations_history"]);
      await project.runner(migrations).up();
      expect(await project.tables()).to.deep.equal([
        "a",
        "makemigrations_history",
        "makemigrations_rows",
      ]);
    });

    it("W-10: a renamed field keeps its type and its nullability", async () => {
      await thereAndBack(
        {
          name: "0001_a",
          operations: [
            {
              type: "create_table",
              name: "a",
              fields: [
                { name: "id", type: "integer", primaryKey: true },
                { name: "n", type: "bigint", nullable: false },
              ],
            },
          ],
        },
        {
          name: "0002_rename",
          operations: [{ type: "rename_field", table: "a", oldName: "n", newName: "m" }],
        },
      );
      const [column] = await project.query(
        "SELECT type, \"notnull\" AS required FROM pragma_table_info('a') WHERE name = 'm'",
      );
      expect(column).to.deep.equal({ type: "BIGINT", required: 1 });
    });

    it("W-16: running changes no operation: two runs of the same objects are the same", async () => {
      const migrations = chain(base, {
        name: "0002_child",
        operations: [
          {
            type: "create_table",
            name: "child",
            fields: [
              { name: "id", type: "integer", primaryKey: true },
              { name: "a_id", type: "foreign_key", foreignKey: { table: "a" } },
            ],
          },
          { type: "rename_table", oldName: "a", newName: "b" },
        ],
      });
      const data = () =>
        JSON.stringify(migrations.map(({ operations }) => operations.map((one) => one.toData())));
      const before = data();
      const runner = project.runner(migrations);
      const sql = async () =>
        (await runner.showSql({ all: true })).flatMap(({ operations }) =>
          operations.flatMap(({ steps }) =>
            steps.map((step) => (step.kind === "sql" ? step.sql : "")),
          ),
        );
      const first = await sql();
      await runner.up();
      await runner.down({ to: "zero" });
      expect(data()).to.equal(before);
      expect(await sql()).to.deep.equal(first);
    });

    describe("W-18: what was dropped comes back whole", () => {
      const parent = { name: "0001_a", operations: [createTable("a", "x")] };
      const child = {
        name: "0002_child",
        operations: [
          {
            type: "create_table",
            name: "child",
            fields: [
              { name: "id", type: "integer", primaryKey: true },
              {
                name: "a_id",
                type: "foreign_key",
                nullable: false,
                foreignKey: { table: "a", onDelete: "CASCADE" },
              },
              { name: "note", type: "varchar", length: 20 },
            ],
            indexes: [{ name: "ix_child_a", fields: ["a_id"], unique: false }],
          },
          runSql(
            "INSERT INTO a VALUES (1, 'one'); INSERT INTO child VALUES (1, 1, 'kept')",
            "DELETE FROM child; DELETE FROM a",
          ),
        ],
      };

      it("a table with its foreign keys and indexes", async () => {
        await thereAndBack(parent, child, {
          name: "0003_drop",
          operations: [{ type: "drop_table", name: "child" }],
        });
      });

      it("a field with its foreign key, index and place, in a table with rows", async () => {
        await thereAndBack(parent, child, {
          name: "0003_drop",
          operations: [{ type: "drop_field", table: "child", field: "a_id", backfill: "1" }],
        });
        expect(await project.query("SELECT note FROM child")).to.deep.equal([{ note: "kept" }]);
      });
    });
  });
}
