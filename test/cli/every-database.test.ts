import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import { inFolder, mm } from "./run-cli.js";

const FIRST = `enums: [{ name: mood, values: [good, bad] }]
tables:
  - name: people
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 200, nullable: false, unique: true }
      - { name: feeling, enum: mood, default: good }
      - { name: born, type: date }
      - { name: seen, type: timestamptz, default: now }
      - { name: token, type: uuid, default: new_uuid }
      - { name: extra, type: jsonb }
      - { name: boss_id, type: foreign_key, foreign_key: { table: people } }
      - { name: tags, type: many_to_many, many_to_many: { table: tags } }
  - name: tags
    fields:
      - { name: id, type: bigserial, primary_key: true }
      - { name: word, type: varchar, length: 40, nullable: false }
    indexes: [{ fields: [word], unique: true }]
`;
const SECOND = FIRST.replace("length: 200", "length: 250")
  .replace("{ name: born, type: date }", "{ name: birthday, type: date, renamed_from: born }")
  .replace(
    "{ name: extra, type: jsonb }",
    "{ name: rank, type: integer, nullable: false, default: 1 }",
  )
  .replace("fields: [word], unique: true", "name: by_word, fields: [word]");

describe("one schema, whichever database", () => {
  it("gives the same two migrations, byte by byte, and SQL for every database from the one folder", async () => {
    const files = { "schema/schema.yaml": FIRST };
    const written = new Set<string>();
    for (const { name, schemes } of dialects) {
      const url = `${schemes[0]}:${name === "sqlite" ? "./app.db" : "//somebody@localhost/app"}`;
      const config = `database:\n  type: ${name}\n  url: ${url}\n`;
      await inFolder({ ...files, "mm.config.yaml": config }, async (cwd) => {
        const first = await generated(cwd);
        writeFileSync(join(cwd, "schema/schema.yaml"), SECOND);
        written.add(`${first}\n${await generated(cwd)}`);
        const nothing = await mm(["generate", "--check"], cwd);
        expect(nothing.exit, nothing.stderr).to.equal(0);
        if (name !== "sqlite") return;
        for (const { name: other } of dialects) {
          const sql = await mm(["migrate", "showsql", "--all", "--database", other], cwd);
          expect(sql.exit, sql.stderr).to.equal(0);
          expect(sql.stdout)
            .to.match(/CREATE TABLE .people/i)
            .and.to.match(/birthday/);
        }
      });
    }
    expect([...written]).to.have.lengthOf(1);
  });
});

/** The source of the next migration, without connecting to anything. */
async function generated(cwd: string): Promise<string> {
  const words = ["generate", "--yes", "--json"];
  const result = await mm(words, cwd);
  expect(result.exit, result.stdout + result.stderr).to.equal(0);
  const { file, operations } = JSON.parse(result.stdout);
  return JSON.stringify([readFileSync(join(cwd, file), "utf8"), operations]);
}
