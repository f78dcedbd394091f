import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { replacesRoutine } from "../../../src/dialect/postgresql/replaced-routine.js";
import { makeObject } from "../../../src/schema/schema-object.js";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase } from "../../databases.js";

const routine = (definition: string) =>
  makeObject({
    kind: "function",
    name: "f(integer)",
    database: undefined,
    definition,
    dependsOn: [],
  });

describe("a function of PostgreSQL", () => {
  const made =
    "CREATE OR REPLACE FUNCTION f(a integer)\n RETURNS integer\n LANGUAGE sql AS 'SELECT 1'";
  for (const [next, isReplaced] of [
    [made, false],
    [made.replace("SELECT 1", "SELECT 2"), true],
    [made.replace("LANGUAGE", "IMMUTABLE LANGUAGE"), true],
    [`CREATE SCHEMA IF NOT EXISTS "x";\n${made}`, true],
    [made.replace("RETURNS integer", "RETURNS bigint"), false],
    [made.replace("a integer", "b integer"), false],
    [made.replace("OR REPLACE ", "").replace("SELECT 1", "SELECT 2"), false],
    [made.replace("FUNCTION", "PROCEDURE"), false],
  ] as const) {
    it(`${isReplaced ? "replaces" : "does not replace"} another as ${JSON.stringify(next)}`, () => {
      expect(replacesRoutine(routine(next), routine(made))).to.equal(isReplaced);
    });
  }
});

describeEachDatabase(
  "a function that a table stands on",
  (server) => {
    it("gets another body and the old one back, while an index, a default and a check need it", async () => {
      const database = await server.create();
      try {
        const connection = await database.connect();
        for (const sql of [
          "CREATE FUNCTION plus(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + 1'",
          "CREATE TABLE sums (a integer DEFAULT plus(1), CONSTRAINT above CHECK (plus(a) > 0))",
          "CREATE INDEX sums_plus ON sums (plus(a))",
          "CREATE VIEW shown AS SELECT plus(a) AS a FROM sums",
        ])
          await connection.execute(sql);
        await inFolder({}, async (folder) => {
          const mm = async (...words: readonly string[]) => {
            const { exit, stderr } = await tool([...words, "--database-url", database.url], folder);
            expect(exit, stderr).to.equal(0);
          };
          const sum = async () => (await connection.query("SELECT plus(2) AS n"))[0]?.n;
          await mm("init", "--from-database");
          const file = join(folder, "schema/schema.yaml");
          writeFileSync(file, readFileSync(file, "utf8").replace("SELECT a + 1", "SELECT a + 7"));
          await mm("generate", "--no-input");
          await mm("migrate", "up");
          expect(await sum()).to.equal(9);
          await mm("db-diff");
          await mm("migrate", "down");
          expect(await sum()).to.equal(3);
        });
      } finally {
        await database.drop();
      }
    });
  },
  (name) => name === "postgresql",
);
