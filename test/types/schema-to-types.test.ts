import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm } from "../cli/run-cli.js";
import { typeCheck } from "./type-check.js";

const SCHEMA = `enums: [{ name: mood, values: [good, 'b"ad'] }]
tables:
  - name: users
    comment: "People */ who log in\\nand out"
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 20, nullable: false, comment: "Where to write" }
      - { name: "first name", type: text }
      - { name: feeling, enum: mood, default: good, nullable: false }
      - { name: role, type: enum, values: [admin, user], nullable: false }
      - { name: made, type: timestamptz, auto_create: true, nullable: false }
      - { name: extra, type: jsonb, default: object }
      - { name: found, native: tsvector }
      - { name: price, native: "numeric(10,2)", nullable: false }
      - { name: boss_id, type: foreign_key, foreign_key: { table: users } }
      - { name: full, type: text, generated: { expression: "mail || 'x'", stored: true } }
  - { name: date, fields: [{ name: id, type: uuid, primary_key: true, default: new_uuid }] }
  - { name: user-s, fields: [{ name: id, type: bigint, identity: always, primary_key: true }, { name: other, type: integer, sequence: true, nullable: false }] }
  - { name: "2fa", schema: audit, fields: [{ name: users_id, type: foreign_key, foreign_key: { table: users } }] }
`;

const KYSELY_PROGRAM = `import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { Database, Users, UsersInsert, UsersUpdate } from "./types.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const yes = <_T extends true>(): void => undefined;

const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (one) => new PostgresIntrospector(one),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export async function all(): Promise<void> {
  const row = await db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
  yes<Same<typeof row, Users>>();
  yes<Same<typeof row.id, number>>();
  yes<Same<typeof row.made, Date>>();
  yes<Same<typeof row.price, string>>();
  yes<Same<typeof row.boss_id, number | null>>();
  yes<Same<typeof row.role, "admin" | "user">>();
  const fresh: UsersInsert = { mail: "a@b.c", role: "admin", price: 5, made: "2024-01-01" };
  await db.insertInto("users").values({ ...fresh, "first name": null, extra: "{}" }).execute();
  const change: UsersUpdate = { feeling: 'b"ad', boss_id: null };
  await db.updateTable("users").set(change).where("id", "=", 1).execute();
  await db.selectFrom("audit.2fa").innerJoin("users", "users.id", "audit.2fa.users_id").select("users.mail").execute();
  await db.insertInto("date").defaultValues().execute();
  await db.insertInto("user-s").values({}).execute();
  // @ts-expect-error the database numbers it
  db.insertInto("user-s").values({ id: "5" });
  // @ts-expect-error there is no such table
  db.selectFrom("people");
  // @ts-expect-error it has no default
  const less: UsersInsert = { role: "admin", price: 5 };
  // @ts-expect-error no such value
  const other: UsersUpdate = { role: "guest" };
  // @ts-expect-error the database computes it
  const computed: UsersInsert = { mail: "a@b.c", role: "admin", price: 5, full: "x" };
  // @ts-expect-error it may not be NULL
  const none: UsersUpdate = { mail: null };
  void [less, other, computed, none];
}
`;

const ROW_PROGRAM = `import type { Date2, Mood, TwoFactor, Users, UsersInsert } from "./types.js";
export const mood: Mood = "good";
export const fresh: UsersInsert = { mail: "a@b.c", role: "user", price: "1.50" };
export const mail = (row: Users): string => row.mail + (row["first name"] ?? "");
export const key = (row: Date2): string => row.id;
export type Unused = TwoFactor;
`.replace("TwoFactor, ", "Audit2fa as TwoFactor, ");

describe("schema-to-types", () => {
  it("gives types for Kysely by which a strict compiler knows rows, inserts and updates", async () => {
    await inFolder(
      { "schema/schema.yaml": SCHEMA, "program.ts": KYSELY_PROGRAM },
      async (folder) => {
        const made = await mm(
          ["schema-to-types", "--database", "postgresql", "--out", "types.ts"],
          folder,
        );
        expect(made.exit, made.stderr).to.equal(0);
        expect(made.stdout).to.contain("Wrote types.ts (4 tables)");
        expect(await typeCheck(folder, "program.ts")).to.equal("");
        const text = readFileSync(join(folder, "types.ts"), "utf8");
        expect(text).to.contain("/** Where to write */").and.contain(" * People *\\/ who log in");
        const other = await mm(
          ["schema-to-types", "--database", "sqlite", "--out", "types.ts"],
          folder,
        );
        expect(other.exit, other.stderr).to.equal(0);
        expect(await typeCheck(folder, "program.ts")).to.contain("TS2344");
      },
    );
  });

  it("gives plain rows without any package, whose names do not meet", async () => {
    await inFolder({ "schema/schema.yaml": SCHEMA, "program.ts": ROW_PROGRAM }, async (folder) => {
      const words = [
        "schema-to-types",
        "--database",
        "postgresql",
        "--format",
        "rows",
        "--out",
        "types.ts",
      ];
      const made = await mm(words, folder);
      expect(made.exit, made.stderr).to.equal(0);
      expect(await typeCheck(folder, "program.ts")).to.equal("");
      const text = readFileSync(join(folder, "types.ts"), "utf8");
      expect(text).to.contain("export interface UserS {").and.not.contain("kysely");
    });
  });

  it("writes for each database what its client does, the same each time", async () => {
    await inFolder({ "schema/schema.yaml": SCHEMA }, async (folder) => {
      const seen = new Set<string>();
      for (const database of ["postgresql", "mysql", "sqlite", "sqlserver"]) {
        const words = ["schema-to-types", "--database", database, "--json"];
        const first = await mm(words, folder);
        expect(first.exit, first.stdout).to.equal(0);
        expect((await mm(words, folder)).stdout).to.equal(first.stdout);
        const { client, text, tables } = JSON.parse(first.stdout);
        expect(tables).to.equal(4);
        expect(text).to.contain(`for ${client},`);
        seen.add(client);
      }
      expect([...seen]).to.deep.equal(["pg", "mysql2", "better-sqlite3", "tedious"]);
    });
  });

  it("says with --check whether the file is up to date, of schema files and of migrations", async () => {
    await inFolder(
      { "schema/schema.yaml": SCHEMA.replace(/ {2}- \{ name: "2fa".*\n/, "") },
      async (folder) => {
        const words = ["schema-to-types", "--database", "postgresql", "--out", "src/db/types.ts"];
        const none = await mm([...words, "--check"], folder);
        expect([none.exit, none.stdout.trim()]).to.deep.equal([1, "src/db/types.ts is not there"]);
        expect((await mm(words, folder)).stdout).to.contain("Wrote src/db/types.ts");
        expect((await mm(words, folder)).stdout).to.contain("Unchanged src/db/types.ts");
        expect((await mm([...words, "--check"], folder)).exit).to.equal(0);
        const path = join(folder, "schema/schema.yaml");
        await mm(["generate"], folder);
        writeFileSync(
          path,
          readFileSync(path, "utf8").replace("length: 20, nullable: false", "length: 20"),
        );
        const old = await mm([...words, "--check", "--json"], folder);
        expect(old.exit).to.equal(1);
        expect(JSON.parse(old.stdout)).to.include({
          code: "CHANGES",
          current: false,
          status: "failed",
        });
        const migrations = await mm([...words, "--check", "--from", "migrations"], folder);
        expect([migrations.exit, migrations.stdout.trim()]).to.deep.equal([
          0,
          "src/db/types.ts is up to date",
        ]);
        expect((await mm(words, folder)).stdout).to.contain("Wrote");
        expect((await mm([...words, "--check"], folder)).exit).to.equal(0);
      },
    );
  });

  it("never writes over a file that it did not make", async () => {
    await inFolder({ "schema/schema.yaml": SCHEMA, "mine.ts": "export {};\n" }, async (folder) => {
      mkdirSync(join(folder, "out.ts"));
      for (const [file, code] of [
        ["mine.ts", "CLI_NOT_OURS"],
        ["out.ts", "CLI_CANNOT_READ"],
      ] as const) {
        const { exit, stderr } = await mm(["schema-to-types", "--out", file], folder);
        expect(exit).to.equal(1);
        expect(stderr).to.contain(code);
      }
      expect(readFileSync(join(folder, "mine.ts"), "utf8")).to.equal("export {};\n");
      const check = await mm(["schema-to-types", "--check"], folder);
      expect(check.exit).to.equal(2);
      expect(check.stderr).to.contain("CLI_NEEDS_OUT");
    });
  });
});
