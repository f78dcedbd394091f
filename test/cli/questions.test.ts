import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder } from "./run-cli.js";
import { keys, Terminal } from "./terminal.js";

const BEFORE = `tables:
  - name: people
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 100 }
      - { name: age, type: text }
      - { name: legacy, type: text }
`;

const AFTER = `tables:
  - name: people
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: email, type: varchar, length: 200, nullable: false, default: "" }
      - { name: age, type: integer }
      - { name: status, type: text, nullable: false }
`;

const RENAME = "people.mail:email";
const LEGACY = "Drop field legacy from people: data is lost";
const STATUS = '"people.status" may not be NULL';
const AGE = '"people.age" gets another type';

/** A project whose schema moved on since its first migration. */
async function changed(work: (folder: string) => Promise<void>): Promise<void> {
  const files = {
    "mm.config.yaml": "database: { type: postgresql }\n",
    "schema/schema.yaml": BEFORE,
  };
  await inFolder(files, async (folder) => {
    expect((await new Terminal(["generate"], folder).end()).exit).to.equal(0);
    writeFileSync(join(folder, "schema/schema.yaml"), AFTER);
    await work(folder);
  });
}

/** The second migration, if there is one. */
function second(folder: string): string | undefined {
  const file = readdirSync(join(folder, "migrations")).find((name) => name.startsWith("0002"));
  return file === undefined ? undefined : readFileSync(join(folder, "migrations", file), "utf8");
}

describe("the questions of mm generate in a terminal", () => {
  afterEach(() => Terminal.closeAll());

  it("shows both fields of a rename side by side, and writes what was answered", async () => {
    await changed(async (folder) => {
      const mm = new Terminal(["generate"], folder);
      await mm.at(RENAME);
      await mm.at("mail varchar(100) | email varchar(200) not null");
      await mm.at("No, the one goes", keys.enter);
      await mm.at(AGE);
      await mm.at("age::integer", "age::int", keys.enter);
      await mm.at("Alter field age of people: data is lost");
      await mm.at("ignore errors", keys.enter);
      await mm.at(LEGACY);
      await mm.at("ignore errors", keys.enter);
      await mm.at(STATUS);
      await mm.at("SQL, such as", keys.enter);
      await mm.at("It needs an SQL expression", "'active'", keys.enter);
      const { exit, shown } = await mm.end();
      expect(exit, shown).to.equal(0);
      const source = second(folder);
      expect(source).to.contain('oldName: "mail", newName: "email"');
      expect(source).to.contain('using: "age::int"').and.contain(`backfill: "'active'"`);
      // Enter alone is the careful choice.
      expect(source).to.match(/\/\/ REVIEW: this loses data\.\n +new m\.DropField/);
    });
  });

  it("asks on when it is no rename: what is dropped and added has questions of its own", async () => {
    await changed(async (folder) => {
      const mm = new Terminal(["generate", "--yes"], folder);
      await mm.at(RENAME);
      await mm.at("No, the one goes", keys.down, keys.enter);
      await mm.at(AGE);
      await mm.at("age::integer", "1", keys.enter);
      await mm.at(STATUS);
      await mm.at("SQL, such as", "0", keys.enter);
      const { exit, shown } = await mm.end();
      expect(exit, shown).to.equal(0);
      expect(second(folder)).to.contain('field: "mail"').and.not.contain("RenameField");
    });
  });

  it("keeps what is answered in the file of answers, which then gives the same migration without a terminal", async () => {
    await changed(async (folder) => {
      const answers = join(folder, "answers.yaml");
      writeFileSync(
        answers,
        "# decided on Monday\nusing:\n  people.age: age::integer # not null\n",
      );
      const mm = new Terminal(["generate", "--answers", "answers.yaml", "--yes"], folder);
      await mm.at(RENAME);
      await mm.at("No, the one goes", keys.enter);
      await mm.at(STATUS);
      await mm.at("SQL, such as", "'active'", keys.enter);
      const { exit, shown } = await mm.end();
      expect(exit, shown).to.equal(0);
      expect(shown).to.contain("Kept what you answered in answers.yaml");
      expect(readFileSync(answers, "utf8")).to.equal(`# decided on Monday
using:
  people.age: age::integer # not null
renames:
  people.mail:email: true
backfills:
  people.status: "'active'"
`);
      const written = second(folder);
      for (const name of readdirSync(join(folder, "migrations")))
        if (name.startsWith("0002")) rmSync(join(folder, "migrations", name));
      const again = ["generate", "--answers", "answers.yaml", "--yes", "--no-input"];
      const { exit: code, shown: said } = await new Terminal(again, folder).end();
      expect(code, said).to.equal(0);
      expect(second(folder)).to.equal(written);
    });
  });

  it("makes the file of answers, but not where it cannot be written or nobody is there to ask", async () => {
    await changed(async (folder) => {
      const silent = ["generate", "--answers", "new.yaml", "--no-input"];
      const { exit, shown } = await new Terminal(silent, folder).end();
      expect(exit, shown).to.equal(2);
      expect(shown).to.contain("CLI_ANSWERS_UNREADABLE");
      const lost = await new Terminal(["generate", "--answers", "no/new.yaml"], folder).end();
      expect(lost.exit, lost.shown).to.equal(1);
      expect(lost.shown).to.contain("CLI_CANNOT_WRITE");
      const mm = new Terminal(["generate", "--answers", "new.yaml", "--yes"], folder);
      await mm.at("No, the one goes", keys.down, keys.enter);
      await mm.at("SQL, such as", "1", keys.enter);
      await mm.at("SQL, such as", "0", keys.enter);
      await mm.end();
      expect(readFileSync(join(folder, "new.yaml"), "utf8")).to.equal(
        'renames:\n  people.mail:email: false\nusing:\n  people.age: "1"\nbackfills:\n  people.status: "0"\n',
      );
    });
  });

  for (const [down, written] of [
    [-1, /operations: \[\s*new m\.DropField\(\{ table: "people", field: "legacy" \}\)/],
    [
      0,
      /\/\/ REVIEW: this loses data\.\n +new m\.DropField\(\{ table: "people", field: "legacy" \}\)/,
    ],
    [1, /new m\.DropField\(\{ table: "people", field: "legacy", schemaOnly: true \}\)/],
    [2, /new m\.DropField\(\{ table: "people", field: "legacy", ignoreErrors: true \}\)/],
  ] as const) {
    it(`writes what was chosen for a field that is dropped: ${written}`, async () => {
      await changed(async (folder) => {
        const schema = BEFORE.replace(/ +- \{ name: legacy.*\n/, "");
        writeFileSync(join(folder, "schema/schema.yaml"), schema);
        const mm = new Terminal(["generate"], folder);
        await mm.at(LEGACY);
        const moves = down < 0 ? ["\u001b[A"] : Array.from({ length: down }, () => keys.down);
        await mm.at("ignore errors", ...moves, keys.enter);
        const { exit, shown } = await mm.end();
        expect(exit, shown).to.equal(0);
        expect(second(folder)).to.match(written);
      });
    });
  }

  it("writes nothing on Ctrl-C, at any question, and ends with 130 and a visible cursor", async () => {
    for (const answered of [0, 1, 2]) {
      await changed(async (folder) => {
        const mm = new Terminal(["generate"], folder);
        await mm.at("No, the one goes", answered > 0 ? keys.enter : keys.ctrlC);
        if (answered > 0)
          await mm.at("age::integer", ...(answered > 1 ? ["1", keys.enter] : [keys.ctrlC]));
        if (answered > 1) await mm.at("ignore errors", keys.ctrlC);
        const { exit, shown } = await mm.end();
        expect(exit, shown).to.equal(130);
        expect(shown).to.contain("Interrupted in mm generate, nothing was written");
        expect(mm.raw.lastIndexOf("\u001b[?25h")).to.be.greaterThan(
          mm.raw.lastIndexOf("\u001b[?25l"),
        );
        expect(second(folder)).to.equal(undefined);
      });
    }
  });

  it("shows a name that could act in the terminal as text, and no colours where none are wanted", async () => {
    await changed(async (folder) => {
      const schema = BEFORE.replace("people", '"p\\u202eelpoep"');
      writeFileSync(join(folder, "schema/schema.yaml"), schema);
      const mm = new Terminal(["generate", "--no-color"], folder);
      await mm.at("No, the one goes", keys.ctrlC);
      await mm.end();
      expect(mm.raw).to.contain("table people (id, mail, age, legacy) | table p");
      expect(mm.raw).to.contain("p\\u{202e}elpoep").and.not.contain("\u202e");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
      expect(mm.raw).not.to.match(/\u001b\[[\d;]*m/);
    });
  });

  it("asks nothing with --no-input, --json, --check or --quiet", async () => {
    await changed(async (folder) => {
      for (const [flag, exit] of [
        ["--no-input", 3],
        ["--json", 3],
        ["--check", 1],
        ["--quiet", 3],
      ] as const) {
        const ended = await new Terminal(["generate", flag], folder).end();
        expect(ended.exit, ended.shown).to.equal(exit);
        expect(second(folder)).to.equal(undefined);
      }
    });
  });
});
