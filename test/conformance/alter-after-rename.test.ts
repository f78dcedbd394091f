import { expect } from "chai";
import { parseMigration } from "../../src/migration/parse-migration.js";
import { replay } from "../../src/migration/state.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { runChain } from "../property/chain-run.js";
import { type StepOperations, sql, steps } from "./steps.js";

const id = { name: "id", type: "integer", primaryKey: true };
const slug = (more: object) => ({ name: "slug", type: "varchar", length: 50, ...more });
const author = (name: string, foreignKey?: object) => ({
  name,
  type: foreignKey === undefined ? "integer" : "foreign_key",
  ...(foreignKey !== undefined && { foreignKey: { table: "users", ...foreignKey } }),
});
const state = (name: string, ...values: readonly string[]) => ({ name, type: "enum", values });
const changed = (name: string, autoUpdate?: boolean) => ({
  name,
  type: "timestamp",
  ...(autoUpdate && { autoUpdate }),
});
const alter = (oldField: object, newField: object) => ({
  type: "alter_field",
  table: "articles",
  oldField,
  newField,
});

const BEFORE: StepOperations = [
  { type: "create_table", name: "users", fields: [id] },
  {
    type: "create_table",
    name: "posts",
    fields: [
      id,
      slug({ unique: true }),
      author("author", { onDelete: "CASCADE" }),
      state("state", "draft", "live"),
      changed("changed", true),
    ],
    indexes: [{ fields: ["slug", "state"] }],
  },
  sql("INSERT INTO users (id) VALUES (1)"),
  sql("INSERT INTO posts (id, slug, author, state) VALUES (1, 'a', 1, 'draft')"),
];
const RENAMES: StepOperations = [
  { type: "rename_table", oldName: "posts", newName: "articles" },
  { type: "rename_field", table: "articles", oldName: "author", newName: "writer" },
  { type: "rename_field", table: "articles", oldName: "state", newName: "phase" },
  { type: "rename_field", table: "articles", oldName: "changed", newName: "touched" },
];
const AFTER: readonly StepOperations[] = [
  [alter(slug({ unique: true }), slug({}))],
  [alter(author("writer", { onDelete: "CASCADE" }), author("writer", { onDelete: "SET_NULL" }))],
  [alter(author("writer", { onDelete: "SET_NULL" }), author("writer"))],
  [alter(state("phase", "draft", "live"), state("phase", "draft", "live", "gone"))],
  [alter(changed("touched", true), changed("touched"))],
  [{ type: "drop_index", table: "articles", index: "idx_posts_slug_state" }],
  [alter(slug({}), slug({ unique: true }))],
  [alter(author("writer"), author("writer", {}))],
];

describeEachDatabase("AlterField after a rename", ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  for (const [what, renames] of [
    ["of the table and the fields", RENAMES],
    ["of the table", RENAMES.slice(0, 1)],
  ] as const) {
    it(`${what} takes away and changes what kept its name, and comes back`, async () => {
      const all = steps(BEFORE, renames, ...AFTER);
      const named =
        renames.length > 1
          ? all
          : JSON.parse(
              JSON.stringify(all)
                .replaceAll('"writer"', '"author"')
                .replaceAll('"phase"', '"state"')
                .replaceAll('"touched"', '"changed"'),
            );
      await runChain(await openDatabase(test.url), named, { addRows: false });
    });
  }
});

describe("a constraint that kept its name", () => {
  const articlesAfter = (...operations: StepOperations) => {
    const lists = [BEFORE, RENAMES, operations];
    const migrations = steps(...lists).map((data) =>
      parseMigration(data, { file: `${data.name}.ts`, checksum: data.name }),
    );
    return replay(migrations).tables.get("articles");
  };

  it("keeps it when its foreign key changes, unless it is given another one", () => {
    const old = author("writer", { onDelete: "CASCADE" });
    const name = (foreignKey: object) =>
      articlesAfter(alter(old, author("writer", foreignKey)))?.foreignKeys[0]?.name;
    expect(name({ onDelete: "RESTRICT" })).to.equal("fk_posts_author");
    expect(name({ onDelete: "RESTRICT", name: "fk_writer" })).to.equal("fk_writer");
  });

  it("is not guessed when the author wrote another name", () => {
    const old = author("writer", { name: "fk_other", onDelete: "CASCADE" });
    expect(() => articlesAfter(alter(old, author("writer")))).to.throw(
      /"writer" of table "articles" has no constraint "fk_other" at this point, it has "fk_posts_author"/,
    );
  });

  it("is not guessed among several", () => {
    const unique = (name: string) => ({ name, fields: ["slug"] });
    const table = {
      type: "create_table",
      name: "articles",
      fields: [id, slug({})],
      uniques: [unique("one"), unique("two")],
    };
    const operations = [table, alter(slug({ unique: true }), slug({}))];
    const [data] = steps(operations);
    const migration = parseMigration(data, { file: "0001_step.ts", checksum: "0001_step" });
    expect(() => replay([migration])).to.throw(/it has "one", "two"/);
  });
});
