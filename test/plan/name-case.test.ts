import { expect } from "chai";
import { inFolder, mm } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";

describeEachDatabase("names that differ only in case", ({ dialect, create }) => {
  const { caselessNames } = dialect.features;
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  /** Applies one migration before and one with these operations. */
  async function up(operations: string) {
    const file = (name: string, code: string, dependencies: string) =>
      `import * as m from "makemigrations";
const id = { name: "id", type: "integer", primaryKey: true };
const table = (name, fields = [], indexes = []) =>
  new m.CreateTable({ name, fields: [id, ...fields], indexes });
m.register({ name: "${name}", dependencies: [${dependencies}], operations: [${code}] });`;
    const files = {
      "migrations/0001_a.ts": file(
        "0001_a",
        'table("Users", [{ name: "Email", type: "integer" }])',
        "",
      ),
      "migrations/0002_b.ts": file("0002_b", operations, '"0001_a"'),
    };
    return await inFolder(files, async (folder) =>
      mm(["migrate", "up", "--database-url", test.url], folder),
    );
  }

  const cases: readonly (readonly [what: string, code: string, names: RegExp | undefined])[] = [
    ["a new table", 'table("users")', /table "users" and "Users"/],
    [
      "a table that is renamed",
      'table("x"), new m.RenameTable({ oldName: "x", newName: "USERS" })',
      /table "USERS" and "Users"/,
    ],
    ["two tables of one migration", 'table("Posts"), table("posts")', /table "posts" and "Posts"/],
    [
      "the fields of a new table",
      'table("x", [{ name: "ID", type: "integer" }])',
      /field of table "x": "ID" and "id"/,
    ],
    [
      "a new field",
      'new m.AddField({ table: "Users", field: { name: "email", type: "integer" } })',
      /field of table "Users": "email" and "Email"/,
    ],
    [
      "a field that is renamed",
      'new m.RenameField({ table: "Users", oldName: "id", newName: "EMAIL" })',
      /field of table "Users": .*"EMAIL"/,
    ],
    [
      "a new index",
      'table("x", [], [{ name: "idx_x", fields: ["id"] }]), new m.AddIndex({ table: "x", index: { name: "Idx_x", fields: ["id"] } })',
      /index of table "x": "Idx_x" and "idx_x"/,
    ],
  ];
  for (const [what, code, names] of cases) {
    const ofTables = names?.source.startsWith("table");
    const fine = caselessNames === "none" || (ofTables === true && caselessNames === "members");
    it(`of ${what} are ${fine ? "two names" : "refused in the plan, both named"}`, async () => {
      const { exit, stderr, stdout } = await up(code);
      if (fine) expect(exit, stderr).to.equal(0);
      else {
        expect(stderr).to.match(/^error RUNNER_NAME_CASE: migration "0002_b", operation \d of \d /);
        expect(stderr)
          .to.match(names as RegExp)
          .and.contain("differ only in case");
        expect(exit).to.equal(1);
        // Refused before anything runs: not even the migration before it is applied.
        expect(stdout).to.match(/^Database: .*\n$/);
      }
    });
  }

  for (const [what, code] of [
    ["a table in its place", 'new m.DropTable({ name: "Users" }), table("users")'],
    [
      "a table renamed to itself in another case",
      'new m.RenameTable({ oldName: "Users", newName: "users" })',
    ],
    [
      "a field renamed to itself in another case",
      'new m.RenameField({ table: "Users", oldName: "Email", newName: "email" })',
    ],
    [
      "what is in the state only",
      'new m.CreateTable({ name: "users", fields: [id], schemaOnly: true })',
    ],
  ] as const) {
    it(`do not concern ${what}`, async () => {
      const { exit, stderr } = await up(code);
      expect(exit, stderr).to.equal(0);
    });
  }
});
