import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { binary, inFolder, node } from "../run-cli.js";

const SCHEMA = `tables:
  - name: users
    fields:
      - { name: id, type: serial, primary_key: true }
`;
const MAIL = "      - { name: mail, type: text }\n";
const FILES = {
  "mm.config.yaml": "database:\n  type: sqlite\n  url: sqlite:./app.db\n",
  "schema/users.yaml": SCHEMA,
};

async function mm(cwd: string, ...words: readonly string[]) {
  mkdirSync(join(cwd, "home"), { recursive: true });
  const env = { PATH: process.env.PATH, XDG_CACHE_HOME: join(cwd, "home") };
  return await node(["--", binary, ...words], { cwd, env });
}

/** What is kept of projects in which there was nothing to do. */
function kept(cwd: string): readonly string[] {
  const folder = join(cwd, "home/makemigrations/unchanged");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

describe("generate with nothing to do", () => {
  it("keeps that, and finds what changes all the same: in a schema file, a migration, a new file", async () => {
    await inFolder(FILES, async (cwd) => {
      await mm(cwd, "generate");
      expect(kept(cwd)).to.deep.equal([]);
      const first = await mm(cwd, "generate", "--check", "--json");
      expect(kept(cwd)).to.have.lengthOf(1);
      const second = await mm(cwd, "generate", "--check", "--json");
      expect(second).to.deep.equal(first);
      expect(JSON.parse(second.stdout).dependencies).to.deep.equal(["0001_initial"]);

      appendFileSync(join(cwd, "schema/users.yaml"), MAIL);
      expect((await mm(cwd, "generate", "--check")).stdout).to.contain("Add field mail to users");
      writeFileSync(join(cwd, "schema/users.yaml"), SCHEMA);
      expect((await mm(cwd, "generate", "--check")).exit).to.equal(0);
      writeFileSync(join(cwd, "schema/tags.yaml"), SCHEMA.replace("users", "tags"));
      expect((await mm(cwd, "generate", "--check")).stdout).to.contain("Create table tags");
      await mm(cwd, "generate");
      expect((await mm(cwd, "generate", "--check")).exit).to.equal(0);
      const migration = `import * as m from "makemigrations";
m.register({ name: "0003_x", dependencies: ["0002_create_tags"], operations: [new m.DropTable({ name: "tags" })] });
`;
      writeFileSync(join(cwd, "migrations/0003_x.ts"), migration);
      const names = readdirSync(join(cwd, "migrations")).join(" ");
      const changed = await mm(cwd, "generate", "--check");
      expect(changed.exit, `${names} ${changed.stderr}`).to.equal(1);
    });
  });

  it("keeps nothing where the files do not say everything, and distrusts what is kept", async () => {
    const files = {
      ...FILES,
      "schema/users.yaml": `include: [../more/tags.yaml]\n${SCHEMA}`,
      "more/tags.yaml": SCHEMA.replace("users", "tags"),
    };
    await inFolder(files, async (cwd) => {
      await mm(cwd, "generate");
      expect((await mm(cwd, "generate", "--check")).exit).to.equal(0);
      expect(kept(cwd)).to.deep.equal([]);
      writeFileSync(join(cwd, "schema/users.yaml"), SCHEMA);
      writeFileSync(join(cwd, "schema/tags.yaml"), files["more/tags.yaml"]);
      expect((await mm(cwd, "generate", "--check")).exit).to.equal(0);
      const [file = ""] = kept(cwd);
      for (const damage of ["", "{", '{"digest": 1}', "[]"]) {
        writeFileSync(file, damage);
        expect((await mm(cwd, "generate", "--check")).exit).to.equal(0);
      }
      appendFileSync(join(cwd, "migrations/0001_initial.ts"), 'console.log("said");\n');
      for (const _ of [1, 2]) {
        expect((await mm(cwd, "generate", "--check")).stderr).to.contain("log: said");
      }
    });
  });
});
