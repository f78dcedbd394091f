import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm, tableMigration } from "./run-cli.js";
import { keys, Terminal } from "./terminal.js";

const LOSS = `import * as m from "makemigrations";
m.register({ name: "0002_loss", dependencies: ["0001_first"], operations: [
  new m.DropTable({ name: "first" }),
] });
`;

const FILES = {
  "mm.config.yaml": `database: { type: sqlite, url: "sqlite:./mm.db" }
migration: { ask_destructive: true }
`,
  "migrations/0001_first.ts": tableMigration("0001_first", "first"),
};

/** The table of the first migration is not wanted any more. */
const TWO_SCHEMAS = {
  "migrations/0001_first.ts": FILES["migrations/0001_first.ts"],
  "schema/schema.yaml":
    "tables: [{ name: other, fields: [{ name: number, type: text, primary_key: true }] }]\n",
};

/** A project that is about to drop a table. */
async function beforeLoss(work: (folder: string) => Promise<void>): Promise<void> {
  const files = { ...FILES, "migrations/0002_loss.ts": LOSS };
  await inFolder(files, async (folder) => {
    const first = await mm(["migrate", "up", "--to", "0001_first"], folder);
    expect(first.exit, first.stderr).to.equal(0);
    await work(folder);
  });
}

async function pending(folder: string): Promise<number> {
  return JSON.parse((await mm(["migrate", "status", "--json"], folder)).stdout).pending;
}

describe("a yes or no in a terminal", () => {
  afterEach(() => Terminal.closeAll());

  for (const [name, pressed, exit, left, said] of [
    ["y", ["y"], 0, 0, "Applied 0002_loss"],
    ["the arrow to yes", [keys.left, keys.enter], 0, 0, "Applied 0002_loss"],
    ["n", ["n"], 4, 1, "CLI_NOT_APPROVED"],
    ["Enter alone", [keys.enter], 4, 1, "CLI_NOT_APPROVED"],
    ["Ctrl-C", [keys.ctrlC], 130, 1, "Interrupted in mm migrate up, nothing was"],
    ["Ctrl-D", [keys.ctrlD], 130, 1, "Interrupted in mm migrate up, nothing was"],
    ["Escape", [keys.escape], 130, 1, "Interrupted in mm migrate up, nothing was"],
  ] as const) {
    it(`takes ${name}: exit ${exit}`, async () => {
      await beforeLoss(async (folder) => {
        const terminal = new Terminal(["migrate", "up"], folder);
        await terminal.at("would lose data (0002_loss: Drop table first). Apply?");
        await terminal.at("No", ...pressed);
        const end = await terminal.end();
        expect(end.exit, end.shown).to.equal(exit);
        expect(end.shown).to.contain(said);
        expect(terminal.raw.lastIndexOf("\u001b[?25h"), "the cursor is shown again").to.be.above(
          terminal.raw.lastIndexOf("\u001b[?25l"),
        );
        expect(await pending(folder)).to.equal(left);
      });
    });
  }

  it("is not asked by reset and fresh: they do it, or need flag and name", async () => {
    await inFolder(FILES, async (folder) => {
      for (const [command, done] of [
        ["fresh", "Applied 0001_first"],
        ["reset", "Rolled back 0001_first"],
      ] as const) {
        const own = await new Terminal(["migrate", command], folder).end();
        expect(own.exit, own.shown).to.equal(0);
        expect(own.shown).to.contain(done);
        const url = "postgresql://db.invalid/shop";
        const words = ["migrate", command, "--database-url", url];
        const other = await new Terminal(words, folder).end();
        expect(other.exit, other.shown).to.equal(4);
        expect(other.shown).to.contain("CLI_NOT_DEVELOPMENT").and.not.contain("Yes");
      }
    });
  });

  it("ends a question of mm generate by Ctrl-D as by Ctrl-C, and writes nothing", async () => {
    await inFolder(
      { "mm.config.yaml": FILES["mm.config.yaml"], ...TWO_SCHEMAS },
      async (folder) => {
        const terminal = new Terminal(["generate"], folder);
        await terminal.at("data is lost");
        await terminal.at("ignore errors", keys.ctrlD);
        const { exit, shown } = await terminal.end();
        expect(exit, shown).to.equal(130);
        expect(shown).to.contain("Interrupted in mm generate, nothing was");
        expect(readdirSync(join(folder, "migrations"))).to.deep.equal(["0001_first.ts"]);
      },
    );
  });
});
