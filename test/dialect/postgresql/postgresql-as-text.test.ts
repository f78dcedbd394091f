import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase } from "../../databases.js";

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_people", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "kind", type: "varchar", length: 8, default: { sql: "lower('A')" } },
    { name: "age", type: "integer", default: { sql: "7" } },
  ], checks: [{ name: "kind_ok", expression: "kind in ('a', 'b') and age>0" }],
    indexes: [{ name: "by_kind", fields: [{ expression: "lower(kind)" }], where: "age>18" }] }),
] });
`;

describeEachDatabase(
  "expressions that PostgreSQL cannot be asked for",
  (server) => {
    it("are compared as text, and what differs in that alone is named and no drift", async () => {
      const database = await server.create();
      const owner = await database.connect();
      const role = `mm_${randomBytes(6).toString("hex")}`;
      const url = new URL(database.url);
      await owner.execute(`CREATE ROLE ${role} LOGIN`);
      try {
        await inFolder({ "migrations/0001_people.ts": MIGRATION }, async (folder) => {
          const mm = (address: string, ...words: readonly string[]) =>
            tool([...words, "--database-url", address], folder);
          const up = await mm(database.url, "migrate", "up");
          expect(up.exit, up.stderr).to.equal(0);
          await owner.execute(`REVOKE TEMPORARY ON DATABASE ${url.pathname.slice(1)} FROM PUBLIC`);
          await owner.execute(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
          url.username = role;
          const same = await mm(url.href, "db-diff", "--json");
          const { differences, uncompared } = JSON.parse(same.stdout);
          expect([differences, same.exit]).to.deep.equal([[], 0]);
          const why = `its expression can be compared as text alone, and that differs: user "${role}" may not make temporary objects, which are made to compare`;
          expect(uncompared).to.deep.equal([
            { kind: "field", name: "people.kind", why },
            { kind: "check", name: "people.kind_ok", why },
            { kind: "index", name: "people.by_kind", why },
          ]);
          const said = await mm(url.href, "db-diff");
          expect(said.stderr).to.include(`Not compared: check "people.kind_ok", because ${why}`);
          expect(said.stdout).to.include("Nothing differs in what was compared.");
          // What is there or not, and what is no expression, is drift all the same.
          await owner.execute("ALTER TABLE people DROP CONSTRAINT kind_ok, ALTER age DROP DEFAULT");
          const drift = await mm(url.href, "db-diff");
          expect(drift.exit).to.equal(5);
          expect(drift.stdout).to.include('- check "kind_ok"').and.to.include('~ field "age"');
        });
      } finally {
        await owner.execute(`DROP OWNED BY ${role}`);
        await owner.execute(`DROP ROLE ${role}`);
        await database.drop();
      }
    });
  },
  (name) => name === "postgresql",
);
