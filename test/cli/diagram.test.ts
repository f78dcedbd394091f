import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { BLOG, EVIL, PROJECT } from "./diagram-schemas.js";
import { inFolder, mm } from "./run-cli.js";

/** Writes the schema to a project and the diagram of it. */
async function diagramOf(schema: string, ...words: readonly string[]): Promise<string> {
  return await inFolder({ ...PROJECT, "schema/a.yaml": schema }, async (folder) => {
    const { stdout, stderr, exit } = await mm(["schema-to-diagram", ...words], folder);
    expect(exit, stderr).to.equal(0);
    return stdout;
  });
}

describe("mm schema-to-diagram", () => {
  it("writes Markdown with a Mermaid diagram and a chapter for each table", async () => {
    const text = await diagramOf(BLOG);
    expect(text).to.contain(`  t1["people"] {
    serial id PK "not null"
    varchar_120 mail UK "varchar(120), not null"
    timestamp joined
  }`);
    expect(text).to.contain('  t1 ||--o{ t2 : "fk_posts_author_id"');
    expect(text).to.contain('  t2 |o--o{ t2 : "fk_posts_parent_id"');
    expect(text).to.contain("| author_id | integer | no | FK |  |  |");
    expect(text).to.contain("- refers to people (fk_posts_author_id, on delete cascade)");
    expect(text).to.contain("- is referred to by posts (fk_posts_author_id)");
    expect(text).to.contain("- unique index people_mail: mail");
  });

  it("writes text as text, whatever is in it, and the same bytes each time", async () => {
    for (const format of ["markdown", "html"]) {
      const text = await diagramOf(EVIL, "--format", format);
      expect(text).to.not.match(/<(?:img|iframe|b onmouseover)/i);
      expect(text.match(/<script/gi) ?? []).to.have.length(format === "html" ? 1 : 0);
      expect(text).to.equal(await diagramOf(EVIL, "--format", format));
      // Controls are shown, not sent.
      expect(text).to.contain("\\x07").and.not.contain("\u0007");
    }
    const markdown = await diagramOf(EVIL);
    expect(markdown).to.not.match(/[^\\]\]\(|^### owned$/m);
    expect(markdown.match(/^```/gm)).to.have.length(2);
    expect(markdown).to.contain("a \\| b");
  });

  it("writes the page where --out says so, and follows no link", async () => {
    await inFolder({ ...PROJECT, "schema/a.yaml": BLOG }, async (folder) => {
      const done = await mm(["schema-to-diagram", "--out", "schema.html"], folder);
      expect(done).to.deep.equal({ exit: 0, stdout: "Wrote schema.html\n", stderr: "" });
      expect(readFileSync(join(folder, "schema.html"), "utf8")).to.match(/^<!doctype html>/);
      symlinkSync("elsewhere.html", join(folder, "link.html"));
      const link = await mm(["schema-to-diagram", "--out", "link.html"], folder);
      expect(link.exit).to.equal(1);
      expect(link.stderr).to.contain("CLI_CANNOT_WRITE");
      expect(existsSync(join(folder, "elsewhere.html"))).to.equal(false);
    });
  });

  it("says with --from what changed since a migration, and how", async () => {
    await inFolder({ ...PROJECT, "schema/a.yaml": BLOG }, async (folder) => {
      await mm(["generate"], folder);
      const next = BLOG.replace("name: joined,", "name: since,").replace("120", "200");
      writeFileSync(
        join(folder, "schema/a.yaml"),
        `${next}  - name: tags
    fields:
      - { name: id, type: serial, primary_key: true }
`,
      );
      await mm(["generate", "--rename", "people.joined:since", "--name", "tags"], folder);
      const words = ["schema-to-diagram", "--from", "0001_initial"];
      const { stdout } = await mm(words, folder);
      expect(stdout).to.contain("## Changed since 0001_initial");
      expect(stdout).to.contain('+ table "tags"');
      expect(stdout).to.contain('~ field "mail" (length 120 \\| 200) of table "people"');
      expect(stdout).to.contain("### 0002_tags\n\n- Rename field joined of people to since");
      const page = await mm([...words, "--format", "html"], folder);
      expect(page.stdout).to.contain('class="table added"').and.contain('class="field changed"');
      const typo = await mm(["schema-to-diagram", "--from", "0001_inital"], folder);
      expect(typo.exit).to.equal(2);
      expect(typo.stderr).to.contain('Did you mean "0001_initial"?');
    });
  });

  it("says when Mermaid would draw no more, and draws a schema without tables", async () => {
    const wide = Array.from({ length: 120 }, (_, at) => table(`t${at}`, 40)).join("");
    await inFolder({ ...PROJECT, "schema/a.yaml": `tables:\n${wide}` }, async (folder) => {
      const { stderr } = await mm(["schema-to-diagram"], folder);
      expect(stderr).to.contain("Mermaid draws at most 500 references and 50000 characters");
    });
    expect(await diagramOf("tables: []\n", "--format", "html")).to.contain("0 tables");
    expect(await diagramOf("tables: []\n")).to.equal("# Schema\n");
  });
});

function table(name: string, fields: number): string {
  const lines = Array.from({ length: fields }, (_, at) => `      - { name: f${at}, type: text }\n`);
  return `  - name: ${name}\n    fields:\n${lines.join("")}`;
}
