import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect } from "chai";
import mysql from "mysql2/promise";
import pg from "pg";
import { inFolder, mm as tool } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { typeCheck } from "./type-check.js";

const TYPES = `tables:
  - name: things
    fields:
      - { name: id, type: bigserial, primary_key: true }
      - { name: small, type: smallint, nullable: false }
      - { name: whole, type: integer, nullable: false, default: 5 }
      - { name: big, type: bigint, nullable: false }
      - { name: exact, type: decimal, precision: 20, scale: 2, nullable: false }
      - { name: single, type: float, nullable: false }
      - { name: real, type: double, nullable: false }
      - { name: flag, type: boolean, nullable: false }
      - { name: word, type: varchar, length: 20, nullable: false }
      - { name: day, type: date, nullable: false }
      - { name: clock, type: time, nullable: false }
      - { name: at, type: timestamp, nullable: false }
      - { name: moment, type: timestamptz, nullable: false }
      - { name: span, type: interval, nullable: false }
      - { name: key, type: uuid, nullable: false }
      - { name: extra, type: json, nullable: false }
      - { name: more, type: jsonb, nullable: false }
      - { name: raw, type: bytes, nullable: false }
      - { name: feeling, type: enum, values: [good, bad], nullable: false }
      - { name: host, type: inet, nullable: false }
      - { name: numbers, type: "bigint[]", nullable: false }
      - { name: exacts, type: "decimal[]", nullable: false }
      - { name: words, type: "text[]", nullable: false }
      - { name: flags, type: "boolean[]", nullable: false }
      - { name: moments, type: "timestamptz[]", nullable: false }
      - { name: feelings, type: "enum[]", values: [good, bad], nullable: false }
      - { name: extras, type: "jsonb[]", nullable: false }
      - { name: nothing, type: text }
      - { name: twice, type: bigint, nullable: false, generated: { expression: whole * 2, stored: true } }
`;
const PLAIN = `5, 9007199254740, 1.50, 0.5, 0.25, {true}, 'word', '2024-02-29', '12:34:56', '2024-02-29 12:34:56',
  '2024-02-29 12:34:56', '1 day 02:03:04', '0e37df36-f698-11e6-8dd4-cb9ced3df976', '{"a":[1]}', '[1,"b"]', {bytes}, 'bad', '::1'`;
const COLUMNS =
  "small, big, exact, single, real_, flag, word, day, clock, at, moment, span, key_, extra, more, raw, feeling, host, numbers, exacts, words, flags, moments, feelings, extras";

/** How a client reads the one row, and the values of its arrays. */
const CLIENTS: Readonly<
  Record<
    string,
    {
      readonly lists: string;
      readonly bytes: string;
      readonly read: (url: string) => Promise<unknown>;
    }
  >
> = {
  postgresql: {
    lists: `'{1,2}', '{1.5}', '{a,b}', '{t,f}', '{"2024-02-29 12:34:56+00"}', '{good,bad}', array['{"a":1}']::jsonb[]`,
    bytes: "'\\x01'",
    read: async (url) => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query("SELECT * FROM things");
      await client.end();
      return rows[0];
    },
  },
  mysql: {
    lists: `'[1,2]', '[1.5]', '["a","b"]', '[true,false]', '["2024-02-29"]', '["good"]', '[{"a":1}]'`,
    bytes: "x'01'",
    read: async (url) => {
      const client = await mysql.createConnection(url);
      const [rows] = await client.query("SELECT * FROM things");
      await client.end();
      return (rows as readonly unknown[])[0];
    },
  },
  sqlite: {
    lists: `'[1,2]', '[1.5]', '["a","b"]', '[true,false]', '["2024-02-29"]', '["good"]', '[{"a":1}]'`,
    bytes: "x'01'",
    read: async (url) => {
      const client = new Sqlite(url.replace("sqlite:", ""));
      const row = client.prepare("SELECT * FROM things").get();
      client.close();
      return row;
    },
  },
};

describeEachDatabase("the types of what a client hands out", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(() => database.drop());

  const client = CLIENTS[server.name];
  if (client !== undefined) {
    for (const format of ["rows", "kysely"]) {
      it(`are those of ${server.name}'s usual one (${format})`, async () => {
        await inFolder({ "schema/schema.yaml": TYPES }, async (folder) => {
          const mm = async (...words: readonly string[]): Promise<void> => {
            const { exit, stderr } = await tool([...words, "--database-url", database.url], folder);
            expect(exit, stderr).to.equal(0);
          };
          await mm("generate");
          await mm("migrate", "up");
          await mm("schema-to-types", "--format", format, "--out", "types.ts");
          const quoted = COLUMNS.split(", ").map((name) =>
            server.dialect.quote(name.replace("_", "")),
          );
          const values = PLAIN.replace("{true}", server.dialect.literal(true)).replace(
            "{bytes}",
            client.bytes,
          );
          const connection = await database.connect();
          await connection.execute(
            `INSERT INTO things (${quoted.join(", ")}) VALUES (${values}, ${client.lists})`,
          );
          const row = await client.read(database.url);
          const program = `import type { Things } from "./types.js";
export const row: Things = ${sourceOf(row)};
`;
          writeFileSync(join(folder, "row.ts"), program);
          expect(
            await typeCheck(folder, "row.ts"),
            program + readFileSync(join(folder, "types.ts"), "utf8"),
          ).to.equal("");
        });
      });
    }
  }
});

/** A value as source of exactly its type: a text is a text, not the one that it is, unless it is an enum's. */
function sourceOf(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return "new Date()";
  if (Buffer.isBuffer(value)) return "Buffer.alloc(1)";
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([key, one]) => `${key}: ${sourceOf(one)}`);
    return `{ ${entries.join(", ")} }`;
  }
  if (value === "good" || value === "bad") return JSON.stringify(value);
  return `${JSON.stringify(value)} as ${typeof value}`;
}
