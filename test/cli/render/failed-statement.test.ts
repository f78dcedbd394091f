import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { inFolder, mm } from "../run-cli.js";

/** What the server says of a second row with the same key, and of a column that is not there. */
const SAID: Readonly<Record<string, { readonly detail: string; readonly hint: string }>> = {
  postgresql: {
    detail: "Key (id)=(1) already exists.",
    hint: 'The server says: Perhaps you meant to reference the column "u.id".',
  },
  mysql: { detail: "MySQL error 1062, SQLSTATE 23000", hint: "Check the column's name" },
};

describeEachDatabase("the error of a failed statement", ({ name, create }) => {
  const said = SAID[name];
  if (said === undefined) return;
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  const failing = (sql: string): Readonly<Record<string, string>> => ({
    "migrations/0001_a.ts": `import * as m from "makemigrations";
m.register({ name: "0001_a", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: "CREATE TABLE IF NOT EXISTS u (id INTEGER PRIMARY KEY)", backwardSQL: m.noop }),
  new m.RunSQL({ forwardSQL: ${JSON.stringify(sql)}, backwardSQL: m.noop }),
] });`,
  });
  const up = () => ["migrate", "up", "--database-url", test.url];

  it("shows the SQL and the second line of the server, in JSON as well", async () => {
    const sql = "INSERT INTO u VALUES (1), (1)";
    await inFolder(failing(sql), async (folder) => {
      const { stderr } = await mm(up(), folder);
      expect(stderr).to.contain(`\n  sql: ${sql}\n  detail: ${said.detail}\n  hint: `);
      const { details } = JSON.parse((await mm([...up(), "--json"], folder)).stdout);
      expect(details.failure).to.include({ sql, detail: said.detail });
      expect(details.failure.serverCode).to.match(/^(23505|ER_DUP_ENTRY)$/);
    });
  });

  it("shows the hint of the server, and the place in the SQL where it tells one", async () => {
    await inFolder(failing("SELECT\n  idd FROM u"), async (folder) => {
      const { stderr } = await mm(up(), folder);
      const caret = name === "postgresql" ? "      ^\n" : "";
      expect(stderr).to.contain(
        `\n  sql:\n      SELECT\n        idd FROM u\n${caret && `  ${caret}`}`,
      );
      expect(stderr).to.contain(said.hint);
    });
  });
});
