import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, mm as tool } from "./run-cli.js";

interface Beside {
  readonly kind: string;
  readonly name: string;
  readonly definition: string;
  readonly dependsOn?: readonly string[];
}

const VIEW: Beside = {
  ...{ kind: "view", name: "titles", definition: "CREATE VIEW titles AS SELECT title FROM posts" },
};
const OVER: Beside = {
  ...{ kind: "view", name: "words", definition: "CREATE VIEW words AS SELECT word FROM tags" },
};

/** What one kind of database has that uses a table or a field without saying so in `dependsOn`. */
const BESIDE: Readonly<Record<string, readonly Beside[]>> = {
  postgresql: [
    {
      kind: "function",
      name: "quoted()",
      definition: `CREATE FUNCTION quoted() RETURNS varchar LANGUAGE sql AS 'SELECT word FROM tags WHERE word <> ''title'''`,
    },
    {
      kind: "function",
      name: "escaped()",
      definition: `CREATE FUNCTION escaped() RETURNS varchar LANGUAGE sql AS E'SELECT\\nword\\nFROM\\ntags'`,
    },
    {
      kind: "function",
      name: "tidy()",
      definition: `CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := trim(NEW.title); RETURN NEW; END'`,
    },
    {
      kind: "trigger",
      name: "tidy_posts",
      dependsOn: ["posts"],
      definition:
        "CREATE TRIGGER tidy_posts BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION tidy()",
    },
    {
      kind: "policy",
      name: "tagged",
      dependsOn: ["posts"],
      definition: "CREATE POLICY tagged ON posts USING (id IN (SELECT id FROM tags))",
    },
  ],
  mysql: [
    {
      kind: "function",
      name: "spoken",
      definition: `CREATE FUNCTION spoken() RETURNS varchar(20) READS SQL DATA RETURN CONCAT('it\\'s ', (SELECT MAX(word) FROM tags))`,
    },
    {
      kind: "trigger",
      name: "tag_posts",
      dependsOn: ["posts"],
      definition:
        "CREATE TRIGGER tag_posts BEFORE INSERT ON posts FOR EACH ROW INSERT INTO tags (id, word) VALUES (NEW.id, NEW.title)",
    },
  ],
  sqlite: [
    {
      kind: "trigger",
      name: "tag_posts",
      dependsOn: ["posts"],
      definition:
        "CREATE TRIGGER tag_posts AFTER INSERT ON posts BEGIN INSERT INTO tags (id, word) VALUES (NEW.id, NEW.title); END",
    },
  ],
};

/** Objects that a line must be about: when `tags` goes, and when `posts.title` goes. */
const SAID: Readonly<
  Record<string, { readonly tags: readonly string[]; readonly title: readonly string[] }>
> = {
  postgresql: {
    tags: [`view "words"`, `function "quoted()"`, `function "escaped()"`, `policy "tagged"`],
    title: [`view "titles"`, `function "tidy()"`],
  },
  mysql: {
    tags: [`view "words"`, `function "spoken"`, `trigger "tag_posts"`],
    title: [`view "titles"`, `trigger "tag_posts"`],
  },
  sqlite: {
    tags: [`view "words"`, `trigger "tag_posts"`],
    title: [`view "titles"`, `trigger "tag_posts"`],
  },
};

const NOTE = {
  goes: "which goes: drop it before, or create it again without that",
  renamed: "which gets another name: drop it before and create it again after",
  field: "which goes, or gets another name: drop it before and create it again after",
};

describeEachDatabase(
  "what uses a table or a field that goes",
  ({ name, create }) => {
    const objects = [VIEW, OVER, ...(BESIDE[name] ?? [])];
    let database: TestDatabase;

    before(async () => {
      database = await create();
    });

    after(() => database.drop());

    it("is said by showsql, up --dry-run and generate", async () => {
      const { tags, title } = SAID[name] ?? { tags: [], title: [] };
      const gone = tags.map((object) => `${object} uses tags, ${NOTE.goes}`);
      const renamed = tags.map((object) => `${object} uses tags, ${NOTE.renamed}`);
      const fields = title.map((object) => `${object} uses posts.title, ${NOTE.field}`);
      const config = `database:\n  type: ${name}\n  url: ${JSON.stringify(database.url)}\n`;
      await inFolder(
        {
          "mm.config.yaml": config,
          "migrations/0001_all.ts": first(objects),
          "schema/schema.yaml": schema(objects),
        },
        async (cwd) => {
          const done = await tool(["migrate", "up"], cwd);
          expect(done.exit, done.stderr).to.equal(0);
          const written = await tool(["generate", "--dry-run", "--json", "--yes"], cwd);
          expect(written.exit, written.stdout).to.equal(0);
          const { notices } = JSON.parse(written.stdout) as { notices: readonly string[] };
          // What names a table in dependsOn is dropped and made again by itself.
          for (const line of [...gone, ...fields].filter(
            (one) => !one.startsWith("trigger") && !one.startsWith("policy"),
          ))
            expect(notices).to.include(line);
          for (const [operation, lines] of [
            [`new m.DropTable({ name: "tags" })`, gone],
            [`new m.RenameTable({ oldName: "tags", newName: "labels" })`, renamed],
            [`new m.DropField({ table: "posts", field: "title" })`, fields],
          ] as const) {
            writeFileSync(
              join(cwd, "migrations/0002_change.ts"),
              migration("0002_change", ["0001_all"], [operation]),
            );
            const shown = await tool(["migrate", "showsql", "--json"], cwd);
            expect(shown.exit, shown.stdout).to.equal(0);
            const plan = JSON.parse(shown.stdout) as Plan;
            const said = plan.migrations.flatMap((one) =>
              one.operations.flatMap((step) => step.notices ?? []),
            );
            expect(said, operation).to.have.members(lines);
            const dry = await tool(["migrate", "up", "--dry-run"], cwd);
            expect(dry.exit, dry.stderr).to.equal(0);
            for (const line of lines) expect(dry.stdout).to.contain(`note: ${line}`);
          }
        },
      );
    });
  },
  (name) => name in SAID,
);

interface Plan {
  readonly migrations: readonly {
    readonly operations: readonly { readonly notices?: readonly string[] }[];
  }[];
}

function migration(name: string, dependencies: readonly string[], operations: readonly string[]) {
  const parts = `name: "${name}", dependencies: ${JSON.stringify(dependencies)}`;
  return `import * as m from "makemigrations";\nm.register({ ${parts}, operations: [${operations.join(", ")}] });\n`;
}

function first(objects: readonly Beside[]): string {
  const id = `{ name: "id", type: "integer", primaryKey: true }`;
  return migration(
    "0001_all",
    [],
    [
      `new m.CreateTable({ name: "posts", fields: [${id}, { name: "title", type: "varchar", length: 20 }] })`,
      `new m.CreateTable({ name: "tags", fields: [${id}, { name: "word", type: "varchar", length: 20 }] })`,
      ...objects.map((object) => `new m.CreateObject(${JSON.stringify(object)})`),
    ],
  );
}

/** Without `tags` and `posts.title`, and with all objects as they are. */
function schema(objects: readonly Beside[]): string {
  const opaque = objects.map(({ dependsOn, ...object }) => ({
    ...object,
    ...(dependsOn !== undefined && { depends_on: dependsOn }),
  }));
  const tables = [{ name: "posts", fields: [{ name: "id", type: "integer", primary_key: true }] }];
  return JSON.stringify({ tables, opaque });
}
