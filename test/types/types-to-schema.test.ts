import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { inFolder, mm } from "../cli/run-cli.js";

const USER = `import { Post as Article, type Mood } from "./post.js";
import { Base } from "./base.js";

/** People who log in. */
export class User extends Base {
  /** @unique @length 200 */
  email!: string;
  /**
   * Their name, which is no comment of the table.
   * @length 80
   * @comment As they wrote it
   */
  fullName?: string;
  mood: Mood = "good";
  lastMood: Mood | null = null;
  role!: "admin" | 'guest';
  active = true;
  score = -5;
  /** @precision 12 2 */
  amount: number | undefined;
  big!: bigint;
  born?: Date;
  /** @autoCreate */
  createdAt = new Date();
  avatar!: Buffer | null;
  settings!: Record<string, unknown>;
  tags!: readonly string[];
  /** @default sql: now() */
  seen!: Date;
  posts!: Article[];
  boss?: User;
  /** @manyToMany */
  friends!: User[];
  static count = 1;
  #hidden = 5;
  greet(): string { return "hi"; }
}
class NotExported { id!: number; }
/** @ignore */
export interface Left { id: number }
`;
const POST = `import { User } from "./user";
export type Mood = "good" | "bad";
export enum Color { Red = "red", Blue = "blue" }
interface Stamped { createdAt: Date; }
/**
 * @table articles
 * @schema blog
 * @index title, authorId
 * @unique slug
 * @check long_enough: length(title) > 3
 * @comment What was written
 */
export interface Post extends Stamped {
  id: string;
  title: string;
  slug: string;
  authorId: number;
  author?: User;
  labels: Label[];
  color: Color;
  /** @references user.email CASCADE */
  editor: string | null;
  /** @type jsonb */
  extra: Map<string, string>;
  /** @native tsvector */
  found: unknown;
}
/** @key name, color */
export type Label = { posts: Post[]; name: string } & { color: Color };
`;
const BASE = `export abstract class Base { id!: number; /** @autoUpdate */ updatedAt!: Date; }\n`;
const FILES = { "src/user.ts": USER, "src/post.ts": POST, "src/base.ts": BASE };

const field = (name: string, rest: object): object => ({ name, ...rest });
const must = { nullable: false };
const EXPECTED = {
  enums: [
    { name: "color", values: ["red", "blue"] },
    { name: "mood", values: ["good", "bad"] },
  ],
  tables: [
    {
      name: "articles",
      schema: "blog",
      comment: "What was written",
      fields: [
        field("created_at", { type: "timestamptz", ...must }),
        field("id", { type: "varchar", length: 255, primary_key: true }),
        field("title", { type: "varchar", length: 255, ...must }),
        field("slug", { type: "varchar", length: 255, ...must }),
        field("author_id", { type: "foreign_key", foreign_key: { table: "user" }, ...must }),
        field("color", { enum: "color", ...must }),
        field("editor", {
          type: "foreign_key",
          foreign_key: { table: "user", field: "email", on_delete: "CASCADE" },
        }),
        field("extra", { type: "jsonb", ...must }),
        field("found", { native: "tsvector", ...must }),
        field("labels", { type: "many_to_many", many_to_many: { table: "label" } }),
      ],
      unique: [{ fields: ["slug"] }],
      checks: [{ name: "long_enough", expression: "length(title) > 3" }],
      indexes: [{ fields: ["title", "author_id"] }],
    },
    {
      name: "label",
      fields: [field("name", { type: "varchar", length: 255 }), field("color", { enum: "color" })],
      primary_key: ["name", "color"],
    },
    {
      name: "user",
      fields: [
        field("id", { type: "serial", primary_key: true }),
        field("updated_at", { type: "timestamptz", auto_update: true, ...must }),
        field("email", { type: "varchar", length: 200, unique: true, ...must }),
        field("full_name", { type: "varchar", length: 80, comment: "As they wrote it" }),
        field("mood", { enum: "mood", default: { value: "good" }, ...must }),
        field("last_mood", { enum: "mood" }),
        field("role", { type: "enum", values: ["admin", "guest"], ...must }),
        field("active", { type: "boolean", default: true, ...must }),
        field("score", { type: "integer", default: -5, ...must }),
        field("amount", { type: "decimal", precision: 12, scale: 2 }),
        field("big", { type: "bigint", ...must }),
        field("born", { type: "timestamptz" }),
        field("created_at", { type: "timestamptz", auto_create: true, ...must }),
        field("avatar", { type: "bytes" }),
        field("settings", { type: "jsonb", ...must }),
        field("tags", { type: "text[]", ...must }),
        field("seen", { type: "timestamptz", default: { sql: "now()" }, ...must }),
        field("boss_id", { type: "foreign_key", foreign_key: { table: "user" } }),
        field("friends", { type: "many_to_many", many_to_many: { table: "user" } }),
      ],
    },
  ],
};

const SIMPLE = `export interface Club { id: number; clubName: string; members: number }
/** @table people */
export interface Member { /** @identity always */ id: bigint; club: Club; since?: Date | null; weight: number }
`;

describe("types-to-schema", () => {
  it("reads interfaces, classes and their tags, over several files", async () => {
    await inFolder(FILES, async (folder) => {
      const { exit, stdout, stderr } = await mm(["types-to-schema", "src"], folder);
      expect(exit, stderr).to.equal(0);
      // A key of two fields is nothing that a junction table refers to.
      expect(parse(stdout)).to.deep.equal(EXPECTED);
      expect(stderr).to.equal(
        "note: whole numbers unless @type double or @precision says otherwise: user.score\n",
      );
    });
  });

  it("writes a new schema file of which generate makes a migration, in YAML and in TypeScript", async () => {
    for (const format of ["yaml", "ts"]) {
      await inFolder({ "src/club.ts": SIMPLE }, async (folder) => {
        const file = `schema/schema.${format}`;
        const words = ["types-to-schema", "src/club.ts", "--format", format, "--out", file];
        const { exit, stdout, stderr } = await mm(words, folder);
        expect(exit, stderr).to.equal(0);
        expect(stdout).to.contain(`Wrote ${file} (2 tables)`);
        const again = await mm(words, folder);
        expect(again.exit).to.equal(1);
        expect(again.stderr).to.contain("exists already");
        const config = `database: { url: "sqlite:./mm.db" }\nschema: { paths: [${file}] }\n`;
        writeFileSync(join(folder, "mm.config.yaml"), config);
        const sql = await mm(["generate", "--json"], folder);
        expect(sql.exit, sql.stdout).to.equal(0);
        const { operations } = JSON.parse(sql.stdout);
        expect(
          operations.map(({ description }: { description: string }) => description),
        ).to.deep.equal(["Create table club (3 fields)", "Create table people (4 fields)"]);
        const migration = readFileSync(join(folder, "migrations/0001_initial.ts"), "utf8");
        expect(migration)
          .to.contain('{ name: "id", type: "bigint", primaryKey: true, identity: "always"')
          .and.contain('"club_id"');
      });
    }
  });

  it("keeps names, and takes the tagged types only, where that is said", async () => {
    await inFolder({ "src/club.ts": SIMPLE }, async (folder) => {
      const kept = await mm(["types-to-schema", "src", "--keep-names"], folder);
      expect(kept.stdout)
        .to.contain("name: Club\n")
        .and.contain("name: clubName\n")
        .and.contain("name: clubId\n");
      const tagged = await mm(["types-to-schema", "src", "--tagged", "--json"], folder);
      const { schema, tables, unread, files } = JSON.parse(tagged.stdout);
      expect(tables).to.equal(1);
      expect(files).to.deep.equal(["src/club.ts"]);
      expect(unread).to.deep.equal([]);
      // A shape that is no table is a value.
      expect(parse(schema).tables[0].fields[1]).to.deep.equal({
        name: "club",
        type: "jsonb",
        nullable: false,
      });
    });
  });

  it("names with file, line and column what it does not understand, and goes on", async () => {
    const odd = `export interface Odd extends Missing {
  id: number;
  made: Map<string, number>;
  either: string | number;
  call: () => void;
  many: Uint8Array | Date;
  one: 1 | 2;
  gone: ns.Thing;
  [key: string]: unknown;
  /** @lenght 20 */
  word: string;
  wordy: string;
  /** @column word */
  again: string;
}
export class Mixed extends (Object as any) { id = 1; made = make(); tags: string[] = []; }
`;
    await inFolder({ "odd.ts": odd }, async (folder) => {
      const { exit, stdout } = await mm(["types-to-schema", "odd.ts", "--json"], folder);
      expect(exit, stdout).to.equal(0);
      const { schema, unread } = JSON.parse(stdout);
      const names = parse(schema).tables.map(({ fields }: { fields: { name: string }[] }) =>
        fields.map(({ name }) => name),
      );
      expect(names).to.deep.equal([
        ["id", "tags"],
        ["id", "word", "wordy"],
      ]);
      const said = unread.map(
        ({ file, line, column, message }: Record<string, unknown>) =>
          `${file}:${line}:${column} ${message}`,
      );
      expect(said).to.deep.equal([
        "odd.ts:9:3 a property without a name is not read",
        'odd.ts:1:8 "Odd": what it extends is in none of the files, or is no plain name: its fields are not here',
        'odd.ts:3:3 "made": "Map" is declared in none of the files, or in several',
        'odd.ts:4:3 "either": a column has one type, and this is a union of several',
        'odd.ts:5:3 "call": a function is no column',
        'odd.ts:6:3 "many": a column has one type, and this is a union of several',
        'odd.ts:7:3 "one": of a union of values only texts are read',
        'odd.ts:8:3 "gone": a name with a dot is not followed',
        "odd.ts:10:3 there is no tag @lenght: is @length meant?",
        'odd.ts:14:3 "again": the table has a field "word" already',
        "odd.ts:16:29 what the class extends is not read",
        'odd.ts:16:54 "made": it has no type',
        'odd.ts:16:69 "tags": its initial value is code, which is no default of the column: name one with @default',
      ]);
    });
  });

  it("refuses what is no TypeScript, no schema, or nothing at all, and runs nothing", async () => {
    const files = {
      "broken.ts": "export interface A {\n  id: number;\n  b: = 5\n}\n",
      "evil.ts": `import { writeFileSync } from "node:fs";\nwriteFileSync("pwned", "");\nexport class A { id = 1; }\n`,
      "wrong.ts":
        "export interface A { id: number; /** @references nobody */ b: number; /** @type strng */ c: string }\n",
      "deep.ts": `export type A = { a: ${"(".repeat(60_000)}string${")".repeat(60_000)} };\n`,
      "none.ts": "export const a = 1;\n",
      "empty/readme.md": "",
    };
    await inFolder(files, async (folder) => {
      const codes: Record<string, string> = {
        "broken.ts": "TYPES_SYNTAX",
        "wrong.ts": "CLI_TYPES_INVALID",
        "deep.ts": "TYPES_SYNTAX",
        "none.ts": "CLI_NO_TYPES",
        empty: "CLI_NO_TYPES",
        "missing.ts": "CLI_CANNOT_READ",
      };
      for (const [path, code] of Object.entries(codes)) {
        const { exit, stdout } = await mm(["types-to-schema", path, "--json"], folder);
        const document = JSON.parse(stdout);
        expect(document.code, document.message).to.equal(code);
        expect(exit).to.equal(1);
        if (path === "broken.ts") {
          expect(document).to.include({ file: "broken.ts", line: 3, column: 6 });
        }
        if (path === "wrong.ts") expect(document.message).to.contain("nobody").and.contain("strng");
      }
      const evil = await mm(["types-to-schema", "evil.ts"], folder);
      expect(evil.exit, evil.stderr).to.equal(0);
      expect(existsSync(join(folder, "pwned"))).to.equal(false);
    });
  });

  it("reads back what schema-to-types writes, but for what types do not say", async () => {
    const schema = `tables:
  - name: teams
    fields: [{ name: id, type: serial, primary_key: true }, { name: title, type: text, nullable: false }, { name: done, type: boolean }]
`;
    await inFolder({ "schema/schema.yaml": schema }, async (folder) => {
      await mm(
        ["schema-to-types", "--database", "postgresql", "--format", "rows", "--out", "rows.ts"],
        folder,
      );
      const { stdout } = await mm(["types-to-schema", "rows.ts"], folder);
      expect(parse(stdout).tables[0]).to.deep.equal(parse(schema).tables[0]);
    });
  });
});
