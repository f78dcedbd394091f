import { expect } from "chai";
import { suiteBench } from "./suite-bench.js";

const table = {
  type: "create_table",
  name: "Odd t",
  fields: [{ name: "id", type: "integer", primaryKey: true }],
};

const object = (kind: string, name: string, definition: string, ...dependsOn: string[]) => ({
  type: "create_object",
  kind,
  name,
  definition,
  dependsOn,
});

describe("objects on PostgreSQL", () => {
  const suite = suiteBench();

  const made: readonly ReturnType<typeof object>[] = [
    object(
      "function",
      "Keep(integer, text)",
      `CREATE FUNCTION "Keep"(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT 1; SELECT $1'`,
    ),
    object(
      "function",
      "Keep()",
      `CREATE FUNCTION "Keep"() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$`,
    ),
    object(
      "trigger",
      "quiet one",
      `CREATE TRIGGER "quiet one" BEFORE INSERT ON "Odd t" FOR EACH ROW EXECUTE FUNCTION "Keep"()`,
      "Keep()",
      "Odd t",
    ),
    object(
      "policy",
      "mine",
      `ALTER TABLE "Odd t" ENABLE ROW LEVEL SECURITY;\nCREATE POLICY mine ON "Odd t" USING (true)`,
      "Odd t",
    ),
    object(
      "materialized view",
      "public.counted",
      `CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM "Odd t"`,
      "Odd t",
    ),
    object("rule", "no", `CREATE RULE no AS ON DELETE TO "Odd t" DO INSTEAD NOTHING`, "Odd t"),
    object("extension", "pgcrypto", "CREATE EXTENSION pgcrypto"),
  ];

  it("are dropped in the words of their kind, and come back", async () => {
    await suite.bench.up(table, ...made);
    const sql = (await suite.bench.down(made.length)).map((statement) => statement.sql);
    expect(sql).to.deep.equal([
      'DROP EXTENSION "pgcrypto"',
      'DROP RULE "no" ON "Odd t"',
      'DROP MATERIALIZED VIEW "public"."counted"',
      'DROP POLICY "mine" ON "Odd t"',
      'DROP TRIGGER "quiet one" ON "Odd t"',
      'DROP FUNCTION "Keep"()',
      'DROP FUNCTION "Keep"(integer, text)',
    ]);
    await suite.bench.up(...made);
    const drops = made.toReversed().map(({ kind, name }) => ({ type: "drop_object", kind, name }));
    await suite.bench.up(...drops);
    await suite.bench.down(made.length * 2);
  });
});
