import { expect } from "chai";
import { StateError } from "../../src/schema/state-error.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runnerOf, sql, upOf } from "./steps.js";

const table = {
  type: "create_table",
  name: "posts",
  fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "state", type: "varchar", length: 10 },
  ],
};
const view = {
  type: "create_object",
  kind: "view",
  name: "live_posts",
  definition: "CREATE VIEW live_posts AS SELECT id FROM posts WHERE state = 'live';",
  dependsOn: ["posts"],
};
const dropped = { type: "drop_object", kind: "view", name: "live_posts" };

describeEachDatabase("objects that are kept by their SQL", ({ name, create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(() => test.drop());

  async function ids(): Promise<readonly unknown[]> {
    const connection = await test.connect();
    const rows = await connection.query("SELECT id FROM live_posts ORDER BY id");
    return rows.map(({ id }) => Number(id));
  }

  async function isThere(): Promise<boolean> {
    return await ids().then(
      () => true,
      () => false,
    );
  }

  it("are made, dropped and made again by the way back", async () => {
    const rows = [
      sql("INSERT INTO posts VALUES (1, 'live')"),
      sql("INSERT INTO posts VALUES (2, 'new')"),
    ];
    const runner = await runnerOf(test.url, [table], rows, [view], [dropped]);
    try {
      await runner.up({ to: "0003_step" });
      expect(await ids()).to.deep.equal([1]);
      await runner.up();
      expect(await isThere()).to.equal(false);
      await runner.down({ steps: 1 });
      expect(await ids()).to.deep.equal([1]);
      await runner.down({ steps: 1 });
      expect(await isThere()).to.equal(false);
      await runner.up({ to: "0003_step" });
      await runner.down({ steps: 3 });
    } finally {
      await runner.close();
    }
  });

  it("are left to the database that they are for", async () => {
    const other = name === "sqlite" ? "postgresql" : "sqlite";
    const elsewhere = { ...view, database: other, definition: "no SQL at all" };
    await upOf(test.url, [table], [elsewhere, { ...dropped, database: other }, elsewhere]);
    expect(await isThere()).to.equal(false);
  });

  it("keep what they depend on from going and from another name", async () => {
    for (const change of [
      { type: "drop_table", name: "posts" },
      { type: "rename_table", oldName: "posts", newName: "articles" },
      { type: "drop_object", kind: "view", name: "live_posts" },
    ]) {
      const above = { ...view, name: "above", definition: "-", dependsOn: ["live_posts"] };
      const failed = await upOf(test.url, [table, view, above, change]).catch(
        (error: unknown) => error,
      );
      expect(failed).to.be.an("error");
      const { cause, message } = failed as Error;
      expect(cause).to.be.instanceOf(StateError);
      expect(message).to.match(/cannot be dropped or renamed: view "(?:live_posts|above)" depends/);
    }
  });

  it("go with a table that is made anew around them", async () => {
    const wider = { name: "state", type: "text", nullable: false, default: { value: "new" } };
    const change = { type: "alter_field", table: "posts", newField: wider, backfill: "'old'" };
    await upOf(
      test.url,
      [table, view],
      [dropped, change, view],
      [sql("INSERT INTO posts VALUES (7, 'live')")],
    );
    expect(await ids()).to.deep.equal([7]);
  });
});
